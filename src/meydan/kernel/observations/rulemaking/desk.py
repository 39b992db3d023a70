"""A rule of the city's own: written, tried on last year's values, and only then made."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone, translation
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meydan.base.locale.public import text
from meydan.base.people.public import account_of, staff_page
from meydan.kernel.observations import registry
from meydan.kernel.observations.models import Rule
from meydan.kernel.observations.operations.looks import ASKED
from meydan.kernel.observations.operations.rehearsing import Rehearsal, rehearse
from meydan.kernel.observations.operations.rule_making import drafted, make_rule
from meydan.kernel.observations.operations.scoping import AreaEmpty
from meydan.kernel.observations.policies import rule_policy
from meydan.kernel.observations.rulemaking.forms import NewRuleForm
from meydan.kernel.observations.rulemaking.where import map_of_areas
from meydan.kernel.observations.rulewords import KIND_SENTENCES, KIND_WORDS, area_words, condition_words

YEAR = timedelta(days=365)


@staff_page(policy=rule_policy, verb="make")
@require_http_methods(["GET", "POST"])
def new_rule(request: HttpRequest) -> HttpResponse:
    """A new rule; before it is made the page shows what it would have done in a year."""
    kind = request.GET.get("kind", Rule.Kind.THRESHOLD)
    if kind not in Rule.Kind.values:
        raise Http404(kind)
    form = NewRuleForm(kind, request.POST or None)
    told: dict[str, object] = {
        "form": form, "kind": kind, "kinds": _kinds(kind), "says": KIND_SENTENCES[kind],
        "has_nobody": kind in ASKED and not registry.providers(kind), "map": map_of_areas(),
    }  # fmt: skip
    if form.is_valid():
        try:
            draft = drafted(**form.facts, language=translation.get_language())
        except AreaEmpty:
            form.add_error("area", _("This area has no shape on the map. Choose another one."))
        else:
            seal = _seal(form)
            if constant_time_compare(request.POST.get("tried", ""), seal):
                made = make_rule(rule=draft, actor=account_of(request), now=timezone.now())
                messages.success(request, _("The rule watches from now on."))
                return redirect("observations:rule", pk=made.pk)
            tried: Rehearsal = rehearse(draft, timezone.now(), YEAR)
            told |= {
                "rehearsal": tried, "tried": seal, "what": text(draft.observed_property.names),
                "condition": condition_words(draft), "area": area_words(draft),
            }  # fmt: skip
    return render(request, "observations/rule_new.html", told, status=422 if form.errors else 200)


def _kinds(chosen: str) -> list[dict[str, object]]:
    return [
        {"href": f"?kind={code}", "label": word, "active": code == chosen}
        for code, word in KIND_WORDS.items()
    ]


def _seal(form: NewRuleForm) -> str:
    """What was tried, so that nothing else is made than what was shown."""
    said = repr(sorted((name, str(value)) for name, value in form.facts.items()))
    return salted_hmac("observations.new_rule", said).hexdigest()
