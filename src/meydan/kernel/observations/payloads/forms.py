"""What staff say about incoming data."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.kernel.observations.models import QuarantinedRow
from meydan.kernel.observations.payloads.lists import Wanted
from meydan.kernel.observations.payloads.mapping import PayloadMappingUnreadable, shape_of

SOURCE = {"dir": "ltr", "spellcheck": "false", "class": "source"}


class FilterForm(forms.Form):
    """Which rows of the quarantine are shown."""

    reason = forms.ChoiceField(label=_("Reason"), required=False)
    datastream = forms.CharField(label=_("Station or datastream"), required=False, max_length=120)
    device = forms.CharField(label=_("Device"), required=False, max_length=120)
    since = forms.DateField(
        label=_("Received since"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    show = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].choices = [("", _("all")), *QuarantinedRow.Reason.choices]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """The choice; what cannot be read does not count."""
        self.is_valid()
        said = self.cleaned_data
        return Wanted(
            said.get("reason", ""), said.get("datastream", "").strip(), said.get("device", "").strip(),
            said.get("since"), said.get("show") == "done",
        )  # fmt: skip


class MappingForm(forms.Form):
    """A mapping, and an example to try it with."""

    text = forms.CharField(
        label=_("Mapping (TOML)"),
        max_length=60_000,
        widget=forms.Textarea(attrs={**SOURCE, "rows": 18, "class": "source source-long"}),
        help_text=_("What stands where in the payload, in which unit, and to which datastream it belongs."),
        error_messages={"required": _("Write a mapping.")},
    )
    is_active = forms.BooleanField(label=_("Take payloads in by this mapping"), required=False, initial=True)
    example = forms.CharField(
        label=_("Example payload"),
        required=False,
        max_length=200_000,
        widget=forms.Textarea(attrs={**SOURCE, "rows": 8}),
        help_text=_("Paste what the gateway sends, and try the mapping before you save it."),
    )
    topic = forms.CharField(
        label=_("Topic of the example"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
    )

    def clean_text(self) -> str:
        """The text, when it can be used."""
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        try:
            shape_of(text)
        except PayloadMappingUnreadable as fault:
            raise forms.ValidationError(str(fault)) from fault
        return text


class NewMappingForm(MappingForm):
    """A mapping that is not there yet."""

    key = forms.SlugField(
        label=_("Name in the address"),
        max_length=60,
        widget=forms.TextInput(attrs={"dir": "ltr"}),
        help_text=_("Latin letters, digits and hyphens; gateways send to /ingest/ and this name."),
        error_messages={"required": _("Give it a name.")},
    )
    field_order = ["key", "text", "is_active", "example", "topic"]


class DropForm(forms.Form):
    """Why rows are put aside for good."""

    reason = forms.CharField(
        max_length=500, error_messages={"required": _("Write the reason in a few words.")}
    )
