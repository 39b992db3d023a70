"""``/desk/routing/``: the rules in force, their versions, and the way back; ``/routing/``: the same in public."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from meydan.base.people.public import account_of, public_page, staff_page
from meydan.kernel.cases.engine.routing_reading import RoutingUnreadable
from meydan.kernel.cases.models import RoutingVersion
from meydan.kernel.cases.operations.routing_draft import ReasonMissing, RulesMoved, take_back
from meydan.kernel.cases.policies import routing_policy
from meydan.kernel.cases.queries.routing import the_draft, version_in_force
from meydan.kernel.cases.routingview import names_for, rows_told, trial_told
from meydan.kernel.cases.routingwords import in_words

VERSIONS_A_PAGE = 20


@staff_page(policy=routing_policy, verb="see")
@never_cache
@require_GET
def routing(request: HttpRequest) -> HttpResponse:
    """The rules in force, in their order."""
    told = {**_in_force(request), "draft": the_draft(), "can_change": _may_change(request)}
    return render(request, "cases/routing.html", told)


@public_page
@require_GET
def in_public(request: HttpRequest) -> HttpResponse:
    """Which unit a report goes to, for everybody: posts answer for the rules, no person is named."""
    return render(request, "cases/routing_public.html", _in_force(request))


def _in_force(request: HttpRequest) -> dict[str, Any]:
    held = version_in_force()
    document = held.document if held else {}
    page = Paginator(RoutingVersion.objects.order_by("-number"), VERSIONS_A_PAGE).get_page(
        request.GET.get("page")
    )
    return {"held": held, "rows": rows_told(document, names_for(document)), "pages": page}


def _may_change(request: HttpRequest) -> bool:
    return routing_policy.may(account_of(request), "change")


@staff_page(policy=routing_policy, verb="see")
@never_cache
@require_GET
def version(request: HttpRequest, number: int) -> HttpResponse:
    """One version, with what was counted before it came into force."""
    return _version_page(request, number)


def _version_page(request: HttpRequest, number: int, error: str = "", status: int = 200) -> HttpResponse:
    found = get_object_or_404(RoutingVersion.objects.select_related("made_by"), number=number)
    held, names = version_in_force(), names_for(found.document)
    told = {
        "version": found,
        "held": held,
        "rows": rows_told(found.document, names),
        "trial": trial_told(found.trial, found.document, names) if found.trial else None,
        "can_change": _may_change(request) and held is not None and held.number != number,
        "error": error,
    }
    return render(request, "cases/routing_version.html", told, status=status)


@staff_page(policy=routing_policy, verb="change")
@require_POST
def back(request: HttpRequest, number: int) -> HttpResponse:
    """Put an earlier version into force again."""
    get_object_or_404(RoutingVersion, number=number)
    expected = request.POST.get("expected", "")
    try:
        made = take_back(
            number=number,
            expected=int(expected) if expected.isdecimal() else 0,
            reason=request.POST.get("reason", "")[:500],
            actor=account_of(request),
            now=timezone.now(),
        )
    except ReasonMissing:
        return _version_page(request, number, _("Write why; people will read it later."), status=422)
    except RulesMoved:
        said = _("Other rules came into force meanwhile. Look at them first.")
        return _version_page(request, number, said, status=409)
    except RoutingUnreadable as unfit:
        said = " ".join(in_words(fault) for fault in unfit.faults)
        return _version_page(request, number, said, status=422)
    messages.success(request, _("These rules are in force again."))
    return redirect("cases:routing_version", number=made.number)
