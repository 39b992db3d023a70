"""Checks the plan an overlay brings: goals, units, days, and an explanation for what is late."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from meydan.base.packs.checking.book import Book
from meydan.base.packs.laws import day_or_none

STATUSES = ("planned", "running", "done", "late")


def check_plan(book: Book) -> None:
    """The plan, when the pack has one."""
    found = book.document("plan")
    if found is None:
        return
    file, document = found
    goals = {str(goal.get("code")) for goal in document.get("goal", [])}
    indicators = book.codes("indicators") | {str(i.get("code")) for i in document.get("indicator", [])}
    for number, action in enumerate(document.get("action", [])):
        _check_action(book, file, number, action, goals, indicators)
    for key in ("starts_on", "ends_on"):
        _check_day(book, file, ("plan",), document.get("plan", {}), key)


def _check_action(
    book: Book, file: Path, number: int, action: dict[str, Any], goals: set[str], indicators: set[str]
) -> None:
    def at(key: str) -> int:
        return book.at(file, "action", number, key)

    book.refer(file, at("goal"), "goal", str(action.get("goal")), goals)
    book.refer(file, at("unit"), "unit", str(action.get("unit")), book.units)
    for code in action.get("indicators", []):
        book.refer(file, at("indicators"), "indicator", str(code), indicators)
    for key in ("starts_on", "ends_on"):
        _check_day(book, file, ("action", number), action, key)
    if action.get("status") not in STATUSES:
        book.fault(
            file,
            at("status"),
            f"status {action.get('status')!r} is not known.",
            f"Use: {', '.join(STATUSES)}.",
        )
    if action.get("status") == "late" and not action.get("explanation"):
        remedy = "A missed date needs an explanation; add explanation in every language."
        book.fault(file, at("status"), f"The late action {action.get('code')!r} is not explained.", remedy)


def _check_day(book: Book, file: Path, where: tuple[Any, ...], entry: dict[str, Any], key: str) -> None:
    try:
        day_or_none(entry.get(key))
    except ValueError:
        remedy = "Write it as year-month-day, such as 2026-11-23."
        book.fault(file, book.at(file, *where, key), f"{key} {entry[key]!r} is not a day.", remedy)
