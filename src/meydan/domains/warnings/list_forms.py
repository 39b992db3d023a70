"""What the keeper of a list writes."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import DayField


class ContactForm(forms.Form):
    """Somebody who agreed to be told."""

    name = forms.CharField(label=_("Who is it?"), max_length=120)
    address = forms.CharField(
        label=_("Mobile number or e-mail address"), max_length=254, widget=forms.TextInput({"dir": "ltr"})
    )
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)
    agreed_on = DayField(label=_("Agreed on"), help_text=_("The day on which they said yes."))


class SheetForm(forms.Form):
    """A table of contacts."""

    sheet = forms.FileField(
        label=_("Table (CSV)"),
        help_text=_("Columns: name, address, language (tr, fa, en), agreed_on (2026-11-23)."),
        widget=forms.ClearableFileInput({"accept": ".csv,text/csv"}),
    )
