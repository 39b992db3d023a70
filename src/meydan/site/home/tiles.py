"""Eight tiles of daily life, each with a live fact as its second line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from meydan.base.locale.public import local_digits, to_jalali
from meydan.domains.environment.public import air_in_words
from meydan.kernel.cases.public import services
from meydan.kernel.places.public import Occurrence, layer, occurrences
from meydan.kernel.strategy.public import Brief

# A duty that begins this evening counts as tonight's from noon on.
EVENING = time(18)
JOINED = "\u2060"  # the years of a plan are not torn apart at the end of a line


@dataclass(frozen=True)
class Tile:
    """One tile: where it leads and what it says."""

    icon: str
    title: str
    fact: str
    href: str


def tiles(now: datetime, plan: Brief | None, works: Sequence[Occurrence]) -> list[Tile]:
    """The eight tiles in the order in which people ask for them."""
    guide = reverse("guide:map")
    return [
        Tile("report", _("Report a problem"), _("With a photo, in a minute"), reverse("cases:report")),
        Tile("street", _("My street"), _("Works, cuts, notices"), reverse("guide:here")),
        Tile("pharmacy", _("Pharmacy on duty"), _duty(now), f"{guide}?layers=pharmacies"),
        Tile("bus", _("Bus"), _stops(), f"{guide}?layers=bus_stops"),
        Tile("air", _("Air"), air_in_words(now), reverse("environment:air")),
        Tile("works", _("Works and closures"), _works(len(works)), reverse("guide:here")),
        Tile("services", _("Services"), _services(), reverse("cases:services")),
        Tile("plan", *_plan(plan), reverse("strategy:plan")),
    ]


def _duty(now: datetime) -> str:
    local = timezone.localtime(now)
    begun = occurrences("duty", at=now)
    if begun:
        count = len(begun)
        said = ngettext("%(count)s pharmacy is open now", "%(count)s pharmacies are open now", count)
        return local_digits(said % {"count": count})
    evening = timezone.make_aware(datetime.combine(local.date(), EVENING))
    count = len(occurrences("duty", between=(evening, evening + timedelta(hours=6))))
    if not count:
        return _("No duty list yet")
    said = ngettext("Tonight %(count)s pharmacy is open", "Tonight %(count)s pharmacies are open", count)
    return local_digits(said % {"count": count})


def _stops() -> str:
    held = layer("bus_stops")
    count = held.place_count if held else 0
    if not count:
        return _("No stops on the map yet")
    return local_digits(
        ngettext("%(count)s stop on the map", "%(count)s stops on the map", count) % {"count": count}
    )


def _works(count: int) -> str:
    if not count:
        return _("None today")
    return local_digits(ngettext("%(count)s place today", "%(count)s places today", count) % {"count": count})


def _services() -> str:
    offered = list(services().values_list("is_online", flat=True))
    online = sum(offered)
    if offered and online == len(offered):
        said = _("%(count)s services, all online")
    else:
        said = _("%(count)s services, %(online)s online")
    return local_digits(said % {"count": len(offered), "online": online})


def _plan(brief: Brief | None) -> tuple[str, str]:
    if brief is None:
        return _("Plan"), _("No plan yet")
    years = local_digits(f"{_year(brief.plan.starts_on)}{JOINED}–{JOINED}{_year(brief.plan.ends_on)}")
    said = _("%(count)s actions, %(late)s late") % {"count": len(brief.actions), "late": brief.late_count}
    return _("Plan %(years)s") % {"years": years}, local_digits(said)


def _year(day: date) -> int:
    return to_jalali(day)[0] if get_language() == "fa" else day.year
