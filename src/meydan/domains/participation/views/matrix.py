"""Every opinion beside its answer: as a page, a table, a workbook and a file for programs."""

from __future__ import annotations

import io
from collections.abc import Iterator
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from meydan.base.files.public import csv_bytes, harmless
from meydan.base.locale.public import text
from meydan.base.people.public import public_page
from meydan.domains.participation.models import Consultation, Opinion
from meydan.domains.participation.presentation import consultations as presentation
from meydan.domains.participation.queries import consultations as queries
from meydan.domains.participation.views.hear import found

COLUMNS = (
    "number", "kind", "came_on", "about", "words", "answer", "outcome", "reason", "changed", "action",
    "plan_version", "answered_on",
)  # fmt: skip
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def rows_of(held: Consultation) -> Iterator[dict[str, Any]]:
    """What is published of each opinion, in the words of the columns."""
    for one in queries.opinions_of(held).iterator(chunk_size=500):
        answer = one.answer
        yield {
            "number": one.number, "kind": one.kind, "came_on": timezone.localdate(one.came_at).isoformat(),
            "about": presentation.about(one),
            "words": one.public_words if one.state == Opinion.State.SHOWN else "",
            "answer": answer.number if answer else "", "outcome": answer.outcome if answer else "",
            "reason": answer.reason if answer else "", "changed": answer.changed if answer else "",
            "action": answer.action_code if answer else "",
            "plan_version": (answer.plan_version or "") if answer else "",
            "answered_on": timezone.localdate(answer.answered_at).isoformat() if answer else "",
        }  # fmt: skip


@public_page
@require_safe
def matrix(request: HttpRequest, code: str) -> HttpResponse:
    """The answers, each with the opinions it stands for; then what still waits."""
    held, now = found(code), timezone.now()
    waiting = [presentation.said(one) for one in queries.unanswered(held)[:200]]
    context = {
        "one": held, "title": text(held.names),
        "answers": [presentation.answered(one) for one in queries.answers_of(held)],
        "waiting": waiting, "clock": presentation.clock_words(queries.waiting_in(held, now), held.answer_days),
        "crumbs": presentation.crumbs(_("Opinions and answers"), of=held),
    }  # fmt: skip
    return render(request, "participation/matrix.html", context)


@public_page
@require_safe
def matrix_csv(request: HttpRequest, code: str) -> HttpResponse:
    """As CSV (RFC 4180), UTF-8 with the mark that Excel wants."""
    body = csv_bytes(COLUMNS, ([row[name] for name in COLUMNS] for row in rows_of(found(code))))
    return _file(body, "text/csv; charset=utf-8", f"{code}-answers.csv")


@public_page
@require_safe
def matrix_json(request: HttpRequest, code: str) -> HttpResponse:
    """As JSON."""
    held = found(code)
    answer = JsonResponse(
        {
            "consultation": held.code, "kind": held.kind, "opens_at": held.opens_at.isoformat(),
            "closes_at": held.closes_at.isoformat(), "unanswered_at_close": held.unanswered_at_close,
            "opinions": list(rows_of(held)),
        }
    )  # fmt: skip
    answer["Access-Control-Allow-Origin"] = "*"
    return answer


@public_page
@require_safe
def matrix_xlsx(request: HttpRequest, code: str) -> HttpResponse:
    """As a workbook."""
    from openpyxl import Workbook  # a large library; pages do without

    held = found(code)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("answers")
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.append(list(COLUMNS))
    for row in rows_of(held):
        sheet.append([harmless(row[name]) for name in COLUMNS])
    out = io.BytesIO()
    book.save(out)
    return _file(out.getvalue(), XLSX, f"{code}-answers.xlsx")


def _file(body: bytes, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(body, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
