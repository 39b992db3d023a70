"""Checks the law, the calendar and the numbers people call."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

import holidays

from meydan.base.packs.calendars import WEEKDAYS, weekend_from
from meydan.base.packs.checking.book import Book
from meydan.base.packs.laws import day_or_none

DEADLINE = {"month": ("calendar", "thirty_days"), "end": ("roll", "stay")}


def check_laws(book: Book) -> None:
    """Each article has an act, a source and days that can be read; a review has a name and a day."""
    found = book.document("laws")
    if found is None:
        return
    file, document = found
    counts = Counter(entry.get("id") for entry in document.get("law", []))
    for number, entry in enumerate(document.get("law", [])):
        line = book.at(file, "law", number)
        if not entry.get("id") or counts[entry["id"]] > 1:
            book.fault(
                file, line, f"The law {entry.get('id')!r} has no id of its own.", "Give each law its own id."
            )
        for key in ("act", "source", "names"):
            if not entry.get(key):
                book.fault(file, line, f"The law {entry.get('id')!r} has no {key}.", f"Add {key}.")
        for key in ("reviewed_on", "valid_from", "valid_to"):
            _check_day(book, file, entry, key, book.at(file, "law", number, key))
        if bool(entry.get("reviewed_by")) != bool(entry.get("reviewed_on")):
            remedy = "Write both reviewed_by and reviewed_on, or neither."
            book.fault(file, line, f"The review of {entry.get('id')!r} lacks a name or a day.", remedy)


def _check_day(book: Book, file: Path, entry: dict[str, Any], key: str, line: int) -> None:
    try:
        day_or_none(entry.get(key))
    except ValueError:
        book.fault(
            file,
            line,
            f"{key} {entry[key]!r} is not a day.",
            "Write it as year-month-day, such as 2026-11-23.",
        )


def check_calendar(book: Book) -> None:
    """Weekends name days, holidays are known for the country, and the counting rule is one we count by."""
    found = book.document("calendar")
    if found is None:
        return
    file, document = found
    for number, entry in enumerate(document.get("weekend", [])):
        line = book.at(file, "weekend", number)
        for key in ("from", "to"):
            _check_day(book, file, entry, key, book.at(file, "weekend", number, key))
        try:
            weekend_from({"days": entry.get("days", [])})
        except ValueError:
            book.fault(
                file,
                line,
                f"The weekend names an unknown day: {entry.get('days')}.",
                f"Use: {', '.join(WEEKDAYS)}.",
            )
    _check_holidays(book, file, document.get("holidays", {}))
    rule = document.get("deadline", {})
    for key, choices in DEADLINE.items():
        if rule.get(key) and rule[key] not in choices:
            book.fault(
                file,
                book.at(file, "deadline", key),
                f"{key} {rule[key]!r} is not known.",
                f"Use one of: {', '.join(choices)}.",
            )
    if rule.get("law"):
        book.refer(file, book.at(file, "deadline", "law"), "law", str(rule["law"]), book.laws)


def _check_holidays(book: Book, file: Path, settings: dict[str, Any]) -> None:
    country = str(settings.get("library", ""))
    if not country:
        return
    if country not in holidays.list_supported_countries():
        remedy = "Use an ISO 3166 code the holidays package knows, or leave it empty and fill closures.csv."
        book.fault(
            file, book.at(file, "holidays", "library"), f"No holidays are known for {country!r}.", remedy
        )
        return
    languages = holidays.country_holidays(country, years=2025).supported_languages
    if settings.get("language") and settings["language"] not in languages:
        line = book.at(file, "holidays", "language")
        book.fault(
            file,
            line,
            f"Holidays of {country} have no names in {settings['language']!r}.",
            f"Use one of: {', '.join(languages)}.",
        )


def check_contacts(book: Book) -> None:
    """Each contact has a number that can be dialled and a source."""
    found = book.document("contacts")
    if found is None:
        return
    file, document = found
    for code, contact in document.items():
        number = str(contact.get("number", "")) if isinstance(contact, dict) else ""
        if not number.replace(" ", "").lstrip("+").isdigit():
            book.fault(
                file,
                book.at(file, code),
                f"The contact {code!r} has no number.",
                "Write number with digits 0-9.",
            )
        elif not contact.get("source") or not contact.get("names"):
            book.fault(
                file, book.at(file, code), f"The contact {code!r} has no names or no source.", "Add both."
            )
