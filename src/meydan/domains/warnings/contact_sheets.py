"""Tables of contacts as offices keep them."""

from __future__ import annotations

import csv
import io

from meydan.base.locale.public import DayUnreadable, current_language, parse_day
from meydan.domains.warnings.content import LANGUAGES
from meydan.domains.warnings.errors import SheetUnreadable
from meydan.domains.warnings.operations.lists import ContactRow

MOST_BYTES = 1024 * 1024
COLUMNS = ("name", "address", "language", "agreed_on")


def read_sheet(body: bytes) -> list[tuple[int, ContactRow]]:
    """
    Read a CSV with a heading; commas, semicolons or tabs between cells.

    :return: each contact with the number of its line
    :raises SheetUnreadable: with every line that cannot be used and why
    """
    if len(body) > MOST_BYTES:
        raise SheetUnreadable([(1, "too_large")])
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise SheetUnreadable([(body[: fault.start].count(b"\n") + 1, "encoding")]) from fault
    reader = csv.DictReader(io.StringIO(text), delimiter=_delimiter(text))
    if not set(COLUMNS) <= {(name or "").strip() for name in reader.fieldnames or []}:
        raise SheetUnreadable([(1, "columns")])
    faults: list[tuple[int, str]] = []
    rows: list[tuple[int, ContactRow]] = []
    for cells in reader:
        read = _row(
            {(key or "").strip(): (value or "") for key, value in cells.items() if isinstance(value, str)}
        )
        if isinstance(read, str):
            faults.append((reader.line_num, read))
        else:
            rows.append((reader.line_num, read))
    if faults or not rows:
        raise SheetUnreadable(faults or [(1, "empty")])
    return rows


def _delimiter(text: str) -> str:
    heading = text.splitlines()[0] if text.strip() else ""
    return max(",;\t", key=heading.count)


def _row(cells: dict[str, str]) -> ContactRow | str:
    """A contact, or the code of what is wrong with the line."""
    # An apostrophe keeps spreadsheets from taking +90… for a formula.
    name, address = cells.get("name", "").strip(), cells.get("address", "").strip().lstrip("'")
    language = cells.get("language", "").strip().lower()
    if not name:
        return "name"
    if language not in LANGUAGES:
        return "language"
    try:
        agreed_on = parse_day(cells.get("agreed_on", "").strip(), current_language())
    except DayUnreadable:
        return "agreed_on"
    return ContactRow(name=name, address=address, language=language, agreed_on=agreed_on)
