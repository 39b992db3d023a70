"""The drawers of the catalogue, as people call them."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

GROUPS = ("streets", "clean", "water", "green", "animals", "air", "trade", "building", "voice", "work")


def group_name(code: str) -> str:
    """Return the name of a drawer of the catalogue."""
    names = {
        "streets": _("Streets and transport"),
        "clean": _("Cleaning and waste"),
        "water": _("Water and sewers"),
        "green": _("Parks and trees"),
        "animals": _("Animals"),
        "air": _("Air and noise"),
        "trade": _("Markets and shops"),
        "building": _("Building and land"),
        "voice": _("A word to the municipality"),
        "work": _("The municipality's own checks"),
    }
    return names.get(code, pgettext("group of services", "Other"))


def group_icon(code: str) -> str:
    """Return the icon of a drawer of the catalogue."""
    icons = {
        "streets": "street",
        "clean": "waste",
        "water": "water",
        "green": "tree",
        "animals": "animal",
        "air": "air",
        "trade": "market",
        "building": "building",
        "voice": "mail",
        "work": "search",
    }
    return icons.get(code, "services")
