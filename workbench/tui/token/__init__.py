"""Pane 4: the token of the open request's preset, or of any other that was chosen.

Must not fetch, verify or write anything.
"""
