"""Schemes: where the credentials of a preset go in a request.

Must not get a token or send anything.
"""

from workbench.engine.schemes.injection import Injection, inject, inject_token

__all__ = ["Injection", "inject", "inject_token"]
