"""How long to keep, as the administrator writes it."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

# A hundred years: longer than that is for ever.
MOST_DAYS = 36_500


class KeptDaysForm(forms.Form):
    """Days of one datastream."""

    kept_days = forms.IntegerField(
        label=_("Days that values are kept"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("Empty: as its property. Hourly and daily figures stay in any case."),
    )


class RuleForm(forms.Form):
    """Days of a property."""

    kept_days = forms.IntegerField(
        label=_("Days that values are kept"),
        required=False,
        min_value=1,
        max_value=MOST_DAYS,
        help_text=_("Empty: for ever. Hourly and daily figures stay in any case."),
    )
    is_archived = forms.BooleanField(
        label=_("Write values to the archive before they are removed"),
        required=False,
        help_text=_("Without it they are gone, and what comes late for those days no longer counts."),
    )
