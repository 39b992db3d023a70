"""Who asks: the address a request came from, and the codes this browser may open fully."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone

from meydan.kernel.cases.models import Case, Reporter
from meydan.kernel.cases.operations.flood import count_visit

MOST_CODES = 20
# Long enough to read a list and take it along, short enough for a phone left on a table.
PROVEN_FOR = timedelta(minutes=30)


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


def remember_phone(request: HttpRequest, phone_digest: str, now: datetime) -> None:
    """Let this browser see what belongs to a phone for a while; it proved it with a code."""
    request.session.cycle_key()
    request.session["cases_phone"] = [phone_digest, (now + PROVEN_FOR).isoformat()]


def forget_phone(request: HttpRequest) -> None:
    """End what a code opened."""
    request.session.pop("cases_phone", None)


def proven_phone(request: HttpRequest, now: datetime) -> str:
    """Return the digest of the phone this browser proved lately; empty for none."""
    phone_digest, until = request.session.get("cases_phone", ["", ""])
    return phone_digest if until and datetime.fromisoformat(until) > now else ""


def is_mine(request: HttpRequest, case: Case, now: datetime) -> bool:
    """Whether this browser reported the case, knew its phone or key, or proved its phone with a code."""
    if knows_code(request, case.code):
        return True
    proven = proven_phone(request, now)
    return bool(proven) and Reporter.objects.filter(case=case, phone_digest=proven).exists()
