"""What ``meydan check-pack`` says about the counters of a pack."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from meydan.base.appointments.engine.faults import MOST_PLACES, faults_of
from meydan.base.appointments.engine.pattern import Pattern
from meydan.base.appointments.engine.reading import RULES, OfferingUnreadable, read_pattern
from meydan.base.packs.public import Book

KNOWN = ("code", "unit", "names", "where", "services", "accessible", "offering", "withdrawn", *RULES)
BOUNDS = {"days_ahead": (1, 366), "hold_minutes": (5, 120), "missed_days": (1, 365)}
WORDS = {
    "days": ("days", "It names no day of the week.", 'Write days = ["monday", "tuesday"].'),
    "clocks": ("until", "It ends before it begins.", "Write from and until in order."),
    "length": (
        "minutes",
        "One appointment is longer than the window.",
        "Shorten minutes, or widen the window.",
    ),
    "places": ("places", "It takes nobody, or a crowd.", f"Write places from 1 to {MOST_PLACES}."),
    "validity": (
        "valid_until",
        "It ends to hold before it begins to.",
        "Write valid_from and valid_until in order.",
    ),
    "overlap": (
        "from",
        "It offers hours that an earlier offering offers too.",
        "Move one, or add its places there.",
    ),
}


def check_counters(book: Book) -> None:
    """Every counter the pack itself writes: its unit and services are there, its week can be kept."""
    own = book.document("appointments")
    if own is None:
        return
    file, document = own
    seen: set[str] = set()
    for number, entry in enumerate(document.get("counter", [])):
        code, at = str(entry.get("code", "")), ("counter", number)
        if not code.isidentifier() or code in seen:
            problem = f"The counter {code!r} has no code of its own."
            book.fault(file, book.at(file, *at), problem, "Write code with small letters, digits and _.")
        seen.add(code)
        _check_head(book, file, at, entry)
        _check_week(book, file, at, entry)


def _check_head(book: Book, file: Path, at: tuple[Any, ...], entry: dict[str, Any]) -> None:
    book.refer(file, book.at(file, *at, "unit"), "unit", str(entry.get("unit", "")), book.units)
    for key in ("names", "services"):
        if not entry.get(key):
            book.fault(file, book.at(file, *at), f"The counter has no {key}.", f"Add {key}.")
    for code in entry.get("services", []):
        book.refer(file, book.at(file, *at, "services"), "service", str(code), book.services)
    for key in entry:
        if key not in KNOWN:
            book.fault(
                file, book.at(file, *at, key), f"A counter has no key {key!r}.", f"Use: {', '.join(KNOWN)}."
            )
    for key in RULES:
        least, most = BOUNDS.get(key, (0, 1000))
        value = entry.get(key, least)
        if not isinstance(value, int) or not least <= value <= most:
            problem = f"{key} is no whole number from {least} to {most}."
            book.fault(file, book.at(file, *at, key), problem, "Write it in digits.")


def _check_week(book: Book, file: Path, at: tuple[Any, ...], entry: dict[str, Any]) -> None:
    patterns: list[Pattern] = []
    numbers: list[int] = []
    for number, line in enumerate(entry.get("offering", [])):
        try:
            patterns.append(read_pattern(line))
            numbers.append(number)
        except OfferingUnreadable as odd:
            where = book.at(file, *at, "offering", number, odd.key)
            book.fault(file, where, f"{odd.key} cannot be read: {odd.value!r}.", _remedy(odd.key))
    if not entry.get("offering"):
        book.fault(file, book.at(file, *at), "The counter offers nothing.", "Add a [[counter.offering]].")
    for fault in faults_of(patterns):
        key, problem, remedy = WORDS[fault.kind]
        where = book.at(file, *at, "offering", numbers[fault.number], key)
        book.fault(file, where, problem, remedy)


def _remedy(key: str) -> str:
    if key in ("from", "until"):
        return 'Write a clock, such as "09:00".'
    if key == "days":
        return 'Write days of the week in English, such as "monday".'
    return "Write a day as 2027-01-31." if key.startswith("valid") else "Write whole minutes or places."
