"""How fresh a value is, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

FRESHNESS: dict[str, str | Promise] = {
    "stale": gettext_lazy("old"),
    "flat": gettext_lazy("not moving"),
    "checked": gettext_lazy("being checked"),
}


def freshness_word(state: str) -> str:
    """The word beside a value that does not speak for now; empty for one that does."""
    return str(FRESHNESS.get(state, ""))


def silent_word(states: set[str]) -> str:
    """The word for a station of which nothing speaks for now."""
    if "checked" in states:
        return _("Being checked")
    return _("Not moving") if states == {"flat"} else _("Old data")
