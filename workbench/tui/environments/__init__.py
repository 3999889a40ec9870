"""The window of environments: choosing one, its values and those without it, two beside each other.

Must not know how a file is written.
"""
