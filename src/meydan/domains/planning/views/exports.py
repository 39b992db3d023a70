"""The answers of a plan for a table or another program."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.http import require_safe

from meydan.base.files.public import csv_bytes
from meydan.base.people.public import public_page
from meydan.domains.planning import queries
from meydan.domains.planning.models import Objection
from meydan.domains.planning.views.open import found

COLUMNS = ("number", "parcel", "answer", "summary", "reasons", "answered_on")


def rows_of(objections: list[Objection]) -> list[dict[str, Any]]:
    """What is published of each objection, in the words of the columns."""
    return [
        {
            "number": one.number,
            "parcel": "/".join(one.parcel.values()),
            "answer": one.answer,
            "summary": one.summary,
            "reasons": one.reasons,
            "answered_on": one.answered_at.date().isoformat() if one.answered_at else "",
        }
        for one in objections
    ]


@public_page
@require_safe
def answers_csv(request: HttpRequest, code: str) -> HttpResponse:
    """As CSV (RFC 4180), UTF-8 with the mark that Excel wants."""
    rows = rows_of(queries.matrix(found(code)))
    body = csv_bytes(COLUMNS, ([row[name] for name in COLUMNS] for row in rows))
    answer = HttpResponse(body, content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{code}-answers.csv"'
    return answer


@public_page
@require_safe
def answers_json(request: HttpRequest, code: str) -> HttpResponse:
    """As JSON."""
    display = found(code)
    answer = JsonResponse(
        {
            "plan": display.case.code, "begins_at": display.begins_at.isoformat(),
            "until_at": display.until_at.isoformat(), "objections": rows_of(queries.matrix(display)),
        }
    )  # fmt: skip
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
