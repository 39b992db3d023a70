"""What staff say about a key."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meydan.kernel.observations.models import AccessKey

KINDS = [
    ("device", _("A device: adds observations to chosen datastreams, reads what is public")),
    ("read", _("A program: reads everything")),
    ("observe", _("A program: reads everything, adds observations everywhere")),
    ("manage", _("A program: reads, adds, changes and removes everything")),
]


class KeyForm(forms.Form):
    """A key to be made."""

    name = forms.CharField(
        label=_("For what"),
        max_length=120,
        help_text=_("So that it is known later which key this is: the device and where it stands."),
        error_messages={"required": _("Write what the key is for.")},
    )
    kind = forms.ChoiceField(
        label=_("What it may do"), choices=KINDS, widget=forms.RadioSelect, initial="device"
    )
    expires_on = forms.DateField(
        label=_("Valid until the end of"),
        required=False,
        help_text=_("Empty: until somebody revokes it."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    def clean_expires_on(self) -> date | None:
        """A day to come."""
        day: date | None = self.cleaned_data["expires_on"]
        if day is not None and day < timezone.localdate(timezone=settings.CITY_ZONE):
            raise forms.ValidationError(_("This day is over. Choose one to come."))
        return day

    def told(self) -> dict[str, Any]:
        """What :func:`make_key` asks for."""
        kind, day = self.cleaned_data["kind"], self.cleaned_data["expires_on"]
        ends = None if day is None else datetime.combine(day + timedelta(days=1), time(), settings.CITY_ZONE)
        is_device = kind == AccessKey.Kind.DEVICE
        return {
            "name": self.cleaned_data["name"], "expires_at": ends,
            "kind": AccessKey.Kind.DEVICE if is_device else AccessKey.Kind.SERVICE,
            "reach": AccessKey.Reach.OBSERVE if is_device else kind,
        }  # fmt: skip
