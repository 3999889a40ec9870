"""Ways to look at bytes: lines, pretty JSON, hex, search, colour; times and sizes for a person.

Nothing here owns the bytes, knows a terminal or a clock, or builds the values that a body
describes.
"""
