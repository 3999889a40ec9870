"""What is known of providers: every file reads, every entry says where it comes from."""

from __future__ import annotations

import re
from datetime import date

import pytest

from workbench.adapters.provider_files import read_providers
from workbench.engine.diagnosis.providers import Provider, provider_of

PROVIDERS = read_providers()


def test_the_providers_of_the_field_are_there() -> None:
    names = {each.name for each in PROVIDERS}
    assert names == {
        "Auth0",
        "Amazon Cognito",
        "GitHub",
        "Google",
        "Keycloak",
        "Microsoft Entra ID",
        "Okta",
        "Salesforce",
    }


@pytest.mark.parametrize("provider", PROVIDERS, ids=lambda each: each.name)
def test_every_entry_has_a_source_and_a_date_and_whole_sentences(provider: Provider) -> None:
    assert provider.hosts or provider.paths
    assert provider.answers
    written = [(each.source, each.date) for each in provider.answers]
    for source, day in ((provider.source, provider.date), *written):
        assert re.match(r"https://[a-z0-9.]+/", source)
        assert date.fromisoformat(day) >= date(2026, 1, 1)
    for answer in provider.answers:
        assert answer.title.endswith(".")
        assert answer.why.endswith(".")
        assert answer.advice.endswith(".")


def test_an_entry_without_its_source_is_not_taken() -> None:
    entry = {"kind": "tls", "pattern": "x", "title": "", "why": "", "advice": "", "date": ""}
    with pytest.raises(KeyError):
        provider_of({"name": "x", "source": "y", "date": "z", "answer": [entry]})
    with pytest.raises(ValueError, match="wrong_kind"):
        provider_of(
            {"name": "x", "source": "y", "date": "z",
             "answer": [{**entry, "source": "s", "kind": "wrong_kind"}]}
        )  # fmt: skip
