"""Who asks: the address a request came from, and the codes this browser may open fully."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from meydan.kernel.cases.operations.flood import count_visit

MOST_CODES = 20


def address_of(request: HttpRequest) -> str:
    """Return the visitor's address; behind a proxy of ours, the one the proxy saw."""
    forwarded = request.headers.get("X-Forwarded-For", "")
    if settings.SECURE_PROXY_SSL_HEADER and forwarded:
        return forwarded.rpartition(",")[2].strip()
    return str(request.META.get("REMOTE_ADDR", ""))


def count_report(request: HttpRequest) -> None:
    """
    Count a report from this address.

    :raises TooMany: when too many came from it lately
    """
    count_visit(kind="report", address=address_of(request), now=timezone.now())


def remember_code(request: HttpRequest, code: str) -> None:
    """Let this browser open a case fully: it reported it, or it knew the phone."""
    codes = [known for known in request.session.get("cases_mine", []) if known != code]
    request.session["cases_mine"] = [*codes, code][-MOST_CODES:]


def knows_code(request: HttpRequest, code: str) -> bool:
    """Whether this browser reported the case or proved the phone."""
    return code in request.session.get("cases_mine", [])
