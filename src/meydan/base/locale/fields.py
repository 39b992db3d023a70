"""Form fields that read what people type in any of the three languages."""

from __future__ import annotations

import re
from datetime import date, time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.engine.calendar_words import calendar_of
from meydan.base.locale.engine.days import DayUnreadable, parse_day, type_day
from meydan.base.locale.engine.digits import to_latin_digits
from meydan.base.locale.engine.numbers import NumberUnreadable, parse_number, style_of, write_number
from meydan.base.locale.engine.phones import PhoneUnreadable, parse_phone, write_phone
from meydan.base.locale.presentation.figures import local_digits
from meydan.base.locale.presentation.languages import current_language

CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


class DayInput(forms.TextInput):
    """A typed date; a script may hang a calendar on ``data-calendar``, but none is needed."""

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Say in the page which calendar the reader types in."""
        language = current_language()
        context = super().get_context(name, value, attrs)
        context["widget"]["attrs"] |= {
            "data-calendar": calendar_of(language),
            "dir": "ltr",
            "autocomplete": "off",
        }
        return context

    def format_value(self, value: Any) -> str | None:
        """Show a date as the reader would type it."""
        return type_day(value, current_language()) if isinstance(value, date) else super().format_value(value)


class DayField(forms.DateField):
    """A date typed as 30.11.2025, ۱۴۰۴/۰۹/۰۹, 2025-11-30 or with the month's name."""

    widget = DayInput
    default_error_messages = {"invalid": _("This is not a date. Write it like 2025-11-30.")}

    def to_python(self, value: Any) -> date | None:
        """Return the date, in the Gregorian calendar."""
        if value in self.empty_values or isinstance(value, date):
            return super().to_python(value)
        try:
            return parse_day(str(value), current_language())
        except DayUnreadable as fault:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from fault


class ClockField(forms.CharField):
    """An hour and minute typed with the digits of any of the three languages."""

    widget = forms.TextInput(
        {"inputmode": "numeric", "dir": "ltr", "autocomplete": "off", "class": "input-short"}
    )
    default_error_messages = {"invalid": _("This is not a time of day. Write it like 14:30.")}

    def to_python(self, value: Any) -> Any:
        """Return a time, or ``None``."""
        typed = to_latin_digits(super().to_python(value) or "").strip()
        if not typed:
            return None
        found = CLOCK.fullmatch(typed)
        if not found:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return time(int(found[1]), int(found[2]))

    def validate(self, value: Any) -> None:
        """Let an empty time pass: day and time are held against each other by the form."""

    def prepare_value(self, value: Any) -> Any:
        """Show a time in the reader's digits."""
        return local_digits(f"{value:%H:%M}") if isinstance(value, time) else value


class NumberInput(forms.TextInput):
    """A typed number with the reader's own marks."""

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"inputmode": "decimal", "dir": "ltr", "autocomplete": "off"} | (attrs or {}))

    def format_value(self, value: Any) -> str | None:
        """Show a number ungrouped, in the reader's digits, to six decimals."""
        if isinstance(value, int | float) and not isinstance(value, bool):
            decimals = 0 if float(value).is_integer() else len(f"{value:.6f}".rstrip("0").partition(".")[2])
            return write_number(value, current_language(), decimals, grouped=False)
        typed: str | None = super().format_value(value)
        return typed


class NumberField(forms.FloatField):
    """A number typed with Persian, Arabic or Latin digits and the language's decimal mark."""

    widget = NumberInput
    default_error_messages = {"invalid": _("This is not a number. Write digits only.")}

    def to_python(self, value: Any) -> float | None:  # type: ignore[override]
        """Return the number."""
        if value in self.empty_values or isinstance(value, int | float):
            return super().to_python(value)
        decimal = style_of(current_language()).decimal
        try:
            return parse_number(str(value), decimal if decimal in ".," else ".")
        except NumberUnreadable as fault:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from fault

    def run_validators(self, value: Any) -> None:
        """Name the bounds that were passed in the reader's digits."""
        try:
            super().run_validators(value)
        except ValidationError as fault:
            raise ValidationError(
                [
                    ValidationError(local_digits(words), one.code)
                    for one in fault.error_list
                    for words in one.messages
                ]
            ) from fault

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave out min, max and step: they belong to a number box that reads Latin digits only."""
        return {}


class PhoneField(forms.CharField):
    """A phone number, stored as E.164 (or as the short number it is)."""

    default_error_messages = {
        "invalid": _("This is not a phone number. Write it with its area code, like 0456 213 10 09.")
    }

    def __init__(self, *, region: str = "TR", **options: Any) -> None:
        options.setdefault(
            "widget",
            forms.TextInput({"type": "tel", "inputmode": "tel", "dir": "ltr", "autocomplete": "tel"}),
        )
        options.setdefault("max_length", 40)
        super().__init__(**options)
        self.region = region

    def clean(self, value: Any) -> str:
        """Return E.164, a short number, or an empty string."""
        typed = super().clean(value)
        if not typed:
            return ""
        try:
            return parse_phone(typed, self.region)
        except PhoneUnreadable as fault:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from fault

    def prepare_value(self, value: Any) -> Any:
        """Show a stored number as people dial it."""
        return write_phone(value) if isinstance(value, str) and value.startswith("+") else value
