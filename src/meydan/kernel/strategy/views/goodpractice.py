"""A promise told to other cities and to the press: what works today, in figures, with whom to speak."""

from __future__ import annotations

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from meydan.base.locale.public import text
from meydan.base.packs.public import current
from meydan.base.papers.public import PaperFacts, PressFailed, blank
from meydan.base.people.public import public_page
from meydan.kernel.strategy import presentation as shown
from meydan.kernel.strategy.drawing import indicator_chart
from meydan.kernel.strategy.models import Action
from meydan.kernel.strategy.practice import Practice, practice, practice_body
from meydan.kernel.strategy.queries import action_standing, owners_of, public_plans, words_of
from meydan.kernel.strategy.queries.plans import ActionStanding

OPEN_GRAPH = {"tr": "tr_TR", "fa": "fa_IR", "en": "en_GB"}
LATEST_WORDS = 6


def _told(code: str) -> tuple[ActionStanding, Practice]:
    now = timezone.now()
    try:
        standing = action_standing(code, now)
    except Action.DoesNotExist as unknown:
        raise Http404(code) from unknown
    found = standing.action
    if not public_plans().filter(pk=found.goal.plan_id).exists():
        raise Http404(code)
    owner = owners_of([found], timezone.localdate(now))[found.pk]
    return standing, practice(standing, owner, words_of(found, LATEST_WORDS), now)


def _crumbs(action: Action, last: str) -> list[dict[str, str]]:
    return shown.crumbs((text(action.names), reverse("strategy:action", args=[action.code])), (last, ""))


@public_page
@require_GET
def sheet_page(request: HttpRequest, code: str) -> HttpResponse:
    """The sheet for another city."""
    _standing, told = _told(code)
    return render(
        request,
        "strategy/good_practice.html",
        {"told": told, "action": told.action, "crumbs": _crumbs(told.action, _("Good practice"))},
    )


@public_page
@require_GET
def sheet_pdf(request: HttpRequest, code: str) -> HttpResponse:
    """The same as PDF."""
    _standing, told = _told(code)
    facts = PaperFacts(
        thing=f"strategy.action:{code}"[:80],
        thing_code="",
        values={"name": text(told.action.names), "body": practice_body(told)},
        language=get_language() or "en",
        is_sample=told.action.is_sample,
    )
    try:
        content = blank(kind_code="good_practice", facts=facts, now=timezone.now())
    except PressFailed as failed:
        raise Http404(code) from failed
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Content-Disposition"] = f'attachment; filename="{code}.pdf"'
    return answer


@public_page
@require_GET
def press_page(request: HttpRequest, code: str) -> HttpResponse:
    """What works today, for those who write about it."""
    standing, told = _told(code)
    now, language = timezone.now(), get_language() or "en"
    page = f"{settings.MEYDAN_HOME.address}{reverse('strategy:press', args=[code])}"
    return render(
        request,
        "strategy/press.html",
        {
            "told": told,
            "action": told.action,
            "standing": standing,
            "faces": [
                (shown.indicator_face(one, now), indicator_chart(one, one.run, _("How it moved")))
                for one in standing.indicators
            ],
            "page_address": page,
            "city": text(current().names),
            "og_locale": OPEN_GRAPH.get(language, "en_GB"),
            "og_others": [locale for key, locale in OPEN_GRAPH.items() if key != language],
            "crumbs": _crumbs(told.action, _("For the press")),
        },
    )
