"""The published sets of indicators, for everybody."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_GET

from meydan.base.locale.public import text
from meydan.base.people.public import public_page
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy.policies import indicator_policy
from meydan.kernel.strategy.sets import SetUnknown, indicator_set, indicator_sets
from meydan.kernel.strategy.unitwords import unit_words

NUMBERINGS = {
    "chapter": _("The chapters are numbered as in the set; the numbers within a chapter are our own."),
    "own": _("The codes of the rows are our own, not those of the set."),
}


@public_page
@require_GET
def sets(request: HttpRequest) -> HttpResponse:
    """Every set, and how much of it this city answers."""
    held = indicator_sets(timezone.now())
    rows = [
        {"set": one, "counted": one.count("counted"), "typed": one.count("typed"), "all": len(one.rows)}
        for one in held
    ]
    told = {"rows": rows, "has_national": any(one.is_national for one in held)}
    return render(request, "strategy/sets.html", told)


@public_page
@require_GET
def one_set(request: HttpRequest, code: str) -> HttpResponse:
    """One set, row by row: counted from records, typed in, or not yet."""
    now = timezone.now()
    try:
        found = indicator_set(code, now)
    except SetUnknown as unknown:
        raise Http404(code) from unknown
    rows = [
        {
            "row": row,
            "unit": unit_words(row.unit),
            "face": shown.indicator_face(row.standing, now) if row.standing else None,
        }
        for row in found.rows
    ]
    told = {
        "set": found,
        "numbering": NUMBERINGS.get(found.numbering, ""),
        "rows": rows,
        "counted": found.count("counted"),
        "typed": found.count("typed"),
        "missing": found.count("missing"),
        "may_type": indicator_policy.may(request.user, "type"),
        "crumbs": shown.crumbs((text(found.names), "")),
    }
    return render(request, "strategy/set.html", told)
