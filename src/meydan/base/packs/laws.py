"""What a pack says of the law: each article with its source, and whether a lawyer has read it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Law:
    """One article as a pack cites it; ``reviewed_by`` is empty until a lawyer of the city has read it."""

    id: str
    act: str
    article: str
    names: dict[str, str]
    source: str
    reviewed_by: str
    reviewed_on: date | None
    valid_from: date | None
    valid_to: date | None
    url: str

    @property
    def is_reviewed(self) -> bool:
        """Whether a named person has read this article and said on which day."""
        return bool(self.reviewed_by and self.reviewed_on)


def law_from(entry: dict[str, Any]) -> Law:
    """A law from one ``[[law]]`` table of ``laws.toml``."""
    return Law(
        id=str(entry["id"]),
        act=str(entry.get("act", "")),
        article=str(entry.get("article", "")),
        names=dict(entry.get("names", {})),
        source=str(entry.get("source", "")),
        reviewed_by=str(entry.get("reviewed_by", "")),
        reviewed_on=day_or_none(entry.get("reviewed_on")),
        valid_from=day_or_none(entry.get("valid_from")),
        valid_to=day_or_none(entry.get("valid_to")),
        url=str(entry.get("url", "")),
    )


def day_or_none(value: Any) -> date | None:
    """A day from a TOML date or an ISO text; nothing from an empty cell.

    :raises ValueError: when the text is not a day
    """
    if isinstance(value, date):
        return value
    return date.fromisoformat(str(value)) if value else None
