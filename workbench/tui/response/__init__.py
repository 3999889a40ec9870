"""The Response pane: what came back, what went wrong, and every step over the wire.

Must not send anything or own a body.
"""
