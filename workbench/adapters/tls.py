"""TLS contexts: the machine's trust store, a person's own authority, or no verification.

Must not decide whether a certificate has to be verified.
"""

from __future__ import annotations

import ssl

from workbench.domain.errors import UsageError


def make_context(*, verify: bool, ca_file: str | None) -> ssl.SSLContext:
    """Return a client's context; raises `UsageError` for an unusable `ca_file`.

    With `ca_file` its certificates are trusted and the machine's are not.
    """
    if not verify:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
        return context
    if not ca_file:
        return ssl.create_default_context()
    try:
        return ssl.create_default_context(cafile=ca_file)
    except ssl.SSLError as error:
        raise UsageError(
            f"The ca_file {ca_file} holds no certificate that could be read.",
            hint="It has to be one or more certificates in PEM form.",
        ) from error
    except OSError as error:
        raise UsageError(
            f"The ca_file {ca_file} could not be read.", hint=f"{error.strerror or error}."
        ) from error


def empty_context() -> ssl.SSLContext:
    """Return a context that trusts nobody, for connections that use no TLS."""
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
