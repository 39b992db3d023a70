"""The values of a panel as files."""

from __future__ import annotations

from typing import Any

import msgspec
from django.http import HttpResponse

from meydan.base.files.public import csv_bytes
from meydan.site.dashboards.models import Dashboard, Panel
from meydan.site.dashboards.registry import Drawn, Sheet

FORMS = {"csv": "text/csv; charset=utf-8", "json": "application/json"}


def file_of(found: Dashboard, panel: Panel, drawn: Drawn, sheet: Sheet, form: str) -> HttpResponse:
    """A file for spreadsheets (no cell a formula), or the same as JSON with names and whether it is a sample."""
    body = csv_bytes(sheet.heads, sheet.rows) if form == "csv" else _json(found, panel, drawn, sheet)
    answer = HttpResponse(body, content_type=FORMS[form])
    answer["Content-Disposition"] = f'attachment; filename="{found.key}-{panel.order}.{form}"'
    return answer


def _json(found: Dashboard, panel: Panel, drawn: Drawn, sheet: Sheet) -> bytes:
    told: dict[str, Any] = {
        "dashboard": found.key,
        "panel": panel.order,
        "kind": panel.kind,
        "title": panel.titles or drawn.title,
        "is_sample": drawn.is_sample,
        "columns": list(sheet.heads),
        "rows": [list(row) for row in sheet.rows],
    }
    return msgspec.json.encode(told)
