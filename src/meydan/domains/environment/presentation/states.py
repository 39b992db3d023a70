"""How fresh a value is, in words."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import get_language_bidi, gettext_lazy
from django.utils.translation import gettext as _

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


def measured(value: str, unit: str) -> str:
    """A number as the reader writes it with its unit; the unit is isolated, so that right to left does not turn it."""
    return (
        f"{value}\N{NO-BREAK SPACE}\N{LEFT-TO-RIGHT ISOLATE}{unit}\N{POP DIRECTIONAL ISOLATE}"
        if unit
        else value
    )


def run_of_its_own(words: str) -> str:
    """Words in the reader's direction, isolated: of several numbers in a row each keeps its own unit."""
    mark = "\N{RIGHT-TO-LEFT ISOLATE}" if get_language_bidi() else "\N{LEFT-TO-RIGHT ISOLATE}"
    return f"{mark}{words}\N{POP DIRECTIONAL ISOLATE}"


def isolated(name: str) -> str:
    """A name in any script, isolated from the sentence around it."""
    return f"\N{FIRST STRONG ISOLATE}{name}\N{POP DIRECTIONAL ISOLATE}"
