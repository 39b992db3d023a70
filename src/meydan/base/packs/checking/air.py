"""Checks the air index tables: numbers that rise, a source, dates, and who has read them."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from meydan.base.packs.checking.book import Book
from meydan.base.packs.checking.tables import COLOUR

KINDS = ("interpolated", "bands")
AVERAGING = ("1h", "8h", "24h")
LIVE = ("mean", "nowcast")
STATES = ("good", "watch", "bad")


def check_air(book: Book) -> None:
    """Index tables rise without a gap in order, name known properties and say where they come from."""
    known = book.codes("observed_properties")
    for file, table in book.documents("air").items():
        _check_head(book, file, table)
        for number, band in enumerate(table.get("band", [])):
            _check_band(book, file, number, band)
        for number, row in enumerate(table.get("pollutant", [])):
            line = book.at(file, "pollutant", number, "property")
            book.refer(file, line, "observed property", str(row.get("property")), known)
            _check_row(book, file, number, row, len(table.get("index", [])))
    _check_chosen(book)


def _check_head(book: Book, file: Path, table: dict[str, Any]) -> None:
    for key in ("source", "valid_from", "names"):
        if not table.get(key):
            book.fault(file, book.at(file, key), f"The index has no {key}.", f"Add {key}.")
    if table.get("code") != file.stem:
        problem = f"The code {table.get('code')!r} is not the file's name."
        book.fault(file, book.at(file, "code"), problem, f'Write code = "{file.stem}".')
    if table.get("kind", KINDS[0]) not in KINDS:
        problem = f"kind {table['kind']!r} is not known."
        book.fault(file, book.at(file, "kind"), problem, f"Use one of: {', '.join(KINDS)}.")
    begins, ends = table.get("valid_from"), table.get("valid_to")
    if isinstance(begins, date) and ends is not None and not (isinstance(ends, date) and ends > begins):
        line = book.at(file, "valid_to")
        book.fault(
            file, line, "valid_to is not a day after valid_from.", "Write the first day it no longer holds."
        )
    check_review(book, file, table, ())


def check_review(book: Book, file: Path, entry: dict[str, Any], where: tuple[Any, ...]) -> None:
    """What is said to be reviewed names who read it, and says so as true or false."""
    said = entry.get("reviewed", False)
    if not isinstance(said, bool):
        line = book.at(file, *where, "reviewed")
        book.fault(file, line, f"reviewed {said!r} is neither true nor false.", "Write true or false.")
    elif said and not entry.get("reviewed_by"):
        line = book.at(file, *where, "reviewed")
        book.fault(
            file, line, "It is said to be reviewed by nobody.", "Write reviewed_by, or reviewed = false."
        )


def _check_band(book: Book, file: Path, number: int, band: dict[str, Any]) -> None:
    if not COLOUR.match(str(band.get("color", ""))):
        line = book.at(file, "band", number, "color")
        book.fault(file, line, f"color {band.get('color')!r} is not a colour.", "Write it as #rrggbb.")
    if band.get("state") not in STATES:
        line = book.at(file, "band", number, "state")
        problem = f"state {band.get('state')!r} is not known."
        book.fault(file, line, problem, f"Use one of: {', '.join(STATES)}.")


def _check_row(book: Book, file: Path, number: int, row: dict[str, Any], steps: int) -> None:
    if not rises(row.get("breakpoints", []), steps - _whole(row.get("first_step", 0))):
        line = book.at(file, "pollutant", number, "breakpoints")
        problem = "The breakpoints do not rise, or are more than the index steps."
        book.fault(file, line, problem, "Write [[low, high], …], each above the one before.")
    for key, choices in (("averaging", AVERAGING), ("live", LIVE)):
        if row.get(key, choices[0]) not in choices:
            line = book.at(file, "pollutant", number, key)
            problem = f"{key} {row[key]!r} is not known."
            book.fault(file, line, problem, f"Use one of: {', '.join(choices)}.")


def _whole(number: Any) -> int:
    return number if isinstance(number, int) else 0


def _check_chosen(book: Book) -> None:
    """The table a pack judges its air by is there, and somebody has read it against its source."""
    found = book.document("pack")
    if found is None or not found[1].get("air_index"):
        return
    file, head = found
    chosen, line = str(head["air_index"]), book.at(file, "air_index")
    tables = book.pack.whole.documents("air") if book.is_readable else {}
    book.refer(file, line, "air index", chosen, tables)
    if tables.get(chosen, {"reviewed": True}).get("reviewed") is not True:
        problem = f"The air index {chosen!r} has not been reviewed."
        book.fault(file, line, problem, "Read its numbers against the source, or choose a reviewed one.")


def rises(pairs: Any, most: int) -> bool:
    """Whether ``[[low, high], …]`` rises and has no more steps than ``most``."""
    if not isinstance(pairs, list) or not 0 < len(pairs) <= most or any(len(pair) != 2 for pair in pairs):
        return False
    flat = [value for pair in pairs for value in pair]
    return flat == sorted(flat) and all(low < high for low, high in pairs)
