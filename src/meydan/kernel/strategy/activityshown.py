"""The stream of what happened, as its page and its feed show it."""

from __future__ import annotations

from datetime import date, datetime, time
from itertools import groupby

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from meydan.base.locale.public import format_number, text
from meydan.kernel.strategy.decisionshown import title_of
from meydan.kernel.strategy.historyshown import Moment, body_of, units_of, word_moment
from meydan.kernel.strategy.queries.activity import Activity, Crossing
from meydan.kernel.strategy.wording import figure


def stream(found: Activity) -> list[Moment]:
    """Everything in one list, the newest first; what it is about is the title."""
    moments = [*_words(found), *_changes(found), *_decisions(found), *_versions(found), *_reports(found)]
    moments += [_crossing(one) for one in found.crossings]
    return sorted(moments, key=lambda one: (one.at, one.title), reverse=True)


def by_day(moments: list[Moment]) -> list[tuple[date, list[Moment]]]:
    """The stream, a heading a day."""
    return [(day, list(rows)) for day, rows in groupby(moments, key=lambda one: timezone.localdate(one.at))]


def _words(found: Activity) -> list[Moment]:
    return [
        Moment(
            one.said_at,
            text(one.action.names),
            f"{word_moment(one).title}: {text(one.sentence)}",
            is_sample=one.is_sample,
            href=reverse("strategy:action", args=[one.action.code]),
        )
        for one in found.words
    ]


def _changes(found: Activity) -> list[Moment]:
    units = units_of(found.changes)
    return [
        Moment(
            one.changed_at,
            text(one.action.names),
            f"{one.get_field_display()}: {body_of(one, units)}",
            is_sample=one.is_sample,
            href=reverse("strategy:action", args=[one.action.code]),
        )
        for one in found.changes
    ]


def _decisions(found: Activity) -> list[Moment]:
    return [
        Moment(
            _noon(one.decided_on),
            text(one.names),
            f"{_('Decision')}: {title_of(one)}",
            is_sample=one.is_sample,
            href=reverse("strategy:decision", args=[one.code]),
        )
        for one in found.decisions
    ]


def _versions(found: Activity) -> list[Moment]:
    return [
        Moment(
            one.made_at,
            text(one.plan.names),
            _("Version %(number)s is frozen.") % {"number": format_number(one.number)},
            is_sample=one.is_sample,
            href=reverse("strategy:versions", args=[one.plan.code]),
        )
        for one in found.versions
    ]


def _reports(found: Activity) -> list[Moment]:
    return [
        Moment(
            one.frozen_at,
            text(one.plan_names),
            f"{one.get_kind_display()}: {one.number}",
            is_sample=one.is_sample,
            href=reverse("strategy:report", args=[one.code]),
        )
        for one in found.reports
    ]


def _crossing(one: Crossing) -> Moment:
    facts = {"value": figure(one.indicator, one.value.value), "target": figure(one.indicator, one.target)}
    words = (
        _("The target of %(target)s is reached: %(value)s.")
        if one.is_reached
        else _("The target of %(target)s is not reached any more: %(value)s.")
    )
    return Moment(
        _noon(one.value.on),
        text(one.indicator.names),
        words % facts,
        is_sample=one.value.is_sample,
        href=reverse("strategy:indicator", args=[one.indicator.code]),
    )


def _noon(day: date) -> datetime:
    return datetime.combine(day, time(12), tzinfo=timezone.get_current_timezone())
