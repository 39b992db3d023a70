"""Decisions on the desk: written down, begun from a signed item of a body, reminded of before their day."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.locale.public import text
from meydan.base.people.public import account_of, staff_page
from meydan.kernel.cases.public import signed_items
from meydan.kernel.strategy import decisionshown as told_of
from meydan.kernel.strategy.decisionforms import DecisionForm, EffectForm
from meydan.kernel.strategy.models import Action, Decision, Indicator
from meydan.kernel.strategy.operations.deciding import (
    DecisionNotYetMade,
    DecisionStands,
    Effect,
    EffectImpossible,
    enter_decision,
    expect,
)
from meydan.kernel.strategy.policies import plan_policy
from meydan.kernel.strategy.queries.decisions import decision_in_full, decisions, effects_to_check

LATEST = 20


@staff_page(policy=plan_policy, verb="see")
@require_GET
def desk(request: HttpRequest) -> HttpResponse:
    """What is to be looked at soon, what bodies signed, what is written down."""
    held = set(Decision.objects.exclude(item_ref="").values_list("item_ref", flat=True))
    told = {
        "due": [(one, told_of.effect_face(one)) for one in effects_to_check(timezone.now())],
        "items": [one for one in signed_items() if one.ref not in held],
        "decisions": [(one, told_of.title_of(one)) for one in decisions()[:LATEST]],
        "may_register": plan_policy.may(request.user, "register"),
    }
    return render(request, "strategy/decision_desk.html", told)


@staff_page(policy=plan_policy, verb="register")
@require_http_methods(["GET", "POST"])
def enter(request: HttpRequest) -> HttpResponse:
    """Write a decision down; one that a body signed here is begun with what stands in its minutes."""
    item_ref, initial = _from_item(request.GET.get("item", ""))
    form = DecisionForm(request.POST or None, request.FILES or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        entered = _entered(request, form, item_ref)
        if entered is not None:
            return redirect("strategy:decision_effects", entered.code)
    told = {"form": form, "item_ref": item_ref}
    return render(request, "strategy/decision_new.html", told, status=422 if form.errors else 200)


def _from_item(pk: str) -> tuple[str, dict[str, Any]]:
    """The reference and the first answers of a signed item; its words may name people and stay where they are."""
    item = next((one for one in signed_items() if str(one.pk) == pk), None)
    if item is None or item.signed_at is None:
        return "", {}
    day = timezone.localtime(item.signed_at).date()
    number = f"{item.year}/{item.number}"
    return item.ref, {
        "body": item.body, "number": number, "decided_on": day, "title": text(item.case.service.names)
    }  # fmt: skip


def _entered(request: HttpRequest, form: DecisionForm, item_ref: str) -> Decision | None:
    told, language = form.cleaned_data, get_language() or "en"
    try:
        decision = enter_decision(
            body=told["body"],
            number=told["number"],
            decided_on=told["decided_on"],
            names={language: told["title"]},
            words={language: told["words"]} if told["words"] else {},
            actions=list(Action.objects.filter(pk__in=told["actions"])),
            effects=_effects(told),
            document=told["document"],
            item_ref=item_ref,
            actor=account_of(request),
            now=timezone.now(),
        )
    except DecisionStands:
        form.add_error("number", _("This decision is written down already."))
    except DecisionNotYetMade:
        form.add_error("decided_on", _("This day has not come yet."))
    except EffectImpossible:
        form.add_error("check_on", _("The day lies after the decision, and the size is above zero."))
    else:
        messages.success(request, _("The decision stands, with the figures of its day."))
        return decision
    return None


def _effects(told: dict[str, Any]) -> list[Effect]:
    if not told.get("indicator"):
        return []
    indicator = Indicator.objects.get(code=told["indicator"])
    return [Effect(indicator, told["direction"], float(told["size"]), told["check_on"])]


@staff_page(policy=plan_policy, verb="register")
@require_http_methods(["GET", "POST"])
def effects(request: HttpRequest, code: str) -> HttpResponse:
    """Say what else a decision is to bring about."""
    try:
        decision = decision_in_full(code)
    except Decision.DoesNotExist as unknown:
        raise Http404(code) from unknown
    form = EffectForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = _effects(form.cleaned_data)
        try:
            for one in asked:
                expect(decision=decision, effect=one)
        except EffectImpossible:
            form.add_error(
                "check_on", _("The day lies after the decision, and each figure has one effect a day.")
            )
        else:
            if asked:
                messages.success(request, _("It is looked at on that day, by itself."))
            return redirect("strategy:decision_effects", code)
    told = {
        "decision": decision,
        "title": told_of.title_of(decision),
        "form": form,
        "effects": [told_of.effect_face(one) for one in decision.effects.all()],
    }
    return render(request, "strategy/decision_effects.html", told, status=422 if form.errors else 200)
