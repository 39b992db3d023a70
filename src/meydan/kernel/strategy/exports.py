"""A plan as a sheet that can be changed in any spreadsheet and brought in again without loss."""

from __future__ import annotations

import io

from openpyxl import Workbook

from meydan.base.files.public import csv_bytes, harmless
from meydan.kernel.strategy.engine.document import PlanTable
from meydan.kernel.strategy.engine.export import HEADINGS, export_rows


def plan_csv(table: PlanTable) -> bytes:
    """One row for each goal without actions, each action and each step."""
    return csv_bytes(HEADINGS, export_rows(table))


def plan_xlsx(table: PlanTable) -> bytes:
    """The same rows as a workbook; every cell is text, so that a code 1.10 stays one."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("plan")
    sheet.append(list(HEADINGS))
    for row in export_rows(table):
        sheet.append([harmless(cell) or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
