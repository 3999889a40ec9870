"""Postman collections (v2.1 and v2.0) and environments: in and out.

Must not follow an address that such a file names, nor run a script in it.
"""

from __future__ import annotations
