"""A pane whose line under the cursor may hold a JWT, and the key that looks at it.

Must not decode it: the Token pane shows it.
"""

from __future__ import annotations

import re

from workbench.domain.errors import UsageError
from workbench.tui.intents import TokenAsked, WentWrong
from workbench.tui.response.diagnosis_pane import DIAGNOSIS, DiagnosisPane

#: A JWS in compact form begins with `{"` in base64url (RFC 7515 7.1); a JWE has five parts.
_JWT = re.compile(r"eyJ[A-Za-z0-9_-]*(?:\.[A-Za-z0-9_-]*){2,4}")
#: So much of a line is looked through (characters).
_MOST = 64 * 1024


def jwt_in(text: str) -> str:
    """Return the first JWT of a text, empty where there is none."""
    found = _JWT.search(text[:_MOST])
    return found[0] if found else ""


class InspectingPane(DiagnosisPane):
    """What is looked at is the value that `y` would copy."""

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer it where lines are: whether one holds a JWT is found out when asked."""
        if action == "body_inspect":
            return self.tab != DIAGNOSIS and self.rows.cursor_key is not None
        return super().check_action(action, parameters)

    def action_body_inspect(self) -> None:
        """Ask for the JWT on this line to be shown."""
        from workbench.tui.tokens import Look

        copied = self.value_to_copy()
        found = jwt_in(copied[0]) if copied else ""
        if found:
            self.post_message(TokenAsked(Look(found)))
        else:
            self.post_message(
                WentWrong(
                    UsageError(
                        "There is no JWT on this line.",
                        fix="Put the cursor on one, or paste any string (4, then p).",
                    )
                )
            )
