"""Boxes that may wait: what a draft lacks is said on its page, not while it is written."""

from __future__ import annotations

import re
from datetime import time
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import DayField, local_digits, to_latin_digits

CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")


class LaterField(forms.CharField):
    """A text that must be there before a warning goes out, and may be missing in a draft."""

    def validate(self, value: Any) -> None:
        """Let an empty text pass: its absence stands on the page of the draft."""


class LaterDay(DayField):
    """A day that must be there before a warning goes out, and may be missing in a draft."""

    def validate(self, value: Any) -> None:
        """Let an empty day pass."""


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
