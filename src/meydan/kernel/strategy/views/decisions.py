"""What was decided, for everybody: with the figures of that day, what was expected and what became of it."""

from __future__ import annotations

from urllib.parse import urlencode

from django.conf import settings
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meydan.base.feeds.public import Entry
from meydan.base.files.public import inert_file
from meydan.base.locale.public import current_language, text
from meydan.base.people.public import public_page
from meydan.kernel.strategy import decisionshown as told_of
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy.following import atom
from meydan.kernel.strategy.models import Decision
from meydan.kernel.strategy.operations.deciding import document_path
from meydan.kernel.strategy.queries.decisions import decision_in_full, decisions
from meydan.kernel.strategy.sheets import TYPES, sheet

A_PAGE = 25
MOST_IN_A_FILE = 5000


@public_page
@require_GET
def every_decision(request: HttpRequest) -> HttpResponse:
    """The log of decisions, the newest first."""
    page = Paginator(decisions(), A_PAGE).get_page(request.GET.get("page"))
    told = {
        "page_of_decisions": page,
        "rows": [
            (one, told_of.title_of(one), [told_of.effect_face(effect) for effect in one.effects.all()])
            for one in page.object_list
        ],
        "kinds": list(TYPES),
        "crumbs": shown.crumbs((_("Decisions"), "")),
    }
    return render(request, "strategy/decisions.html", told)


@public_page
@require_GET
def decision(request: HttpRequest, code: str) -> HttpResponse:
    """One decision."""
    try:
        found = decision_in_full(code)
    except Decision.DoesNotExist as unknown:
        raise Http404(code) from unknown
    told = {
        "decision": found,
        "title": told_of.title_of(found),
        "effects": [told_of.effect_face(one) for one in found.effects.all()],
        "figures": [(one, told_of.frozen(one)) for one in found.figures.all()],
        "crumbs": shown.crumbs((_("Decisions"), reverse("strategy:decisions")), (text(found.names), "")),
    }
    return render(request, "strategy/decision.html", told)


@public_page
@require_GET
def paper(request: HttpRequest, code: str) -> HttpResponseBase:
    """The signed paper, to keep; it is never opened inside a page of ours."""
    found = get_object_or_404(Decision, code=code)
    if not found.document_sha256:
        raise Http404(code)
    name, kind = f"{found.code}-{found.document_name}", found.document_type
    return inert_file(document_path(found.document_sha256), name=name, content_type=kind, opens=False)


@public_page
@require_GET
def decisions_file(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The log as a file, or to follow."""
    if kind not in (*TYPES, "atom"):
        raise Http404(kind)
    if kind != "atom":
        rows = list(decisions()[:MOST_IN_A_FILE])
        return sheet(kind, "decisions", told_of.HEAD, told_of.records(rows, settings.MEYDAN_HOME.address))
    query = urlencode({"lang": current_language()})
    return atom(
        request,
        address=f"{reverse('strategy:decisions_file', args=['atom'])}?{query}",
        page=reverse("strategy:decisions"),
        title=_("Decisions"),
        entries=[_entry(one) for one in decisions()[:A_PAGE]],
    )


def _entry(decision: Decision) -> Entry:
    page = f"{settings.MEYDAN_HOME.address}{reverse('strategy:decision', args=[decision.code])}"
    effects = [told_of.effect_face(one) for one in decision.effects.all()]
    checked = [one.effect.checked_at for one in effects if one.effect.checked_at]
    return Entry(
        id=page,
        page=page,
        title=text(decision.names),
        summary="\n".join([told_of.title_of(decision), *(f"{one.expected} {one.result}" for one in effects)]),
        published=decision.entered_at,
        updated=max([decision.entered_at, *checked]),
        category=decision.body,
    )
