"""Alerts and series as pages show them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _

from meydan.base.links.public import Link
from meydan.base.locale.public import format_clock, format_day, format_moment, format_number, text
from meydan.base.ui.public import Chart, Limit, Line, NothingToDraw, Tick, line_chart, with_gaps
from meydan.kernel.observations.engine.moments import DAY_US, HOUR_US, from_us, to_us
from meydan.kernel.observations.engine.zero import starts_at_zero
from meydan.kernel.observations.models import Alert, Datastream
from meydan.kernel.observations.queries import Series, series
from meydan.kernel.observations.rulewords import condition_words, unit_of

CASE, RUN = "cases.case:", "cases.playbookrun:"
# Kinds whose limit stands on the axis of the values.
ON_THE_AXIS = ("threshold", "area")
# What is drawn before and after a breach.
AROUND = timedelta(hours=24)
STATES = {"open": "bad", "acted": "good", "dismissed": "plain", "expired": "plain"}
SEVERITY_STATES = {"info": "plain", "watch": "watch", "bad": "bad"}


@dataclass(frozen=True)
class AlertRow:
    """An alert with the case it became."""

    alert: Alert
    state: str
    severity_state: str
    unit: str
    case_href: str
    run_href: str


def alert_rows(alerts: Iterable[Alert]) -> list[AlertRow]:
    """Alerts as rows, the links to their cases read at once."""
    listed = list(alerts)
    refs = [f"observations.alert:{alert.pk}" for alert in listed]
    cases = _hrefs(refs, CASE, "cases:case")
    runs = _hrefs(refs, RUN, "cases:playbook")
    return [
        AlertRow(
            alert, STATES[alert.status], SEVERITY_STATES[alert.rule.severity],
            unit_of(alert.rule, alert.datastream.unit), cases.get(ref, ""), runs.get(ref, ""),
        )
        for alert, ref in zip(listed, refs, strict=True)
    ]  # fmt: skip


def _hrefs(refs: list[str], prefix: str, name: str) -> dict[str, str]:
    """Where the newest thing of a kind stands that each reference is linked to."""
    links = Link.objects.filter(from_ref__in=refs, to_ref__startswith=prefix).order_by("at", "id")
    return {link.from_ref: _href(link.to_ref, prefix, name) for link in links}


def _href(ref: str, prefix: str, name: str) -> str:
    try:
        return reverse(name, args=[int(ref.removeprefix(prefix))])
    except (NoReverseMatch, ValueError):
        return ""


def alert_chart(alert: Alert, now: datetime) -> Chart | None:
    """The series around a breach with the limit as a line; ``None`` when nothing is left of it."""
    start = alert.since_at - AROUND
    end = min((alert.cleared_at or now) + AROUND, now + timedelta(minutes=1))
    # A breach of months is drawn by days, not by a hundred thousand points.
    long = end - start > timedelta(days=21)
    found = series(alert.datastream_id, start, end, "day" if long else "hour")
    unit, code = alert.datastream.unit, alert.datastream.observed_property.code
    if alert.rule.kind not in ON_THE_AXIS:
        return series_chart(
            [(text(alert.datastream.names), found)],
            title=_("%(station)s around the alert") % {"station": text(alert.datastream.thing.names)},
            sentence=f"{text(alert.rule.names)}: {condition_words(alert.rule)}.",
            unit=unit,
            from_zero=starts_at_zero(unit, code),
        )
    sentence = _("%(rule)s: the highest was %(peak)s %(unit)s on %(when)s.")
    if alert.rule.comparison == "below":
        sentence = _("%(rule)s: the lowest was %(peak)s %(unit)s on %(when)s.")
    return series_chart(
        [(text(alert.datastream.names), found)],
        title=_("%(station)s around the breach") % {"station": text(alert.datastream.thing.names)},
        sentence=sentence % {
            "rule": text(alert.rule.names), "peak": format_number(alert.peak_value, 1), "unit": unit,
            "when": format_moment(alert.peak_at, "short"),
        },
        unit=unit,
        from_zero=starts_at_zero(unit, code),
        limits=[Limit(alert.rule.limit, _("limit")), Limit(alert.rule.clear_limit, _("end of alert"))],
    )  # fmt: skip


def series_chart(
    lines: Sequence[tuple[str, Series]],
    *,
    title: str,
    sentence: str,
    unit: str,
    limits: Sequence[Limit] = (),
    from_zero: bool | None = None,
) -> Chart | None:
    """
    Series over time, with days (or hours) of the reader's calendar beneath; ``None`` when empty.

    :param from_zero: whether the scale begins at zero; left out, the unit says it
    """
    drawn = [(name, found) for name, found in lines if len(found)]
    if not drawn:
        return None
    first = min(int(found.at[0]) for _name, found in drawn)
    last = max(int(found.at[-1]) for _name, found in drawn)
    try:
        return line_chart(
            [Line(name, with_gaps(found.at.tolist(), found.value.tolist())) for name, found in drawn],
            title=title, sentence=sentence, unit=unit, limits=limits,
            from_zero=starts_at_zero(unit) if from_zero is None else from_zero,
            x_ticks=_ticks(first, last), x_head=_("Time"),
            x_label=lambda at: format_moment(from_us(int(at)), "short"),
        )  # fmt: skip
    except NothingToDraw:
        return None


def _ticks(first: int, last: int) -> list[Tick]:
    """At most six round times: hours of a short span, days of a longer one."""
    span = last - first
    if span <= 2 * DAY_US:
        step = next(s for s in (3, 6, 12, 24) if span / (s * HOUR_US) <= 6 or s == 24) * HOUR_US
        begin = _midnight(first)
        marks = range(begin, last + 1, step)
        return [Tick(at, format_clock(from_us(at))) for at in marks if at >= first]
    days = max(1, -(-span // (6 * DAY_US)))
    marks = range(_midnight(first), last + 1, days * DAY_US)
    return [Tick(at, format_day(from_us(at), "day")) for at in marks if at >= first]


def _midnight(at_us: int) -> int:
    from django.utils.timezone import localtime

    return to_us(localtime(from_us(at_us)).replace(hour=0, minute=0, second=0, microsecond=0))


def stream_name(datastream: Datastream) -> str:
    """The datastream's name in the reader's language."""
    return text(datastream.names) or text(datastream.observed_property.names) or datastream.key
