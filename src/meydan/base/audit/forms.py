"""The filter of the log."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.base.audit.registry import verb_label, verbs


class LogFilter(forms.Form):
    """One verb, one thing, or both."""

    verb = forms.ChoiceField(label=_("What was done"), required=False)
    thing = forms.CharField(
        label=_("To what"),
        required=False,
        max_length=160,
        help_text=_("For example cases.case:12"),
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", _("Everything")), *((code, verb_label(code)) for code in verbs())]
        self.fields["verb"].choices = choices  # type: ignore[attr-defined]
