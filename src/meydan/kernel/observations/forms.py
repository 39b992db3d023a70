"""What people write about an alert."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _


class DismissForm(forms.Form):
    """Why an alert needs no action."""

    reason = forms.CharField(
        label=_("Why is nothing to be done?"),
        help_text=_("Anyone who looks at this alert later reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason in a few words.")},
    )
