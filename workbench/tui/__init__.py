"""The screen: panes, keys and the strip over the assembled workbench.

Must not decide anything about requests or tokens, reach an adapter, or be imported headless.
"""
