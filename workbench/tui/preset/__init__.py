"""The form of a preset: only the fields that its type and grant need.

Must not fetch a token or write a file.
"""
