"""The screen of an import: where it comes from, what becomes of each item, and the notes beside it.

Must not write before the person says so.
"""
