"""Filters available in every template: names, numbers, days and codes as the reader reads them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from meydan.base.locale.engine.collation import Key, collation_key
from meydan.base.locale.engine.money import Money
from meydan.base.locale.presentation import figures, moments
from meydan.base.locale.presentation.languages import current_language
from meydan.base.locale.presentation.languages import text as text_of

register = template.Library()

NOTHING = "—"


def _figure(x: object) -> Decimal | None:
    """The number in a value, or None where there is nothing to show."""
    try:
        value = Decimal(str(x))
    except ArithmeticError:
        return None
    return value if value.is_finite() else None


@register.filter
def text(names: Mapping[str, str] | str | None) -> str:
    """Name in the reader's language."""
    return text_of(names)


@register.filter
def digits(words: object) -> str:
    """The same text with the reader's digits; for years, house numbers and the like."""
    return figures.local_digits("" if words is None else words)


@register.filter
def number(x: object, decimals: int | None = None) -> str:
    """A grouped number; a dash where there is none."""
    value = _figure(x)
    return NOTHING if value is None else figures.format_number(value, decimals)


@register.filter
def percent(x: object, decimals: int = 0) -> str:
    """A number of per cent (46, not 0.46) with its sign; a dash where there is none."""
    value = _figure(x)
    return NOTHING if value is None else figures.format_percent(value, decimals)


@register.filter
def quantity(x: object, unit: str) -> str:
    """A number with its unit, the unit isolated so that right-to-left text does not turn it."""
    value = _figure(x)
    if value is None:
        return NOTHING
    return format_html('{}\N{NO-BREAK SPACE}<bdi dir="ltr">{}</bdi>', figures.format_number(value), unit)


@register.filter
def money(amount: object, money: Money) -> str:
    """A stored amount in the unit people say."""
    value = _figure(amount)
    return NOTHING if value is None else figures.format_money(value, money)


@register.filter
def day(value: date | None, style: str = "long") -> str:
    """A day in words, Jalali for Persian."""
    return moments.format_day(value, style) if value else NOTHING


@register.filter
def day_short(value: date | None) -> str:
    """A day in figures."""
    return moments.format_day(value, "short") if value else NOTHING


@register.filter
def moment(value: datetime | None, style: str = "long") -> str:
    """A day with the clock, in the city's time."""
    return moments.format_moment(value, style) if value else NOTHING


@register.filter
def clock(value: datetime | None) -> str:
    """Hour and minute in the city's time."""
    return moments.format_clock(value) if value else NOTHING


@register.filter
def age(value: datetime | None) -> str:
    """How long ago: 3 saat önce."""
    return moments.format_age(value, timezone.now()) if value else NOTHING


@register.filter
def code(words: object) -> SafeString:
    """A code, phone or id that keeps its own direction inside right-to-left text."""
    return format_html('<bdi dir="ltr">{}</bdi>', "" if words is None else words)


@register.filter
def phone(e164: str | None) -> SafeString:
    """A stored phone number as people dial it."""
    return code(figures.format_phone(e164 or ""))


@register.filter
def machine(x: object) -> str:
    """A number as programs read it, with a point in every language: for coordinates in attributes."""
    return "" if x is None else str(x)


@register.filter
def collate(rows: Iterable[Any], field: str = "") -> list[Any]:
    """Rows in the reader's alphabetical order of ``field`` (dots reach inside; a names field is read)."""
    language = current_language()

    def key(row: Any) -> Key:
        value = template.Variable(f"row.{field}").resolve({"row": row}) if field else row
        return collation_key(text_of(value), language)

    return sorted(rows, key=key)
