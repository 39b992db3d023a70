"""Pages that belong to no noun."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_safe

from meydan.base.packs.public import current
from meydan.base.people.public import public_page
from meydan.base.ui.styleguide import specimens
from meydan.base.ui.theme import stylesheet

YEAR_S = 365 * 24 * 3600


@public_page
@require_safe
def theme(request: HttpRequest) -> HttpResponse:
    """The stylesheet with the city's accent; kept for a year when its address carries the version."""
    sheet = stylesheet(current().accent, settings.STATIC_URL, fresh=settings.DEBUG)
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
