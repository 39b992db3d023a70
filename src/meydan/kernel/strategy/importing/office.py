"""Tables of workbooks and of text documents, their merged cells known."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime, time
from itertools import product
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from openpyxl import load_workbook

from meydan.kernel.strategy.engine.sheet import SourceRow, SourceTable
from meydan.kernel.strategy.importing.files import MOST_COLUMNS, MOST_ROWS, PlanFileUnreadable


def read_xlsx(content: bytes) -> list[SourceTable]:
    """Every visible sheet; a merged cell's text stands in each cell it covers, marked as merged."""
    try:
        book = load_workbook(io.BytesIO(content), data_only=True)
        return [_sheet(sheet) for sheet in book.worksheets if sheet.sheet_state == "visible"]
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, OSError, EOFError) as fault:
        raise PlanFileUnreadable(
            _("The workbook is damaged. Open it, save it again as .xlsx and send it.")
        ) from fault


def _sheet(sheet: Any) -> SourceTable:
    width, height = min(sheet.max_column, MOST_COLUMNS), min(sheet.max_row, MOST_ROWS + 1)
    cells = [
        [_text(cell) for cell in row]
        for row in sheet.iter_rows(min_row=1, max_row=height, min_col=1, max_col=width)
    ]
    merged: list[set[int]] = [set() for _row in cells]
    for area in sheet.merged_cells.ranges:
        rows = range(area.min_row - 1, min(area.max_row, height))
        columns = range(area.min_col - 1, min(area.max_col, width))
        for row, column in product(rows, columns):
            if (row, column) != (area.min_row - 1, area.min_col - 1):
                cells[row][column] = cells[area.min_row - 1][area.min_col - 1]
                merged[row].add(column)
    return SourceTable(
        "sheet",
        sheet.title,
        [
            SourceRow(at, row, frozenset(own))
            for at, (row, own) in enumerate(zip(cells, merged, strict=True), 1)
        ],
    )


def _text(cell: Any) -> str:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(sep=" ")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return str(int(value))
    if isinstance(value, int | float) and "%" in (cell.number_format or ""):
        return f"{value * 100:g}%"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value)


def read_docx(content: bytes) -> list[SourceTable]:
    """Every table of a text document in its order; a merged cell's text stands in each cell it covers."""
    try:
        tables = Document(io.BytesIO(content)).tables
        return [_table(table, number) for number, table in enumerate(tables, 1)]
    except (KeyError, ValueError, TypeError, zipfile.BadZipFile, OSError) as fault:
        raise PlanFileUnreadable(
            _("The document is damaged. Open it, save it again as .docx and send it.")
        ) from fault


def _table(table: Any, number: int) -> SourceTable:
    rows, seen = [], set()
    for at, row in enumerate(table.rows, 1):
        cells, merged = [], set()
        for column, cell in enumerate(row.cells):
            # Cells that one merged cell covers are all the same element.
            if cell._tc in seen:
                merged.add(column)
            seen.add(cell._tc)
            cells.append(cell.text.strip())
        rows.append(SourceRow(at, cells, frozenset(merged)))
    return SourceTable("table", str(number), rows)
