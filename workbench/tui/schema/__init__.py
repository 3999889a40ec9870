"""The schema of a GraphQL API on the screen: asked for, kept, looked through, used.

Must not send otherwise than requests are sent.
"""
