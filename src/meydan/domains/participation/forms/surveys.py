"""How somebody comes to a survey, and what the desk writes about one."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meydan.base.forms.public import FormVersion
from meydan.base.locale.public import DayField, NumberField, PhoneField, text, to_latin_digits
from meydan.base.packs.public import current
from meydan.domains.participation.forms.budgets import LANGUAGES, NamedForm, last_moment
from meydan.domains.participation.models import Consultation, Survey


class SeatForm(forms.Form):
    """The code that was handed out."""

    code = forms.CharField(
        label=pgettext_lazy("to a survey", "Your code"), max_length=40, help_text=_("Ten letters and digits."),
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )  # fmt: skip


class PhoneForm(forms.Form):
    """The telephone that answers once."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["phone"] = PhoneField(
            region=current().country or "TR", label=_("Your phone"),
            help_text=_("A code comes by text message. The number is not kept with your answer."),
        )  # fmt: skip


class ProofForm(PhoneForm):
    """The code that came by text message."""

    proof = forms.CharField(
        label=_("Code from the message"), max_length=12,
        widget=forms.TextInput({"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr"}),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["phone"].widget = forms.HiddenInput()

    def clean_proof(self) -> str:
        """In Latin digits."""
        return "".join(to_latin_digits(self.cleaned_data["proof"]).split())


class SurveyForm(NamedForm):
    """What is asked, whom, from when until when."""

    code = forms.SlugField(
        label=_("Short name in the address"), max_length=60, widget=forms.TextInput({"dir": "ltr"})
    )
    form = forms.ChoiceField(label=_("Form with the questions"))
    who = forms.ChoiceField(label=_("Who may answer?"), choices=Survey.Who.choices, initial=Survey.Who.PHONE)
    opens_on = DayField(label=_("First day"))
    closes_on = DayField(label=_("Last day"))
    is_random = forms.BooleanField(label=_("People were drawn at random"), required=False)
    drawn_how = forms.CharField(
        label=_("How they were drawn"), required=False, max_length=300, help_text=_("Shown with the result.")
    )
    population = NumberField(
        label=_("Of how many people"), required=False, min_value=2, max_value=100_000_000
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        versions = FormVersion.objects.filter(state=FormVersion.State.PUBLISHED, form__is_active=True)
        named = {
            one.form.code: text(one.document.get("names"))
            for one in versions.select_related("form").order_by("number")
        }
        choices = sorted(named.items(), key=lambda pair: pair[1])
        self.fields["form"].choices = choices  # type: ignore[attr-defined]
        for code in LANGUAGES:
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("What it is about, in plain words"), max_length=4000, required=False,
                widget=forms.Textarea({"rows": 3, "lang": code, "dir": "rtl" if code == "fa" else "ltr"}),
            )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Days in their order, a name nothing else has, a random sample that says how."""
        said = super().clean() or {}
        if said.get("opens_on") and said.get("closes_on") and said["closes_on"] < said["opens_on"]:
            self.add_error("closes_on", _("The last day is before the first."))
        if Consultation.objects.filter(code=said.get("code", "")).exists():
            self.add_error("code", _("Another one has this short name."))
        if said.get("is_random") and not said.get("drawn_how", "").strip():
            self.add_error("drawn_how", _("Write how people were drawn."))
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """What ``open_survey`` wants."""
        said = self.cleaned_data
        return {
            "code": said["code"], "names": self.names, "form": said["form"], "who": said["who"],
            "texts": {code: words for code in LANGUAGES if (words := said.get(f"text_{code}", "").strip())},
            "opens_at": datetime.combine(said["opens_on"], time(0), tzinfo=settings.CITY_ZONE),
            "closes_at": last_moment(said["closes_on"]), "is_random": said["is_random"], "drawn_how": said["drawn_how"],
            "population": int(said["population"]) if said["population"] else None,
        }  # fmt: skip


class SeatsForm(forms.Form):
    """How many codes are drawn."""

    many = NumberField(label=_("How many codes?"), min_value=1, max_value=20_000)
