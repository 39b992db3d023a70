"""What an administrator says about a subscriber."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.base.webhooks.registry import offers


class SubscriptionForm(forms.Form):
    """Where, and which events."""

    name = forms.CharField(
        label=_("Which system"), max_length=120, error_messages={"required": _("Write which system it is.")}
    )
    url = forms.CharField(
        label=_("Its address"),
        max_length=500,
        help_text=_("Messages are sent here by POST. It begins with https://."),
        widget=forms.URLInput(attrs={"dir": "ltr"}),
        error_messages={"required": _("Write the address.")},
    )
    kinds = forms.MultipleChoiceField(
        label=_("What it hears of"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one.")},
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["kinds"].choices = [(kind, one.label) for kind, one in offers().items()]  # type: ignore[attr-defined]

    def clean_url(self) -> str:
        """An address a message can be sent to, without a password in it."""
        url = str(self.cleaned_data["url"]).strip()
        try:
            parts = urlsplit(url)
            is_address = parts.scheme in ("https", "http") and bool(parts.hostname) and parts.port != 0
        except ValueError:
            is_address = False
        if not is_address:
            raise forms.ValidationError(
                _("This is not an address. Write it like https://system.example/hook.")
            )
        if parts.username or parts.password:
            raise forms.ValidationError(_("Leave user and password out of the address; messages are signed."))
        return url
