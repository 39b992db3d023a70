"""People and ideas for the tests of proposals."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from meydan.domains.participation.models import Proposal
from meydan.domains.participation.operations.proposals import Idea, write_proposal
from meydan.domains.participation.persons import Contact, Person

NOW = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)


def somebody(number: int = 1, *, language: str = "tr") -> Person:
    """A person known by a phone of their own."""
    return Person(f"phone:{number}", Contact(f"+9055500000{number:02d}", True, language))


def written(person: Person | None = None, *, now: datetime = NOW, **said: Any) -> Proposal:
    """A proposal of somebody."""
    wants_news = said.pop("wants_news", False)
    idea = Idea(**{
        "title": "Dere kenarına bank", "what": "Yürüyüş yoluna gölgeli beş bank konsun.", "category": "green",
        "language": "tr", **said,
    })  # fmt: skip
    proposal = write_proposal(idea=idea, person=person or somebody(), now=now, wants_news=wants_news)
    proposal.refresh_from_db()
    return proposal
