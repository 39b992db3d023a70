"""The inbox as a sheet: one row a case, nothing personal."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from datetime import datetime

from django.conf import settings
from django.utils.translation import gettext as _

from meydan.base.files.public import csv_bytes, harmless
from meydan.base.locale.public import text
from meydan.kernel.cases.public import Case, workflows

Cell = str | float | None


def heads() -> list[str]:
    """Return the names of the columns."""
    return [
        _("Code"),
        _("Service"),
        _("Subject"),
        _("Place"),
        _("Unit"),
        _("State"),
        _("Source"),
        _("Opened"),
        _("Last day"),
        _("Closed"),
        _("Longitude"),
        _("Latitude"),
    ]


def rows(cases: Iterable[Case]) -> Iterator[list[Cell]]:
    """Yield the cells of each case; times are the city's, in ISO form, so that any program reads them."""
    walks = workflows()
    for case in cases:
        walk = walks.get(case.service.workflow)
        yield [
            case.code,
            text(case.service.names),
            case.title,
            case.address,
            text(case.unit.names),
            text(walk.state(case.state).names) if walk else case.state,
            str(case.get_source_display()),
            _time(case.opened_at),
            _time(case.due_at),
            _time(case.closed_at),
            case.lon,
            case.lat,
        ]


def _time(at: datetime | None) -> str:
    return f"{at.astimezone(settings.CITY_ZONE):%Y-%m-%d %H:%M}" if at else ""


def as_csv(cases: Iterable[Case]) -> bytes:
    """Return the sheet as CSV for spreadsheets."""
    return csv_bytes(heads(), rows(cases))


def as_xlsx(cases: Iterable[Case]) -> bytes:
    """Return the sheet as XLSX, running from right to left for Persian readers."""
    from django.utils.translation import get_language_bidi

    # A sixth of a second and several megabytes that most web processes never need.
    from openpyxl import Workbook
    from openpyxl.styles import Font

    book = Workbook()
    sheet = book.active
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.freeze_panes = "A2"
    sheet.append(heads())
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in rows(cases):
        sheet.append([harmless(cell) for cell in row])
    for column in sheet.columns:
        widest = max(len(str(cell.value or "")) for cell in column)
        sheet.column_dimensions[column[0].column_letter].width = min(50, widest + 2)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
