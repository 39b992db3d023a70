"""Boxes that may wait: what a draft lacks is said on its page, not while it is written."""

from __future__ import annotations

from typing import Any

from django import forms

from meydan.base.locale.public import DayField


class LaterField(forms.CharField):
    """A text that must be there before a warning goes out, and may be missing in a draft."""

    def validate(self, value: Any) -> None:
        """Let an empty text pass: its absence stands on the page of the draft."""


class LaterDay(DayField):
    """A day that must be there before a warning goes out, and may be missing in a draft."""

    def validate(self, value: Any) -> None:
        """Let an empty day pass."""
