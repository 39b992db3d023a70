"""The list of a day as a sheet, for the counter that works on paper."""

from __future__ import annotations

import io
from collections.abc import Iterator, Sequence
from typing import Any

from django.utils.translation import get_language_bidi, pgettext
from django.utils.translation import gettext as _

from meydan.base.appointments.rows import Row
from meydan.base.files.public import csv_bytes, harmless
from meydan.base.locale.public import format_clock, text


def heads() -> list[str]:
    """The names of the columns."""
    return [
        pgettext("appointment", "Hour"),
        _("Counter"),
        _("Name"),
        pgettext("of a person", "Phone"),
        _("Service"),
        pgettext("appointment", "Reference"),
        pgettext("appointment", "State"),
    ]


def _cells(rows: Sequence[Row]) -> Iterator[list[Any]]:
    for row in rows:
        booking = row.booking
        yield [
            format_clock(booking.time.starts_at),
            text(booking.time.counter.names),
            row.name,
            row.phone,
            row.matter,
            booking.thing_code,
            booking.get_state_display(),
        ]


def as_csv(rows: Sequence[Row]) -> bytes:
    """Return the list as CSV for spreadsheets."""
    return csv_bytes(heads(), _cells(rows))


def as_xlsx(rows: Sequence[Row]) -> bytes:
    """Return the list as XLSX on A4 across, from right to left for Persian readers."""
    # Heavy, and most processes never need it.
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.title = _("Appointments")[:31]
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.append(heads())
    for row in _cells(rows):
        sheet.append([harmless(cell) for cell in row])
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for column, width in zip("ABCDEFG", (8, 26, 26, 18, 30, 16, 20), strict=True):
        sheet.column_dimensions[column].width = width
    sheet.freeze_panes = "A2"
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
