"""Days, moments and ages in the language of the moment and the city's time."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.translation import gettext, ngettext, override

from meydan.base.locale.engine.days import write_day
from meydan.base.locale.engine.digits import digits_for
from meydan.base.locale.presentation.languages import current_language

_MOMENT = {"tr": "{day}, {clock}", "fa": "{day}، ساعت {clock}", "en": "{day}, {clock}"}


def _local(at: datetime) -> datetime:
    return timezone.localtime(at) if timezone.is_aware(at) else at


def format_day(day: date, style: str = "long", language: str | None = None) -> str:
    """
    Write a day, Jalali for Persian readers; of a moment, its day in the city's time.

    :param style: ``long``, ``short``, ``month``, ``weekday`` or ``day``
    """
    if isinstance(day, datetime):
        day = _local(day).date()
    return write_day(day, language or current_language(), style)


def format_clock(at: datetime, language: str | None = None) -> str:
    """Write the hour and minute of a moment in the city's time."""
    return digits_for(f"{_local(at):%H:%M}", language or current_language())


def format_moment(at: datetime, style: str = "long", language: str | None = None) -> str:
    """Write the day and the clock of a moment in the city's time; ``style`` is that of the day."""
    language = language or current_language()
    return _MOMENT.get(language, _MOMENT["en"]).format(
        day=format_day(at, style, language), clock=format_clock(at, language)
    )


def format_age(at: datetime, now: datetime, language: str | None = None) -> str:
    """
    Say how long ago ``at`` was, or how far ahead it lies, in its largest whole unit.

    Days are told up to 60 and months up to two years, for "a month ago" hides whether a figure is 31 or
    59 days old. Months are 30 days and years 365: an age is a feeling of distance, not a sum.
    """
    language = language or current_language()
    with override(language):
        return digits_for(_age(now - at), language)


def _age(passed: timedelta) -> str:
    ahead = passed < timedelta(0)
    seconds = int(abs(passed).total_seconds())
    if seconds < 60:
        return gettext("in a moment") if ahead else gettext("just now")
    for size, least, past, future in _AGES:
        if seconds >= size * least:
            count = seconds // size
            return (future if ahead else past)(count)
    raise AssertionError("the last unit is a minute")


Words = Callable[[int], str]
# Seconds in a unit, and how many of it there must be before it is used.
_AGES: tuple[tuple[int, int, Words, Words], ...] = (
    (
        365 * 86_400,
        2,
        lambda n: ngettext("%(count)d year ago", "%(count)d years ago", n) % {"count": n},
        lambda n: ngettext("in %(count)d year", "in %(count)d years", n) % {"count": n},
    ),
    (
        30 * 86_400,
        2,
        lambda n: ngettext("%(count)d month ago", "%(count)d months ago", n) % {"count": n},
        lambda n: ngettext("in %(count)d month", "in %(count)d months", n) % {"count": n},
    ),
    (
        86_400,
        1,
        lambda n: ngettext("%(count)d day ago", "%(count)d days ago", n) % {"count": n},
        lambda n: ngettext("in %(count)d day", "in %(count)d days", n) % {"count": n},
    ),
    (
        3_600,
        1,
        lambda n: ngettext("%(count)d hour ago", "%(count)d hours ago", n) % {"count": n},
        lambda n: ngettext("in %(count)d hour", "in %(count)d hours", n) % {"count": n},
    ),
    (
        60,
        1,
        lambda n: ngettext("%(count)d minute ago", "%(count)d minutes ago", n) % {"count": n},
        lambda n: ngettext("in %(count)d minute", "in %(count)d minutes", n) % {"count": n},
    ),
)
