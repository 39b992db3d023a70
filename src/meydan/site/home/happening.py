"""What is happening in the city now: alerts, cuts, works, and what was mended lately."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _

from meydan.base.locale.public import format_age, format_clock, format_day, local_digits, text
from meydan.kernel.cases.public import Case, lately_done
from meydan.kernel.observations.public import Alert, open_alerts
from meydan.kernel.places.public import Occurrence, Place, occurrences

MOST = 5
DEVICE_FAULTS = ("absence", "flat")
# A Latin code would drag the Persian number beside it to its other side.
ISOLATE, ISOLATED = "\u2066", "\u2069"


@dataclass(frozen=True)
class Row:
    """One line: a title, a detail, a word with its state, and where it leads."""

    title: str
    detail: str
    word: str
    state: str
    href: str = ""


def happening(now: datetime, works: Sequence[Occurrence]) -> list[Row]:
    """At most five lines, the most pressing first; ``works`` are the cuts, closures and works of now."""
    alerts = [_alert(alert, now) for alert in public_alerts()[:2]]
    going_on = [_occurrence(one, now) for one in works[:3]]
    coming = [
        _occurrence(one, now) for one in occurrences("event", between=(now, now + timedelta(days=7)))[:1]
    ]
    done = [_done(case, now) for case in lately_done(limit=MOST)]
    rows = [*alerts, *going_on[: 2 if done else 3], *done[:2], *coming]
    return (rows + going_on[2:] + done[2:])[:MOST]


def public_alerts() -> list[Alert]:
    """Open alerts of public stations, the newest first; that a station is silent or stuck is for the office."""
    found = open_alerts().filter(datastream__is_public=True).exclude(rule__kind__in=DEVICE_FAULTS)
    return list(found.select_related("rule", "datastream__thing").order_by("-opened_at", "-pk")[:MOST])


def _alert(alert: Alert, now: datetime) -> Row:
    return Row(
        _("%(station)s: %(rule)s")
        % {"station": text(alert.datastream.thing.names), "rule": text(alert.rule.names)},
        _("Noticed %(age)s") % {"age": format_age(alert.opened_at, now)},
        _("Alert"),
        "bad" if alert.rule.severity == "bad" else "watch",
        reverse("environment:air"),
    )


def _occurrence(one: Occurrence, now: datetime) -> Row:
    where = _where(one.place)
    begun = one.starts_at <= now
    return Row(
        _("%(what)s, %(where)s") % {"what": text(one.names), "where": where} if where else text(one.names),
        _span(one),
        _("Now") if begun else _("Planned"),
        "plain",
        reverse("guide:place", args=[one.place.pk]) if one.place else "",
    )


def _where(place: Place | None) -> str:
    return local_digits(text(place.names) or place.address) if place else ""


def _span(one: Occurrence) -> str:
    if one.ends_at is None:
        return _("from %(day)s on") % {"day": format_day(one.starts_at, "short")}
    if one.ends_at - one.starts_at < timedelta(days=1):
        hours = {"start": format_clock(one.starts_at), "end": format_clock(one.ends_at)}
        return _("%(start)s to %(end)s") % hours
    return _("until %(day)s") % {"day": format_day(one.ends_at, "short")}


def _done(case: Case, now: datetime) -> Row:
    detail = _("Report %(code)s · closed %(age)s")
    # The service's name, never the citizen's own words: those are for the office.
    what = text(case.service.names)
    where = _where(case.place)
    return Row(
        _("%(what)s, %(where)s") % {"what": what, "where": where} if where else what,
        detail % {"code": f"{ISOLATE}{case.code}{ISOLATED}", "age": format_age(case.closed_at or now, now)},
        _("Solved"),
        "good",
        reverse("cases:followed", args=[case.code]),
    )
