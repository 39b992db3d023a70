"""Who is responsible for what: units, posts and their holders."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from meydan.base.people.forms import AppointForm, InviteForm
from meydan.base.people.marks import account_of, staff_page
from meydan.base.people.models import Holding, OrgUnit
from meydan.base.people.operations import (
    LastAdministrator,
    PostTaken,
    appoint,
    end_holding,
    invitation_address,
    invite,
)
from meydan.base.people.policies import unit_policy
from meydan.base.people.queries import UnitUnknown, former_holdings, posts_on, unit, unit_tree


@staff_page(policy=unit_policy, verb="see")
def units(request: HttpRequest) -> HttpResponse:
    """The tree of units with posts and holders."""
    return render(request, "people/units.html", {"tree": unit_tree()})


@staff_page(policy=unit_policy, verb="see")
def unit_page(request: HttpRequest, code: str) -> HttpResponse:
    """One unit: its posts, who holds them and who held them before."""
    return _unit_page(request, _unit_or_404(code))


@staff_page(policy=unit_policy, verb="appoint")
@require_POST
def give_post(request: HttpRequest, code: str) -> HttpResponse:
    """Give a post of the unit to somebody who has an account."""
    at = _unit_or_404(code)
    form = AppointForm(request.POST, unit=at, auto_id="give_%s")
    if form.is_valid():
        try:
            appoint(**form.cleaned_data, actor=account_of(request), now=timezone.now())
        except PostTaken:
            form.add_error("post", _("Somebody holds this post then. End that holding first."))
        else:
            messages.success(request, _("The post has a holder now."))
            return redirect("people:unit", code=code)
    return _unit_page(request, at, appoint_form=form)


@staff_page(policy=unit_policy, verb="invite")
@require_POST
def invite_colleague(request: HttpRequest, code: str) -> HttpResponse:
    """Make an account with a post, and show the one-time link, once."""
    at = _unit_or_404(code)
    form = InviteForm(request.POST, unit=at, auto_id="invite_%s")
    if form.is_valid():
        try:
            made = invite(**form.cleaned_data, actor=account_of(request), now=timezone.now())
        except PostTaken:
            form.add_error("post", _("Somebody holds this post then. End that holding first."))
        else:
            link = invitation_address(made.token)
            return render(request, "people/invited.html", {"made": made, "link": link, "unit": at})
    return _unit_page(request, at, invite_form=form)


@staff_page(policy=unit_policy, verb="invite")
@require_POST
def new_link(request: HttpRequest, code: str, holding_id: int) -> HttpResponse:
    """Make a fresh one-time link for somebody who forgot the password, and show it, once."""
    holding = _holding_or_404(code, holding_id)
    made = invite(username=holding.account.username, actor=account_of(request), now=timezone.now())
    page = {"made": made, "link": invitation_address(made.token), "unit": holding.post.unit}
    return render(request, "people/invited.html", page)


@staff_page(policy=unit_policy, verb="appoint")
@require_POST
def end_post(request: HttpRequest, code: str, holding_id: int) -> HttpResponse:
    """End a holding today."""
    holding = _holding_or_404(code, holding_id)
    now = timezone.now()
    try:
        end_holding(holding_id=holding.pk, to_on=timezone.localdate(now), actor=account_of(request), now=now)
    except LastAdministrator:
        messages.error(
            request, _("This is the last administrator. Appoint another first; nothing was changed.")
        )
    else:
        messages.success(request, _("The post is free from today on."))
    return redirect("people:unit", code=code)


def _holding_or_404(code: str, holding_id: int) -> Holding:
    current = Holding.objects.on(timezone.localdate()).select_related("post__unit", "account")
    return get_object_or_404(current, pk=holding_id, post__unit__code=code)


def _unit_or_404(code: str) -> OrgUnit:
    try:
        return unit(code)
    except UnitUnknown as missing:
        raise Http404 from missing


def _unit_page(
    request: HttpRequest,
    at: OrgUnit,
    *,
    appoint_form: AppointForm | None = None,
    invite_form: InviteForm | None = None,
) -> HttpResponse:
    today = timezone.localdate()
    context: dict[str, Any] = {
        "unit": at,
        "posts": list(posts_on(today).filter(unit=at)),
        "below": at.children.order_by("code"),
        "former": former_holdings(at, today),
    }
    if unit_policy.may(request.user, "appoint", at):
        context |= {
            "may_appoint": True,
            "appoint_form": appoint_form
            or AppointForm(unit=at, auto_id="give_%s", initial={"from_on": today}),
            "invite_form": invite_form or InviteForm(unit=at, auto_id="invite_%s"),
        }
    failed = appoint_form or invite_form
    return render(request, "people/unit.html", context, status=422 if failed else 200)
