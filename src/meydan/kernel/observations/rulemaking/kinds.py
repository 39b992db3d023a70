"""What each kind of rule asks of whoever writes or tunes one, and how their numbers are kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import local_digits
from meydan.kernel.observations.models import Rule

_ALL = ("limit", "quiet_from", "quiet_to")
FIELDS: dict[str, tuple[str, ...]] = {
    "threshold": ("clear_limit", "min_duration_min", *_ALL),
    "rate": ("clear_limit", "window_min", "min_duration_min", *_ALL),
    "absence": ("window_min", *_ALL),
    "flat": ("clear_limit", "window_min", *_ALL),
    "index": ("clear_limit", "min_duration_min", *_ALL),
    "forecast": ("clear_limit", "level", "window_min", *_ALL),
    "area": ("clear_limit", "min_count", "window_min", "min_duration_min", *_ALL),
}
# Classes of an index as they are kept; nothing is worse than the worst, so a rule cannot wait for that.
CLASSES = ((0.0, _("good")), (1.0, _("worth watching")))
LABELS: dict[str, dict[str, Any]] = {
    "rate": {
        "limit": _("Opens at a change per hour of more than"),
        "clear_limit": _("Ends at a change per hour of"),
        "window_min": _("Seen over (minutes)"),
    },
    "absence": {
        "limit": _("How many values may be missing"),
        "window_min": _("And nothing for at least (minutes)"),
    },
    "flat": {
        "limit": _("Opens when it moves by less than"),
        "clear_limit": _("Ends when it moves by"),
        "window_min": _("Over (minutes)"),
    },
    "index": {"limit": _("Opens when it is worse than"), "clear_limit": _("Ends when it is no worse than")},
    "forecast": {
        "limit": _("Opens at a chance above (percent)"),
        "clear_limit": _("Ends at a chance of (percent)"),
        "window_min": _("Within the next (minutes)"),
    },
    "area": {"window_min": _("All within (minutes)")},
}
# What a number of a kind may be, both ends included: fewest and most.
BOUNDS: dict[str, tuple[float, float]] = {
    "rate": (0, 1e9),
    "absence": (1, 10_000),
    "flat": (0, 1e9),
    "forecast": (0, 100),
}


def fit_to_kind(form: forms.Form, kind: str, names: tuple[str, ...]) -> None:
    """Leave the boxes that a kind has, called what they are for it."""
    for name in set(form.fields) - set(names):
        del form.fields[name]
    if kind == Rule.Kind.INDEX:
        for name in ("limit", "clear_limit"):
            form.fields[name] = forms.TypedChoiceField(choices=CLASSES, coerce=float)
        form.order_fields(names)
    for name, label in LABELS.get(kind, {}).items():
        form.fields[name].label = label


def opens_upward(kind: str, comparison: str) -> bool:
    """Whether more is worse, of the number as it is typed: a fall is typed as how much, a chance is one of too much."""
    return kind in (Rule.Kind.RATE, Rule.Kind.FORECAST) or comparison == Rule.Comparison.ABOVE


def checked_limits(form: forms.Form, cleaned: dict[str, Any], *, kind: str, comparison: str) -> None:
    """An alert ends inside the limit at which it begins, and both are numbers that their kind can have."""
    limit, clear = cleaned.get("limit"), cleaned.get("clear_limit", cleaned.get("limit"))
    least, most = BOUNDS.get(kind, (float("-inf"), float("inf")))
    if limit is not None and not least <= limit <= most:
        said = (
            _("Write a number of %(least)s or more.") if most > 10_000 else _("Write %(least)s to %(most)s.")
        )
        form.add_error("limit", said % {"least": local_digits(str(least)), "most": local_digits(str(most))})
    if limit is None or clear is None:
        return
    if clear > limit if opens_upward(kind, comparison) else clear < limit:
        form.add_error("clear_limit", _("An alert ends inside the limit, not beyond it."))


def as_kept(typed: Mapping[str, Any], *, kind: str, comparison: str) -> dict[str, Any]:
    """What was typed, as the rule keeps it: seconds, a fall as a negative change, an end wherever there is a limit."""
    said = dict(typed)
    for minutes, seconds in (("window_min", "window_s"), ("min_duration_min", "min_duration_s")):
        if minutes in said:
            said[seconds] = round((said.pop(minutes) or 0) * 60)
    if "min_count" in said:
        said["min_count"] = int(said["min_count"])
    if said.get("clear_limit") is None:
        said["clear_limit"] = said["limit"]
    if _is_fall(kind, comparison):
        said |= {"limit": -said["limit"], "clear_limit": -said["clear_limit"]}
    return said


def as_typed(rule: Rule) -> dict[str, float]:
    """The limits of a rule as people type them."""
    sign = -1 if _is_fall(rule.kind, rule.comparison) else 1
    return {"limit": sign * rule.limit, "clear_limit": sign * rule.clear_limit}


def _is_fall(kind: str, comparison: str) -> bool:
    return kind == Rule.Kind.RATE and comparison == Rule.Comparison.BELOW
