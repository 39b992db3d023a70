"""Rules on the desk: what opens an alert, tried on last month's values before it is changed."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.people.public import account_of, staff_page
from meydan.kernel.observations.forms import RuleForm
from meydan.kernel.observations.models import Rule
from meydan.kernel.observations.operations.rehearsing import Rehearsal, rehearse
from meydan.kernel.observations.operations.scoping import AreaEmpty
from meydan.kernel.observations.operations.tuning import switch_rule, tune_rule, tuned
from meydan.kernel.observations.policies import rule_policy
from meydan.kernel.observations.presentation import SEVERITY_STATES
from meydan.kernel.observations.queries import rules_by_kind
from meydan.kernel.observations.rulemaking.where import map_of_areas
from meydan.kernel.observations.rulewords import area_words, clear_words, condition_words, unit_of


@staff_page(policy=rule_policy, verb="see")
@require_GET
def rules(request: HttpRequest) -> HttpResponse:
    """Every rule, with what opens it and how many alerts it has open."""
    told = {
        "rows": [
            {"rule": rule, "condition": condition_words(rule), "severity": SEVERITY_STATES[rule.severity]}
            for rule in rules_by_kind()
        ],
        "can_make": rule_policy.may(request.user, "make"),
    }
    return render(request, "observations/rules.html", told)


@staff_page(policy=rule_policy, verb="see")
@require_http_methods(["GET", "POST"])
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule; changing it shows first what it would have done."""
    found = get_object_or_404(Rule.objects.select_related("observed_property"), pk=pk)
    form = RuleForm(found, request.POST or None)
    rehearsal: Rehearsal | None = None
    seal = ""
    if request.method == "POST":
        rule_policy.require(request.user, "tune")
        if form.is_valid():
            seal = _seal(found, form)
            try:
                draft = tuned(_copy(pk), form.changes)
            except AreaEmpty:
                form.add_error("area", _("This area has no shape on the map. Choose another one."))
            else:
                if constant_time_compare(request.POST.get("tried", ""), seal):
                    return _save(request, found, form)
                rehearsal = rehearse(draft, timezone.now())
    return _page(request, found, form, rehearsal, seal)


def _copy(pk: int) -> Rule:
    return Rule.objects.select_related("observed_property").get(pk=pk)


def _seal(found: Rule, form: RuleForm) -> str:
    """What was tried, so that nothing else is saved than what was shown."""
    said = repr((found.pk, sorted((name, str(value)) for name, value in form.changes.items())))
    return salted_hmac("observations.rule", said).hexdigest()


def _page(
    request: HttpRequest, found: Rule, form: RuleForm, rehearsal: Rehearsal | None, seal: str
) -> HttpResponse:
    told = {
        "rule": found,
        "condition": condition_words(found),
        "clears": clear_words(found, found.observed_property.unit),
        "area": area_words(found),
        "unit": unit_of(found, found.observed_property.unit),
        "severity": SEVERITY_STATES[found.severity],
        "form": form if rule_policy.may(request.user, "tune") else None,
        "map": map_of_areas() if found.is_own else None,
        "rehearsal": rehearsal,
        "tried": seal,
        "new_condition": condition_words(tuned(_copy(found.pk), form.changes)) if rehearsal else "",
    }
    return render(request, "observations/rule.html", told, status=422 if form.errors else 200)


def _save(request: HttpRequest, found: Rule, form: RuleForm) -> HttpResponse:
    tune_rule(rule_id=found.pk, changes=form.changes, actor=account_of(request), now=timezone.now())
    messages.success(request, _("The rule was changed, and the change is in the log."))
    return redirect("observations:rule", pk=found.pk)


@staff_page(policy=rule_policy, verb="tune")
@require_POST
def switch(request: HttpRequest, pk: int) -> HttpResponse:
    """Switch a rule on or off."""
    get_object_or_404(Rule, pk=pk)
    is_on = request.POST.get("on") == "1"
    switch_rule(rule_id=pk, is_active=is_on, actor=account_of(request), now=timezone.now())
    said = _("The rule is on.") if is_on else _("The rule is off; what it had open has ended.")
    messages.success(request, said)
    return redirect("observations:rule", pk=pk)
