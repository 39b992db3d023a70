"""Checks the limits of the environment: known properties and figures, a number, a source, a reader."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from meydan.base.packs.checking.air import check_review
from meydan.base.packs.checking.book import Book

DOCUMENT = "environment_limits"
CHOICES = {
    "statistic": (
        "value", "mean_1h", "mean_24h", "sum_1h", "sum_12h", "sum_24h", "sum_72h",
        "laeq_day", "laeq_evening", "laeq_night", "lden",
    ),
    "comparison": ("above", "below"),
    "state": ("watch", "bad"),
}  # fmt: skip
PERIODS = ("day", "evening", "night")


def check_limits(book: Book) -> None:
    """Each limit as it stands with what it inherits; the own line is named."""
    found = book.document(DOCUMENT)
    if found is None:
        return
    file, document = found
    whole = {str(row.get("code")): row for row in book.whole(DOCUMENT).get("limit", [])}
    known = book.codes("observed_properties")
    for number, row in enumerate(document.get("limit", [])):
        if not row.get("withdrawn"):
            _check_limit(book, file, number, {**row, **whole.get(str(row.get("code")), {})}, known)
    _check_periods(book, file, document.get("noise_periods", {}))


def _check_limit(book: Book, file: Path, number: int, row: dict[str, Any], known: set[str]) -> None:
    where = ("limit", number)
    for key in ("code", "source", "names"):
        if not row.get(key):
            book.fault(
                file,
                book.at(file, *where, key),
                f"The limit {row.get('code')!r} has no {key}.",
                f"Add {key}.",
            )
    line = book.at(file, *where, "property")
    book.refer(file, line, "observed property", str(row.get("property")), known)
    if isinstance(row.get("value"), bool) or not isinstance(row.get("value"), int | float):
        line = book.at(file, *where, "value")
        book.fault(file, line, f"value {row.get('value')!r} is not a number.", "Write digits, such as 0.2.")
    for key, choices in CHOICES.items():
        if row.get(key) not in choices:
            problem = f"{key} {row.get(key)!r} is not known."
            book.fault(file, book.at(file, *where, key), problem, f"Use one of: {', '.join(choices)}.")
    check_review(book, file, row, where)


def _check_periods(book: Book, file: Path, periods: dict[str, Any]) -> None:
    for name in PERIODS:
        hours = periods.get(name, [0, 0])
        if hours and not (len(hours) == 2 and all(isinstance(h, int) and 0 <= h <= 24 for h in hours)):
            problem = f"{name} {hours!r} is not a pair of hours."
            book.fault(file, book.at(file, "noise_periods", name), problem, "Write [7, 19], or [] for none.")
