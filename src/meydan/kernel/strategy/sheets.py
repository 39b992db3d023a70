"""A list as a file: CSV, a workbook or JSON, each with the same rows."""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language_bidi

from meydan.base.files.public import csv_bytes, harmless

Record = Mapping[str, Any]
TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "json": "application/json",
}


def sheet(kind: str, name: str, head: Sequence[str], records: Iterable[Record]) -> HttpResponse:
    """
    The list as a file to keep.

    :param kind: ``csv``, ``xlsx`` or ``json``
    """
    write = {"csv": _csv, "xlsx": _xlsx, "json": _json}[kind]
    answer = HttpResponse(write(head, list(records)), content_type=TYPES[kind])
    answer["Content-Disposition"] = f'attachment; filename="{name}.{kind}"'
    return answer


def _csv(head: Sequence[str], records: Sequence[Record]) -> bytes:
    return csv_bytes(list(head), ([_plain(record[key]) for key in head] for record in records))


def _xlsx(head: Sequence[str], records: Sequence[Record]) -> bytes:
    # A sixth of a second and several megabytes that most web processes never need.
    from openpyxl import Workbook

    book = Workbook()
    table = book.active
    assert table is not None  # noqa: S101 - a new book has a sheet
    table.sheet_view.rightToLeft = get_language_bidi()
    table.freeze_panes = "A2"
    table.append(list(head))
    for record in records:
        table.append([_safe(record[key]) for key in head])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _json(head: Sequence[str], records: Sequence[Record]) -> bytes:
    return json.dumps([dict(record) for record in records], ensure_ascii=False, indent=1).encode()


def _plain(cell: Any) -> Any:
    return "" if cell is None else cell


def _safe(cell: Any) -> Any:
    return harmless(cell) if isinstance(cell, str) else cell
