"""Ready texts of the pack for letters to the citizen, and what of a case fills them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils import translation

from meydan.base.locale.public import format_day, text
from meydan.base.packs.public import current
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.queries.workflows import workflow

# What of a case a ready text may name in braces.
FACTS = ("code", "service", "unit", "state", "address", "due", "opened", "link")


@dataclass(frozen=True)
class ReadyText:
    """A text of the pack by its code: its name and its words, both in languages."""

    code: str
    names: dict[str, str]
    texts: dict[str, str]


def ready_texts() -> list[ReadyText]:
    """Return the pack's ready texts in their order."""
    documents: list[tuple[str, dict[str, Any]]] = sorted(
        current().documents("replies").items(), key=lambda item: (int(item[1].get("order", 100)), item[0])
    )
    return [
        ReadyText(code, dict(one.get("names", {})), dict(one.get("texts", {}))) for code, one in documents
    ]


def language_of(case: Case) -> str:
    """Return the language the citizen reads: the reporter's, else the city's."""
    reporter = getattr(case, "reporter", None)
    return reporter.language if reporter is not None and reporter.language else current().default_language


def facts_of(case: Case, language: str) -> dict[str, str]:
    """Return what placeholders stand for, in a language; empty where the case says nothing."""
    with translation.override(language):
        due = format_day(case.due_at.astimezone(settings.CITY_ZONE).date(), "long") if case.due_at else ""
        return {
            "code": case.code,
            "service": text(case.service.names, language),
            "unit": text(case.unit.names, language),
            "state": text(workflow(case.service.workflow).state(case.state).public_names, language),
            "address": case.address,
            "due": due,
            "opened": format_day(case.opened_at.astimezone(settings.CITY_ZONE).date(), "long"),
            "link": settings.MEYDAN_HOME.address + reverse("cases:followed", args=[case.code]),
        }
