"""The windows over the panes: commands, environments, keys, log, history, copy as.

Must not act: each hands back what was chosen.
"""
