"""Plain labels for themes and properties."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import PhoneUnreadable, local_digits, parse_phone
from meydan.kernel.places.public import Layer, Place

THEMES: dict[str, str | Promise] = {
    "health": _("Health"),
    "transport": _("Getting around"),
    "education": _("Learning"),
    "services": _("Everyday services"),
    "shops": _("Shopping"),
    "green": _("Green places"),
    "safety": _("Safety"),
    "culture": _("Faith and culture"),
    "heritage": _("Sights and heritage"),
    "tourism": _("Eating and staying"),
    "environment": _("Air and environment"),
    "ground": _("Streets, buildings, borders"),
}
OTHER = _("Other")
# Few people look for these by themselves, so they share one card.
_GROUND_THEMES = {"water", "admin", "buildings", "addresses", "parcels", "utilities"}

# Layers of the ground the city stands on: useful on the map, tiring in a list of what is near.
GROUND = {"boundary", "buildings", "addresses", "parcels", "streets", "trees", "water", "neighbourhoods",
          "water_network", "light_network", "bus_routes"}  # fmt: skip

_DAYS: dict[str, str | Promise] = {
    "Mo": _("Mon"), "Tu": _("Tue"), "We": _("Wed"), "Th": _("Thu"), "Fr": _("Fri"), "Sa": _("Sat"),
    "Su": _("Sun"), "PH": _("public holidays"), "off": _("closed"), "closed": _("closed"),
}  # fmt: skip
_DAY = re.compile(r"\b(Mo|Tu|We|Th|Fr|Sa|Su|PH|off|closed)\b")
_YES_NO: dict[str, str | Promise] = {"yes": _("Yes"), "no": _("No"), "limited": _("Partly")}


@dataclass(frozen=True)
class Fact:
    """A line about a place: its label, its words, and an address to press where there is one."""

    term: str | Promise
    words: str
    href: str = ""
    is_code: bool = False


def theme_of(layer: Layer) -> str:
    """The theme a layer stands under in the guide."""
    if layer.code in GROUND or layer.theme in _GROUND_THEMES:
        return "ground"
    return layer.theme if layer.theme in THEMES else ""


def theme_label(code: str) -> str:
    """The theme in the reader's words."""
    return str(THEMES.get(code, OTHER))


def opening_words(hours: str) -> str:
    """Opening hours as OpenStreetMap writes them, with days in the reader's words."""
    if hours.strip() == "24/7":
        return gettext("Open day and night")
    told = _DAY.sub(lambda found: str(_DAYS[found[0]]), hours)
    return local_digits(re.sub(r"\s*;\s*", " · ", told).replace("-", "–"))


def facts_of(place: Place, country: str) -> list[Fact]:
    """What is worth telling about a place, in plain labels; unknown properties stay untold."""
    held: dict[str, Any] = place.properties
    told = [
        _plain(_("Address"), place.address),
        _phone(held.get("phone") or held.get("contact:phone"), country),
        _plain(
            _("Opening hours"), opening_words(str(held["opening_hours"])) if held.get("opening_hours") else ""
        ),
        _web(held.get("website") or held.get("contact:website")),
        _mail(held.get("email")),
        _plain(_("Run by"), held.get("operator")),
        _plain(_("Step-free access"), _YES_NO.get(str(held.get("wheelchair")), "")),
        _plain(_("Capacity"), _figure(held.get("capacity"))),
        _plain(_("Population"), _figure(held.get("population"))),
        _plain(_("Floors"), _figure(held.get("building:levels") or held.get("floors"))),
        _plain(_("Speed limit"), _figure(held.get("maxspeed"))),
    ]
    return [fact for fact in told if fact is not None]


def _figure(value: Any) -> str:
    return local_digits(str(value)) if value not in (None, "") else ""


def _plain(term: str | Promise, words: Any) -> Fact | None:
    return Fact(term, str(words)) if words else None


def _phone(raw: Any, country: str) -> Fact | None:
    if not raw:
        return None
    first = str(raw).split(";")[0].strip()
    try:
        dialled = parse_phone(first, country)
    except PhoneUnreadable:
        return Fact(_("Telephone"), first, is_code=True)
    return Fact(_("Telephone"), first, f"tel:{dialled}", is_code=True)


def _web(raw: Any) -> Fact | None:
    if not raw or not str(raw).startswith(("http://", "https://")):
        return None
    return Fact(_("Website"), str(raw).split("//", 1)[1].rstrip("/"), str(raw), is_code=True)


def _mail(raw: Any) -> Fact | None:
    return Fact(_("E-mail"), str(raw), f"mailto:{raw}", is_code=True) if raw and "@" in str(raw) else None
