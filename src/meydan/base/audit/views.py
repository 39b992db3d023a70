"""The log as staff read it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Page, Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST

from meydan.base.audit.forms import LogFilter
from meydan.base.audit.models import Entry
from meydan.base.audit.operations import verify_and_keep
from meydan.base.audit.policies import log_policy
from meydan.base.audit.queries import Fault, entries, entry_count, last_verification
from meydan.base.audit.registry import verb_label
from meydan.base.jobs.public import enqueue
from meydan.base.people.public import Account, staff_page

PAGE = 50
AT_ONCE = 100_000  # entries read in a few seconds; a longer log is read by a job


@dataclass(frozen=True)
class Line:
    """An entry as a page shows it."""

    entry: Entry
    verb: str
    who: str
    details: list[tuple[str, str]]


@staff_page(policy=log_policy, verb="read")
def log(request: HttpRequest) -> HttpResponse:
    """The log, newest first, with its filter and whether the chain held when it was last read."""
    form = LogFilter(request.GET)
    wanted = form.cleaned_data if form.is_valid() else {}
    found = entries(**wanted)
    pages = Paginator(found, PAGE)
    # The whole log is counted from its numbering, not row by row.
    pages.count = entry_count(found)
    page = pages.get_page(request.GET.get("page"))
    context: dict[str, Any] = {
        "form": form,
        "lines": _lines(page),
        "page_obj": page,
        "query": urlencode({key: value for key, value in wanted.items() if value}),
        "verification": last_verification(),
        "may_verify": log_policy.may(request.user, "verify"),
    }
    context["fault"] = _fault(context["verification"])
    return render(request, "audit/log.html", context)


@staff_page(policy=log_policy, verb="verify")
@require_POST
def verify_now(request: HttpRequest) -> HttpResponse:
    """Read the chain through: a short log at once, a long one in a job."""
    if entry_count(entries()) <= AT_ONCE:
        verify_and_keep(now=timezone.now())
    else:
        enqueue("audit.verify", key="audit.verify")
    return redirect("audit:log")


def _lines(page: Page[Entry]) -> list[Line]:
    found = list(page)
    keys = {entry.actor.rpartition(":")[2] for entry in found if entry.actor.startswith("people.account:")}
    names = {f"people.account:{who.pk}": who.name for who in Account.objects.filter(pk__in=keys)}
    return [
        Line(entry, verb_label(entry.verb), names.get(entry.actor, ""), _details(entry)) for entry in found
    ]


def _details(entry: Entry) -> list[tuple[str, str]]:
    return [(key, str(value)) for key, value in entry.body.items() if value not in (None, "")]


def _fault(verification: Any) -> Fault | None:
    if verification is None or verification.ok:
        return None
    return Fault(verification.fault_seq, verification.fault_kind)
