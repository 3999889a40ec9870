"""Says where a text of another tool is broken.

Must not decide what is broken.
"""

from __future__ import annotations

from workbench.domain.errors import FormatError
from workbench.domain.problem import Place, Problem


def refusal(
    file: str, text: str, offset: int, message: str, hint: str = "", *, key: str = ""
) -> FormatError:
    """Return the error for a place in a text, the offset in characters."""
    offset = max(0, min(offset, len(text)))
    line = text.count("\n", 0, offset) + 1
    column = offset - (text.rfind("\n", 0, offset) + 1) + 1
    problem = Problem(file, Place(line, column), key, message, hint)
    at = f"line {line}, column {column}"
    where = f"{at}, in {key}" if key else at
    return FormatError(
        f"{file} could not be imported: {message[:1].lower()}{message[1:]} ({where}).",
        hint,
        problems=(problem,),
    )


def decoded(content: bytes, file: str) -> str:
    """Return UTF-8 text without a byte order mark; raises `FormatError` with the place."""
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError as error:
        before = content[: error.start].decode("utf-8")
        hint = "Save it as UTF-8."
        if content.startswith((b"\xff\xfe", b"\xfe\xff")):
            hint = "It looks like UTF-16. " + hint
        raise refusal(file, before, len(before), "Bytes that are no UTF-8", hint) from None
    return text.removeprefix("\ufeff")
