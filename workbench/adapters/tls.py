"""TLS contexts: the machine's trust store, a person's own authority, a client's certificate.

Must not decide whether a certificate has to be verified.
"""

from __future__ import annotations

import os
import ssl
from dataclasses import dataclass

from workbench.domain.errors import UsageError


@dataclass(frozen=True, slots=True)
class TlsProfile:
    """What TLS connections have in common."""

    verify: bool = True
    ca_file: str | None = None
    certificate: str | None = None
    key: str | None = None
    http2: bool = False


def make_context(profile: TlsProfile) -> ssl.SSLContext:
    """Return a client's context; raises `UsageError` for an unusable file.

    With `ca_file` its certificates are trusted and the machine's are not.
    """
    context = _verifying(profile.ca_file) if profile.verify else _trusting()
    if profile.certificate:
        _present(context, profile.certificate, profile.key)
    # Set here once: a context whose protocols change between two handshakes belongs to nobody.
    context.set_alpn_protocols(["h2", "http/1.1"] if profile.http2 else ["http/1.1"])
    return context


def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    return context


def _verifying(ca_file: str | None) -> ssl.SSLContext:
    if not ca_file:
        context = ssl.create_default_context()
        if not _machine_trusts_any(context):
            import certifi

            context.load_verify_locations(cafile=certifi.where())
        return context
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


def _machine_trusts_any(context: ssl.SSLContext) -> bool:
    """Tell whether the machine's store holds anything; a directory is only read when needed."""
    if context.cert_store_stats()["x509_ca"]:
        return True
    directory = ssl.get_default_verify_paths().capath
    if not directory:
        return False
    try:
        with os.scandir(directory) as entries:
            return any(True for _ in entries)
    except OSError:
        return False


def _present(context: ssl.SSLContext, certificate: str, key: str | None) -> None:
    try:
        # Without a function OpenSSL would ask for the password on the terminal.
        context.load_cert_chain(certificate, key, password=_no_password)
    except ssl.SSLError as error:
        reason = (error.reason or "").replace("_", " ").lower()
        hint = "It has to be a certificate and its private key, both in PEM form."
        if "mismatch" in reason:
            hint = "The private key belongs to another certificate."
        raise UsageError(
            f"The client certificate {certificate} cannot be used.",
            hint=hint,
            fix="Compare client_certificate and client_key under [settings].",
        ) from error
    except OSError as error:
        raise UsageError(
            f"The client certificate {certificate} or its key could not be read.",
            hint=f"{error.strerror or error}.",
        ) from error


def _no_password() -> str:
    raise UsageError(
        "The client key is encrypted.",
        hint="Its password cannot be given here.",
        fix="Decrypt it (openssl pkey -in KEY -out NEW), and keep the new file to yourself.",
    )
