"""Pages that belong to no noun."""

import errno
import sys

from django.conf import settings
from django.db import DatabaseError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.base.ui.styleguide import specimens
from meydan.base.ui.theme import SCHEMES, stylesheet

YEAR_S = 365 * 24 * 3600


@public_page
@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """The stylesheet with the city's accent; kept for a year when its address carries the version."""
    asked = request.GET.get("scheme", "")
    scheme = asked if asked in SCHEMES else ""
    sheet = stylesheet(current().accent, settings.STATIC_URL, scheme=scheme, fresh=settings.DEBUG)
    tag = f'"{sheet.version}"'
    if tag in request.headers.get("If-None-Match", ""):
        response = HttpResponse(status=304)
    else:
        packed = "gzip" in request.headers.get("Accept-Encoding", "")
        response = HttpResponse(
            sheet.packed if packed else sheet.plain, content_type="text/css; charset=utf-8"
        )
        if packed:
            response["Content-Encoding"] = "gzip"
    response["ETag"] = tag
    kept = request.GET.get("v") == sheet.version
    response["Cache-Control"] = f"public, max-age={YEAR_S}, immutable" if kept else "public, no-cache"
    patch_vary_headers(response, ["Accept-Encoding"])
    return response


@public_page
@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component on one page, for whoever designs or translates; not part of a city's site."""
    return _specimens(request, "ui/styleguide.html")


@public_page
@require_safe
def styleguide_desk(request: HttpRequest) -> HttpResponse:
    """The three columns of the desk with invented cases."""
    return _specimens(request, "ui/styleguide_desk.html")


def _specimens(request: HttpRequest, template: str) -> HttpResponse:
    if not (settings.MEYDAN_DEMO or settings.DEBUG):
        raise Http404
    return render(request, template, specimens())


@public_page
def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that the form waited too long, that nothing was lost, and what to do."""
    return render(request, "ui/form_expired.html", status=403)


@public_page
def broke(request: HttpRequest) -> HttpResponse:
    """
    Answer for a fault of ours: 507 when the disk is full, 503 when the database is busy, else 500.

    A page that needs nothing of what just failed: no session, no tables.
    """
    status = _status_of(sys.exc_info()[1])
    response = render(request, "500.html", {"reason": REASONS.get(status, "")}, status=status)
    if status in REASONS:
        response["Retry-After"] = str(RETRY_AFTER_S)
    return response


# Only faults that the reader can wait out are told apart.
REASONS = {503: "busy", 507: "full"}
RETRY_AFTER_S = 120


def _status_of(fault: BaseException | None) -> int:
    seen = 0
    while fault is not None and seen < 10:
        if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
            return 507
        if isinstance(fault, DatabaseError):
            # SQLite tells its faults in words only; "disk I/O error" is what a full disk does to its log.
            words = str(fault)
            if "disk is full" in words or "disk I/O error" in words or "No space left" in words:
                return 507
            if "is locked" in words:
                return 503
        fault, seen = fault.__cause__ or fault.__context__, seen + 1
    return 500
