"""``/desk/routing/draft/``: the rules as they are being written, tried on the last year, and put into force."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.cases.engine.routing_reading import RoutingUnreadable, rows_in_order
from meydan.kernel.cases.models import RoutingDraft
from meydan.kernel.cases.operations import routing_draft as desk
from meydan.kernel.cases.policies import routing_policy
from meydan.kernel.cases.queries.routing import draft_faults, the_draft, version_in_force
from meydan.kernel.cases.routing_forms import RuleForm, known
from meydan.kernel.cases.routingview import names_for, rows_told, trial_told
from meydan.kernel.cases.routingwords import in_words

REFUSALS: dict[type[Exception], Any] = {
    desk.DraftChanged: gettext_lazy("Somebody else changed the draft meanwhile; here is how it stands now."),
    desk.NotTried: gettext_lazy("Try the draft first, as it stands now."),
    desk.RulesMoved: gettext_lazy("Other rules came into force meanwhile. Try the draft against them first."),
    desk.ReasonMissing: gettext_lazy("Write why; people will read it later."),
}
REFUSED: tuple[type[Exception], ...] = (*REFUSALS, RoutingUnreadable)


@staff_page(policy=routing_policy, verb="change")
@require_POST
def begin(request: HttpRequest) -> HttpResponse:
    """Begin a draft from the rules in force, or go on with the one there is."""
    desk.begin_draft(actor=account_of(request), now=timezone.now())
    return redirect("cases:routing_draft")


@staff_page(policy=routing_policy, verb="change")
@never_cache
@require_GET
def draft(request: HttpRequest) -> HttpResponse:
    """The draft, with what its trial counted."""
    return _page(request)


def _page(
    request: HttpRequest, errors: Sequence[str] = (), status: int = 200, reason: str = ""
) -> HttpResponse:
    held = the_draft()
    if held is None:
        if errors:
            messages.warning(request, errors[0])
        return redirect("cases:routing")
    in_force = version_in_force()
    names = names_for(held.document)
    told = {
        "draft": held,
        "held": in_force,
        "rows": rows_told(held.document, names),
        "faults": [in_words(fault) for fault in draft_faults(held.document)],
        "trial": trial_told(held.trial, held.document, names) if held.trial_state == "done" else None,
        "is_moved": held.base != (in_force.number if in_force else 0),
        "is_same": in_force is not None and held.document == in_force.document,
        "errors": errors,
        "reason": reason,
    }
    return render(request, "cases/routing_draft.html", told, status=status)


def _revision(request: HttpRequest) -> int:
    typed = request.POST.get("revision", "")
    return int(typed) if typed.isdecimal() else 0


def _refused(request: HttpRequest, refusal: Exception, **told: Any) -> HttpResponse:
    status = 422 if isinstance(refusal, desk.ReasonMissing | RoutingUnreadable) else 409
    if isinstance(refusal, RoutingUnreadable):
        return _page(request, [in_words(fault) for fault in refusal.faults], status, **told)
    return _page(request, [str(REFUSALS[type(refusal)])], status, **told)


@staff_page(policy=routing_policy, verb="change")
@require_POST
def arrange(request: HttpRequest) -> HttpResponse:
    """Move a rule up or down, or take it out of the draft."""
    held = the_draft()
    act, _colon, code = request.POST.get("act", "").partition(":")
    rows = rows_in_order(held.document) if held else []
    place = next((number for number, row in enumerate(rows) if row.get("code") == code), None)
    if held is not None and place is not None and act in ("up", "down", "remove"):
        row = rows.pop(place)
        if act != "remove":
            rows.insert(max(0, place + (-1 if act == "up" else 1)), row)
    elif act != "drop":
        return _refused(request, desk.DraftChanged())
    try:
        if act == "drop":
            desk.drop_draft(revision=_revision(request))
            messages.success(request, _("The draft was thrown away; the rules in force are as they were."))
            return redirect("cases:routing")
        _change(request, held, rows)
    except tuple(REFUSALS) as refusal:
        return _refused(request, refusal)
    return redirect("cases:routing_draft")


def _change(request: HttpRequest, held: RoutingDraft | None, rows: list[dict[str, Any]]) -> None:
    document = {**(held.document if held else {}), "rule": rows}
    desk.change_draft(
        revision=_revision(request), document=document, actor=account_of(request), now=timezone.now()
    )


@staff_page(policy=routing_policy, verb="change")
@never_cache
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, code: str = "") -> HttpResponse:
    """Write a rule: a new one at the end, or one that is there."""
    held = the_draft()
    if held is None:
        return redirect("cases:routing")
    rows = rows_in_order(held.document)
    before: dict[str, Any] = next((row for row in rows if row.get("code") == code), {})
    if code and not before:
        raise Http404(code)
    form = RuleForm(request.POST or None, initial=known(before))
    errors: list[str] = []
    status = 422 if form.is_bound else 200
    if form.is_bound and form.is_valid():
        fresh = form.row(code or _free_code(rows), before)
        whole = [fresh if row is before else row for row in rows] if before else [*rows, fresh]
        try:
            _change(request, held, whole)
        except desk.DraftChanged as refusal:
            # What was typed stays in the form, beside the newer draft.
            errors, status = [str(REFUSALS[type(refusal)])], 409
        except RoutingUnreadable as unfit:
            errors = [in_words(fault) for fault in unfit.faults]
        else:
            messages.success(request, _("The rule stands in the draft."))
            return redirect("cases:routing_draft")
    told = {"form": form, "draft": held, "rule": before, "errors": errors}
    return render(request, "cases/routing_rule.html", told, status=status)


def _free_code(rows: Sequence[dict[str, Any]]) -> str:
    taken = {row.get("code") for row in rows}
    return next(code for number in range(1, len(rows) + 2) if (code := f"rule_{number}") not in taken)


@staff_page(policy=routing_policy, verb="change")
@require_POST
def attempt(request: HttpRequest) -> HttpResponse:
    """Run the draft over the last year's cases."""
    try:
        desk.ask_for_trial(revision=_revision(request), now=timezone.now())
    except desk.DraftChanged as refusal:
        return _refused(request, refusal)
    return redirect("cases:routing_draft")


@staff_page(policy=routing_policy, verb="change")
@require_POST
def enforce(request: HttpRequest) -> HttpResponse:
    """Put the draft into force."""
    reason = request.POST.get("reason", "")[:500]
    try:
        made = desk.put_into_force(
            revision=_revision(request), reason=reason, actor=account_of(request), now=timezone.now()
        )
    except REFUSED as refusal:
        return _refused(request, refusal, reason=reason)
    messages.success(request, _("The rules are in force from now on."))
    return redirect("cases:routing_version", number=made.number)
