"""The verbs of the workbench: grants, schemes, the token lifecycle, the exchange, the runner.

Must not open a socket or a file, read a clock, or know a screen.
"""
