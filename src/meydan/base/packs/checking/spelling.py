"""Finds keys and file names that are nearly known ones: what is mistyped would be passed over in silence."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import Any

from meydan.base.packs.checking.book import Book

# Rooms may bring documents and keys of their own, so only near misses are faults.
NEAR = 0.8
DOCUMENTS = (
    "pack", "laws", "calendar", "contacts", "ids", "address", "connectors", "plan", "sample",
    "environment_limits", "routing", "reopen_reasons",
)  # fmt: skip
KEYS: dict[str, tuple[str, ...]] = {
    "service": (
        "code", "names", "about", "kind", "group", "icon", "order", "unit", "workflow", "public", "anonymous",
        "photo", "urgent", "online", "documents", "channels", "fee", "form", "complaint_first",
        "complaint_second", "reopen_reasons", "source", "clock", "withdrawn",
    ),
    "clock": (
        "id", "law", "length", "unit", "owner", "names", "on_expiry", "visible", "start", "stop", "from", "binds",
        "source", "withdrawn",
    ),
    "workflow": (
        "code", "names", "initial", "law", "source", "public_fields", "reopen_days", "reopen_reasons", "state",
        "transition", "evidence", "withdrawn",
    ),
    "state": ("code", "names", "public_names", "final", "outcome", "withdrawn"),
    "transition": (
        "code", "from", "to", "names", "roles", "require", "stops_clock", "starts_clock", "closes", "withdrawn",
    ),
    "evidence": (
        "code", "kind", "names", "hints", "law", "option", "min", "max", "unit", "personal", "fresh", "ahead",
        "source", "withdrawn",
    ),
    "law": (
        "id", "act", "article", "names", "source", "reviewed_by", "reviewed_on", "valid_from", "valid_to", "url",
        "withdrawn",
    ),
}  # fmt: skip


def check_spelling(book: Book) -> None:
    """File names beside ``pack.toml``, and the keys of services, workflows and laws."""
    for file, document in book.own().items():
        if file.parent == book.folder and (near := near_miss(file.stem, DOCUMENTS)):
            book.fault(file, 1, f"There is no document called {file.name!r}.", f"Did you mean {near}.toml?")
        _check_keys(book, file, document, (), _kind_of(file, book.folder))


def _kind_of(file: Path, folder: Path) -> str:
    return {"services": "service", "workflows": "workflow"}.get(
        file.parent.relative_to(folder).as_posix(), ""
    )


def _check_keys(book: Book, file: Path, table: dict[str, Any], where: tuple[Any, ...], kind: str) -> None:
    for key, value in table.items():
        if kind and (near := near_miss(key, KEYS[kind])):
            problem = f"A {kind} has no key {key!r}."
            book.fault(file, book.at(file, *where, key), problem, f"Did you mean {near}?")
        if key in KEYS and isinstance(value, list):
            for number, item in enumerate(value):
                if isinstance(item, dict):
                    _check_keys(book, file, item, (*where, key, number), key)


def near_miss(word: str, known: tuple[str, ...]) -> str:
    """The known word this one was probably meant to be; empty when it is known or like none."""
    if word in known:
        return ""
    found = difflib.get_close_matches(word, known, n=1, cutoff=NEAR)
    return found[0] if found else ""
