"""Frozen reports, for everybody: to read, to take along, to check a file, and the rows behind each figure."""

from __future__ import annotations

import zipfile
from typing import Any

from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.locale.public import to_latin_digits
from meydan.base.papers.public import HashingUploadHandler
from meydan.base.people.public import public_page
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy.models import Report
from meydan.kernel.strategy.queries.reports import (
    ReportBroken,
    ReportUnknown,
    file_of,
    frozen,
    report,
    report_of_file,
    reports,
)
from meydan.kernel.strategy.reportpaper import report_tables

A_PAGE = 25
TYPES = {"json": "application/json", "zip": "application/zip", "pdf": "application/pdf"}


# Nothing is changed or kept by asking, so no token is needed; it would be read before the upload's handler is set.
@csrf_exempt
@public_page
@require_http_methods(["GET", "POST"])
def every_report(request: HttpRequest) -> HttpResponse:
    """The reports, and whether a file is one of them."""
    told: dict[str, Any] = {"crumbs": shown.crumbs((_("Frozen reports"), ""))}
    if request.method == "POST":
        told |= _asked(_digest(request))
    told["page_of_reports"] = Paginator(reports(), A_PAGE).get_page(request.GET.get("page"))
    return render(request, "strategy/reports.html", told)


@csrf_exempt
@public_page
@require_http_methods(["GET", "POST"])
def one_report(request: HttpRequest, code: str) -> HttpResponse:
    """What a report says, and whether a file is it."""
    found = _report(code)
    told = _asked(_digest(request), found) if request.method == "POST" else {}
    try:
        document = frozen(found)
    except ReportBroken:
        return render(
            request, "strategy/report.html", {"report": found, "is_broken": True, **told}, status=503
        )
    told |= {
        "report": found,
        "document": document,
        "tables": report_tables(document),
        "crumbs": shown.crumbs((_("Frozen reports"), reverse("strategy:reports")), (found.number, "")),
    }
    return render(request, "strategy/report.html", told)


def _report(code: str) -> Report:
    try:
        return report(to_latin_digits(code))
    except ReportUnknown as unknown:
        raise Http404(code) from unknown


def _digest(request: HttpRequest) -> str:
    request.upload_handlers = [HashingUploadHandler(request)]
    file = request.FILES.get("file")
    return str(file.name) if file else ""


def _asked(digest: str, wanted: Report | None = None) -> dict[str, Any]:
    """Whether the file that was sent is a report's, unchanged."""
    try:
        found, kind = report_of_file(digest)
    except ReportUnknown:
        return {"asked": True, "digest": digest, "same": None}
    same = found if wanted is None or wanted.pk == found.pk else None
    return {"asked": True, "digest": digest, "same": same, "same_kind": kind.upper()}


@public_page
@require_GET
def report_file(request: HttpRequest, code: str, kind: str) -> HttpResponseBase:
    """One of a report's files, as it was frozen."""
    found = _report(code)
    if kind not in TYPES:
        raise Http404(kind)
    path = file_of(found, kind)
    if not path.is_file():
        raise Http404(code)
    answer = FileResponse(
        path.open("rb"), as_attachment=True, filename=f"{found.code}.{kind}", content_type=TYPES[kind]
    )
    answer["ETag"] = f'"{found.digests[kind]}"'
    return answer


@public_page
@require_GET
def report_rows(request: HttpRequest, code: str, indicator: str) -> HttpResponseBase:
    """The frozen rows behind one figure of a report."""
    path = file_of(_report(code), "zip")
    if not path.is_file():
        raise Http404(code)
    try:
        archive = zipfile.ZipFile(path)
        rows = archive.open(f"rows/{indicator}.csv")
    except (KeyError, zipfile.BadZipFile) as unknown:
        raise Http404(indicator) from unknown
    return FileResponse(
        rows, as_attachment=True, filename=f"{code}-{indicator}.csv", content_type="text/csv; charset=utf-8"
    )
