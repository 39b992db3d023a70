"""Figures of hearings, meetings and surveys that indicators may name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max, Sum
from django.utils.translation import gettext_lazy as _

from meydan.domains.participation.models import Attendance, Opinion, SurveyResponse
from meydan.kernel.strategy.public import indicator_query
from meydan.numerics.figure import Figure

Params = Mapping[str, Any]
DAY_S = 86_400.0


def _window(params: Params, now: datetime) -> datetime:
    return now - timedelta(days=float(params.get("days", 365)))


@indicator_query(
    "participation.people",
    reads=("participation",),
    formula=_(
        "People who came to meetings, answered surveys that are over, or spoke in hearings, one an opinion"
    ),
)
def people(params: Params, now: datetime) -> Figure:
    """
    How many took part within ``days`` (365), those of one ``way`` (workshop, survey, hearing) alone if it is named.

    ``attendance`` narrows meetings to one kind of people.
    """
    since, way = _window(params, now), str(params.get("way", ""))
    count, last = 0, None
    for name, counted in (("workshop", _came), ("survey", _answered), ("hearing", _spoke)):
        if way in ("", name) and (name == "workshop" or not params.get("attendance")):
            many, newest = counted(params, since, now)
            count, last = count + many, max(filter(None, (last, newest)), default=None)
    return Figure.of_count(count, last)


def _came(params: Params, since: datetime, now: datetime) -> tuple[int, datetime | None]:
    rows = Attendance.objects.filter(workshop__starts_at__gt=since, workshop__starts_at__lte=now)
    if params.get("attendance"):
        rows = rows.filter(kind=str(params["attendance"]))
    told = rows.aggregate(many=Sum("count"), last=Max("workshop__starts_at"))
    return told["many"] or 0, told["last"]


def _answered(params: Params, since: datetime, now: datetime) -> tuple[int, datetime | None]:
    """Answers carry no moment, so that a survey counts once it is over."""
    ends = "survey__consultation__closes_at"
    rows = SurveyResponse.objects.filter(**{f"{ends}__gt": since, f"{ends}__lte": now})
    return rows.count(), rows.aggregate(last=Max(ends))["last"]


def _spoke(params: Params, since: datetime, now: datetime) -> tuple[int, datetime | None]:
    rows = Opinion.objects.filter(consultation__kind="hearing", came_at__gt=since, came_at__lte=now)
    return rows.count(), rows.aggregate(last=Max("came_at"))["last"]


@indicator_query(
    "participation.opinions_answered_share",
    reads=("participation",),
    formula=_("Opinions that have an answer, of all opinions that came"),
)
def opinions_answered(params: Params, now: datetime) -> Figure:
    """Percent of the opinions of the last ``days`` (365) that were answered by then."""
    rows = Opinion.objects.filter(came_at__gt=_window(params, now), came_at__lte=now)
    last = rows.aggregate(last=Max("came_at"))["last"]
    return Figure.of_share(rows.filter(answer__answered_at__lte=now).count(), rows.count(), last).in_percent()


@indicator_query(
    "participation.answer_days",
    reads=("participation",),
    formula=_("Days from the coming of an opinion to its answer, on average over those answered"),
)
def answer_days(params: Params, now: datetime) -> Figure:
    """Mean days to the answers given within ``days`` (365)."""
    rows = Opinion.objects.filter(answer__answered_at__gt=_window(params, now), answer__answered_at__lte=now)
    pairs = list(rows.values_list("came_at", "answer__answered_at"))
    mean = sum((done - came).total_seconds() for came, done in pairs) / DAY_S / len(pairs) if pairs else None
    return Figure(mean, len(pairs), max((done for _came, done in pairs), default=None))
