"""Tables that are drawn on the pages of a PDF."""

from __future__ import annotations

import io
import re
import unicodedata
from typing import Any

import pdfplumber
from django.utils.translation import gettext as _
from pdfminer.psexceptions import PSException
from pdfplumber.utils.exceptions import PdfminerException

from meydan.kernel.strategy.engine.sheet import SourceRow, SourceTable
from meydan.kernel.strategy.importing.files import PlanFileUnreadable

# A strategic plan has 60 to 200 pages; a page of tables takes a tenth of a second to a second.
MOST_PAGES = 300
ARABIC = re.compile(r"[\u0600-\u06ff\ufb50-\ufdff\ufe70-\ufeff]")
# Runs that read from left to right inside a line that reads from right to left.
_LEFT_TO_RIGHT = re.compile(
    r"[0-9A-Za-z\u06f0-\u06f9\u0660-\u0669](?:[\w.,/:@+\u066b\u066c-]*[0-9A-Za-z\u06f0-\u06f9\u0660-\u0669])?",
    re.ASCII,
)


def read_pdf(content: bytes) -> list[SourceTable]:
    """Every drawn table with its page; a cell that spans others gives its text to each, marked as merged."""
    try:
        with pdfplumber.open(io.BytesIO(content)) as document:
            if len(document.pages) > MOST_PAGES:
                raise PlanFileUnreadable(_("The PDF has more than 300 pages. Send the pages with the table."))
            found = []
            for page in document.pages:
                for letter in page.chars:
                    # One glyph for two letters (لا) is turned as one: the line that holds it is turned below.
                    if len(letter["text"]) > 1 and ARABIC.search(letter["text"]):
                        letter["text"] = letter["text"][::-1]
                above = 0
                for table in page.find_tables():
                    rows = _rows(table, above)
                    above += len(rows)
                    found.append(SourceTable("page", str(page.page_number), rows))
                page.close()
            return found
    except (PdfminerException, PSException, ValueError, TypeError, KeyError, RecursionError) as fault:
        raise PlanFileUnreadable(
            _(
                "The PDF cannot be read: it is damaged or locked. Send it without its password, or the table as .xlsx."
            )
        ) from fault


def _rows(table: Any, above: int) -> list[SourceRow]:
    """The rows of one table; ``above`` rows of other tables stand before it on its page."""
    texts = [[(cell or "") for cell in row] for row in table.extract()]
    boxes = [row.cells for row in table.rows]
    width = max((len(row) for row in boxes), default=0)
    centres = [_centre([row[at] for row in boxes if at < len(row)], 0, 2) for at in range(width)]
    where = {box: (r, c) for r, row in enumerate(boxes) for c, box in enumerate(row) if box is not None}
    rows = []
    for r, row in enumerate(boxes):
        cells, merged = list(texts[r]), set()
        middle = _centre(list(row), 1, 3)
        for c, box in enumerate(row):
            if box is None and middle is not None and (x := centres[c]) is not None:
                holder = next((b for b in where if b[0] <= x <= b[2] and b[1] <= middle <= b[3]), None)
                if holder is not None:
                    cells[c] = texts[where[holder][0]][where[holder][1]]
                    merged.add(c)
        rows.append(SourceRow(above + r + 1, [_logical(cell) for cell in cells], frozenset(merged)))
    return rows


def _centre(boxes: list[Any], low: int, high: int) -> float | None:
    """The middle of the smallest of the boxes along one axis; the larger ones span their neighbours."""
    sizes = [(box[high] - box[low], (box[high] + box[low]) / 2) for box in boxes if box is not None]
    return min(sizes)[1] if sizes else None


def _logical(text: str) -> str:
    """Persian as it is read: a PDF gives the letters as they stand on paper, from left to right."""
    if not ARABIC.search(text):
        return text
    return "\n".join(_turned(line) for line in text.split("\n"))


def _turned(line: str) -> str:
    if not ARABIC.search(line):
        return line
    turned = unicodedata.normalize("NFKC", line[::-1])
    return _LEFT_TO_RIGHT.sub(lambda run: run[0][::-1], turned)
