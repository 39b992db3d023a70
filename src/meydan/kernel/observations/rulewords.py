"""Rules in words: what each kind looks at, when it opens, in which unit its values are."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext, pgettext_lazy

from meydan.base.locale.public import format_number, local_digits, text
from meydan.kernel.observations.models import Rule

STATISTICS = {
    "value": lambda: _("each value"),
    "mean_1h": lambda: _("1-hour mean"),
    "mean_24h": lambda: _("24-hour mean"),
    "max_1h": lambda: _("highest of an hour"),
}
KIND_WORDS = {
    "threshold": pgettext_lazy("kind of rule", "Limit"),
    "rate": pgettext_lazy("kind of rule", "Fast change"),
    "absence": pgettext_lazy("kind of rule", "Silence"),
    "flat": pgettext_lazy("kind of rule", "Standstill"),
    "area": pgettext_lazy("kind of rule", "Several stations"),
    "index": pgettext_lazy("kind of rule", "Index"),
    "forecast": pgettext_lazy("kind of rule", "Forecast"),
}
KIND_SENTENCES = {
    "threshold": gettext_lazy("Opens when a value, or its mean, lies beyond a limit."),
    "rate": gettext_lazy("Opens when a value rises or falls faster than it should."),
    "absence": gettext_lazy("Opens when a station stops sending."),
    "flat": gettext_lazy("Opens when a value hardly moves for long: often the sensor is stuck."),
    "area": gettext_lazy("Opens when several stations of an area are beyond a limit at the same time."),
    "index": gettext_lazy("Opens when an index, such as that of the air, reaches a class."),
    "forecast": gettext_lazy("Opens when a limit will probably be passed, before it is."),
}
CLASSES = {"good": 0.0, "watch": 1.0, "bad": 2.0}


def unit_of(rule: Rule, unit: str) -> str:
    """The unit of what a rule looks at, on a series of ``unit``."""
    match rule.kind:
        case "rate":
            return _("%(unit)s per hour") % {"unit": unit}
        case "absence":
            return pgettext("hours, short", "h")
        case "forecast":
            return "%"
        case "index":
            return ""
        case _:
            return unit


def number(value: float) -> str:
    """A number with as many decimals as it needs, two at most."""
    places = next((places for places in (0, 1) if round(value, places) == value), 2)
    return format_number(value, places)


def time_words(seconds: int) -> str:
    """Say a stretch of time in its largest whole unit: "12 hours", "15 minutes"."""
    if seconds and seconds % 86400 == 0:
        said, count = ngettext("%(count)s day", "%(count)s days", seconds // 86400), seconds // 86400
    elif seconds and seconds % 3600 == 0:
        said, count = ngettext("%(count)s hour", "%(count)s hours", seconds // 3600), seconds // 3600
    else:
        said, count = ngettext("%(count)s minute", "%(count)s minutes", seconds // 60), seconds // 60
    return said % {"count": local_digits(str(count))}


def condition_words(rule: Rule) -> str:
    """Say when a rule opens an alert, in a sentence of the reader's language."""
    said = _SENTENCES[rule.kind](rule)
    if rule.min_duration_s:
        said = _("%(condition)s, for %(time)s") % {
            "condition": said, "time": time_words(rule.min_duration_s),
        }  # fmt: skip
    return said


def _facts(rule: Rule) -> dict[str, str]:
    unit = rule.observed_property.unit
    return {
        "what": text(rule.observed_property.names),
        "limit": number(abs(rule.limit) if rule.kind == Rule.Kind.RATE else rule.limit),
        "unit": unit,
        "statistic": STATISTICS[rule.statistic](),
        "time": time_words(rule.window_s or _DEFAULT_S.get(rule.kind, 0)),
    }


_DEFAULT_S = {"rate": 3600, "flat": 43200, "area": 3600}


def _threshold(rule: Rule) -> str:
    above, below = _("%(statistic)s above %(limit)s %(unit)s"), _("%(statistic)s below %(limit)s %(unit)s")
    return (above if rule.comparison == "above" else below) % _facts(rule)


def _rate(rule: Rule) -> str:
    rising = _("rises by more than %(limit)s %(unit)s an hour, seen over %(time)s")
    falling = _("falls by more than %(limit)s %(unit)s an hour, seen over %(time)s")
    return (rising if rule.comparison == "above" else falling) % _facts(rule)


def _absence(rule: Rule) -> str:
    missed = int(rule.limit)
    said = ngettext("%(count)s value missing", "%(count)s values missing in a row", missed)
    said = said % {"count": local_digits(str(missed))}
    if not rule.window_s:
        return said
    return _("%(missed)s, and nothing for %(time)s at least") % {
        "missed": said, "time": time_words(rule.window_s),
    }  # fmt: skip


def _flat(rule: Rule) -> str:
    return _("has moved by less than %(limit)s %(unit)s for %(time)s") % _facts(rule)


def _index(rule: Rule) -> str:
    return _("the index is worse than %(class)s") % {"class": class_name(rule.limit)}


def _forecast(rule: Rule) -> str:
    level = number(rule.level or 0.0)
    said = _("passes %(level)s %(unit)s within %(time)s with a chance above %(limit)s percent")
    return said % {**_facts(rule), "level": level}


def _area(rule: Rule) -> str:
    count = rule.min_count
    said = ngettext(
        "%(statistic)s beyond %(limit)s %(unit)s at %(count)s station within %(time)s",
        "%(statistic)s beyond %(limit)s %(unit)s at %(count)s stations within %(time)s",
        count,
    )
    return said % {**_facts(rule), "count": local_digits(str(count))}


_SENTENCES = {
    "threshold": _threshold,
    "rate": _rate,
    "absence": _absence,
    "flat": _flat,
    "index": _index,
    "forecast": _forecast,
    "area": _area,
}


def class_name(limit: float) -> str:
    """The name of a class of an index: 0 is good, 1 is worth watching, 2 is bad."""
    if limit >= CLASSES["bad"]:
        return _("bad")
    return _("worth watching") if limit >= CLASSES["watch"] else _("good")


def area_words(rule: Rule) -> str:
    """Where a rule holds."""
    if not rule.area:
        return _("everywhere")
    if rule.area_wkb is None:
        return _("in an area that is not there yet: %(area)s") % {"area": rule.area}
    kind, _colon, name = rule.area.partition(":")
    if kind in ("place", "layer"):
        return _("in %(area)s") % {"area": name}
    return _("in a drawn area")


def clear_words(rule: Rule, unit: str) -> str:
    """Say when an alert of a rule ends."""
    match rule.kind:
        case "absence":
            return _("the next value")
        case "index":
            return _("%(class)s or better") % {"class": class_name(rule.clear_limit)}
        case _:
            return f"{number(rule.clear_limit)} {unit_of(rule, unit)}".strip()
