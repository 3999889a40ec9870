"""A terminal workbench for testing HTTP APIs whose heart is authentication.

The package itself must import nothing: `workbench --version` reads the line below and stops.
"""

__version__ = "0.1.0"
