"""A promise told to another city: what was done, what it cost, how long it took, what came of it, how to copy it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.html import strip_tags
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meydan.base.locale.public import (
    format_day,
    format_money,
    format_number,
    format_percent,
    local_digits,
    text,
)
from meydan.base.packs.public import current
from meydan.kernel.strategy.models import Action, ActionWord, Indicator, IndicatorValue
from meydan.kernel.strategy.queries import ActionStanding, Standing
from meydan.kernel.strategy.reportpaper import ReportTable
from meydan.kernel.strategy.trackershown import owner_words
from meydan.kernel.strategy.wording import action_word, figure


@dataclass(frozen=True)
class BeforeAfter:
    """A figure before the work began, and now."""

    indicator: Indicator
    before: str
    before_on: date | None
    after: str
    after_on: date | None
    is_fresh: bool


@dataclass(frozen=True)
class Practice:
    """A promise as another city reads it."""

    action: Action
    state: str
    owner: str
    cost: str
    duration: str
    results: list[BeforeAfter]
    steps: list[str]
    words: list[ActionWord]


def practice(standing: ActionStanding, owner: str, words: list[ActionWord], now: datetime) -> Practice:
    """Gather what is told; two queries beside what was read already."""
    action = standing.action
    return Practice(
        action=action,
        state=action_word(standing),
        owner=owner_words(action, owner),
        cost=_cost(action),
        duration=_duration(action, now),
        results=_results(standing.indicators, action),
        steps=[text(one.names) for one in action.steps.order_by("order", "pk")],
        words=words,
    )


def _cost(action: Action) -> str:
    money = current().money
    if action.budget is None and action.spent is None:
        return _("No money is named")
    spent = format_money(action.spent or 0, money)
    if action.budget is None:
        return spent
    return _("%(spent)s of %(budget)s") % {"spent": spent, "budget": format_money(action.budget, money)}


def _duration(action: Action, now: datetime) -> str:
    last = min(now.date(), action.ends_on) if action.status != Action.Status.DONE else action.ends_on
    months = max(0, round((last - action.starts_on).days / 30.44))
    span = local_digits(ngettext("%(count)d month", "%(count)d months", months) % {"count": months})
    facts = {"start": format_day(action.starts_on), "end": format_day(action.ends_on), "span": span}
    return _("From %(start)s to %(end)s; %(span)s so far") % facts


def _results(standings: list[Standing], action: Action) -> list[BeforeAfter]:
    """The baseline where the plan names one, else the last value before the work began."""
    first: dict[int, IndicatorValue] = {}
    rows = IndicatorValue.objects.filter(
        indicator__in=[one.indicator for one in standings], on__lte=action.starts_on, value__isnull=False
    )
    for row in rows.order_by("indicator", "on"):
        first[row.indicator_id] = row
    found = []
    for one in standings:
        indicator, held = one.indicator, first.get(one.indicator.pk)
        value = indicator.baseline if indicator.baseline is not None else held.value if held else None
        now_value = one.value.value if one.value else None
        found.append(
            BeforeAfter(
                indicator,
                strip_tags(str(figure(indicator, value))),
                None if indicator.baseline is not None or held is None else held.on,
                strip_tags(str(figure(indicator, now_value))),
                one.value.on if one.value else None,
                one.state not in ("stale", "none"),
            )
        )
    return found


def practice_body(told: Practice) -> str:
    """The sheet's tables as the JSON that the PDF's template reads, in the language of the moment."""
    action = told.action
    about = [
        [_("State"), f"{told.state} · {format_percent(action.progress_percent)}"],
        [_("Unit"), told.owner],
        [_("Money"), told.cost],
        [_("Time"), told.duration],
    ]
    if any(action.about.values()):
        about.insert(0, [_("About"), text(action.about)])
    if action.output:
        about.append([_("What it leaves behind"), action.output])
    tables = [ReportTable(_("In short"), [_("What"), _("Answer")], [2, 5], about)]
    results = [[text(one.indicator.names), one.before, one.after] for one in told.results]
    tables.append(ReportTable(_("What came of it"), [_("Figure"), _("Before"), _("Now")], [5, 2, 2], results))
    steps = [[format_number(place), step] for place, step in enumerate(told.steps, 1)]
    tables.append(ReportTable(_("How to copy it"), [_("Step"), _("What is done")], [1, 8], steps))
    said = [[format_day(one.said_at.date(), "short"), text(one.sentence)] for one in told.words]
    tables.append(ReportTable(_("What was learned on the way"), [_("Day"), _("Words")], [2, 7], said))
    rows = [
        {"title": one.title, "head": one.head, "widths": one.widths, "rows": one.rows}
        for one in tables
        if one.rows
    ]
    return json.dumps(rows, ensure_ascii=False)
