"""A kind of paper as a pack describes it, and what may not stand in a template."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

FIELD_KINDS = ("text", "long", "day", "code")
# A template is data of the pack, not a program: it neither reads files, nor loads packages, nor reads words as markup.
FORBIDDEN = re.compile(r"\b(eval|read|plugin|csv|yaml|toml|cbor|xml|bibliography)\s*\(|\"@|include\s")

Words = Mapping[str, str]


@dataclass(frozen=True)
class PaperField:
    """One thing a paper says: ``source`` names the fact it begins with."""

    id: str
    kind: str
    names: Words
    source: str
    is_required: bool
    is_hidden: bool


@dataclass(frozen=True)
class PaperKind:
    """A kind of paper: its words by language, its fields, the series that numbers it, the law it rests on."""

    code: str
    names: Words
    layout: str
    series: str
    prefix: str
    law: str
    source: str
    about: Words
    opening: Words
    closing: Words
    signers: tuple[Words, ...]
    fields: tuple[PaperField, ...]
    # Which things it is for: the words of the room that asks ("enforcement", a workflow, states).
    meant_for: Mapping[str, tuple[str, ...]]
    # Whether whoever asked may open it themselves: an answer or a permit, never a record about somebody else.
    is_for_reporter: bool = False

    def suits(self, facts: Mapping[str, str]) -> bool:
        """Whether it is for a thing with these facts: each list that is given must name the thing's own word."""
        return bool(self.meant_for) and all(facts.get(key) in words for key, words in self.meant_for.items())


def kind_from(document: Mapping[str, Any]) -> PaperKind:
    """A kind of paper from ``papers/<code>.toml``; ``check-pack`` has said what is wrong with it."""
    return PaperKind(
        code=str(document["code"]),
        names=dict(document["names"]),
        layout=str(document["layout"]),
        series=str(document.get("series") or document["code"]),
        prefix=str(document.get("prefix", "")),
        law=str(document.get("law", "")),
        source=str(document.get("source", "")),
        about=dict(document.get("about", {})),
        opening=dict(document.get("opening", {})),
        closing=dict(document.get("closing", {})),
        signers=tuple(dict(signer["names"]) for signer in document.get("signer", [])),
        fields=tuple(_field(field) for field in document.get("field", [])),
        meant_for={key: tuple(map(str, words)) for key, words in document.get("for", {}).items()},
        is_for_reporter=bool(document.get("for_reporter", False)),
    )


def _field(said: Mapping[str, Any]) -> PaperField:
    return PaperField(
        id=str(said["id"]),
        kind=str(said.get("kind", "text")),
        names=dict(said["names"]),
        source=str(said.get("from", "")),
        is_required=bool(said.get("required", False)),
        is_hidden=bool(said.get("hidden", False)),
    )


def forbidden_words(template: str) -> list[str]:
    """What a template may not call, in the order it stands there."""
    return [found[0].strip() for found in FORBIDDEN.finditer(template)]


def shown_number(year: int, prefix: str, number: int) -> str:
    """The number as it stands on the paper: ``2026/YT/14``."""
    return "/".join(part for part in (str(year), prefix, str(number)) if part)
