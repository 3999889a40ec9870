"""The Request pane: rows made from a request and what it inherits, and edits of it.

Must not render, send or save anything.
"""
