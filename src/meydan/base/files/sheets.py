"""Tables that spreadsheet programs open: their alphabet is right and no cell is a formula."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from typing import Any

# A cell that begins like this is a formula to a spreadsheet, and a stranger may have written it.
FORMULA_MARKS = ("=", "+", "-", "@", "\t", "\r")


def harmless(cell: Any) -> Any:
    """The cell, with an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA_MARKS) else cell


def csv_bytes(head: Sequence[str], rows: Iterable[Iterable[Any]], *, delimiter: str = ",") -> bytes:
    """A CSV with the byte order mark by which spreadsheets know Turkish and Persian letters."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=delimiter)
    writer.writerow(head)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")
