"""Units of figures in the reader's words: their one home in this room."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

UNIT_WORDS: dict[str, str | Promise] = {
    "1": "",
    "%": _("percent"),
    "1/1000": _("per 1,000"),
    "1/100k": _("per 100,000 people"),
    "1/100k/y": _("per 100,000 people a year"),
    "1/cap": _("per person"),
    "1/cap/y": _("per person a year"),
    "1/y": _("a year"),
    "1/5y": _("in five years"),
    "1/km²": _("per km²"),
    "km": _("km"),
    "km²": _("km²"),
    "km/100k": _("km per 100,000 people"),
    "ha": _("hectares"),
    "ha/100k": _("hectares per 100,000 people"),
    "m²/cap": _("m² per person"),
    "d": _("days"),
    "h": _("hours"),
    "h/hh": _("hours per household"),
    "min": _("minutes"),
    "y": _("years"),
    "t/cap": _("tonnes per person"),
    "L/cap/d": _("litres per person a day"),
    "GJ/cap": _("GJ per person"),
    "GJ/m²": _("GJ per m²"),
    "kWh/cap": _("kWh per person"),
    "kWh/m²": _("kWh per m²"),
    "kWh/km": _("kWh per km"),
}
# Signs that every reader of the three languages knows as they stand.
SIGNS = frozenset({"µg/m³", "dB(A)", "°C"})


def unit_words(unit: str) -> str:
    """A unit as people say it; a sign such as µg/m³ stays as it is."""
    return str(UNIT_WORDS.get(unit, unit))


def is_known(unit: str) -> bool:
    """Whether the unit has words, or is a sign that needs none."""
    return unit in UNIT_WORDS or unit in SIGNS
