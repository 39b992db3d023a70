"""What officers and objectors write."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import shapely
from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import DayField, PhoneField, text, to_latin_digits
from meydan.base.packs.public import current
from meydan.domains.planning.models import Objection
from meydan.domains.planning.rules import parcel_parts

LANGUAGES = ("tr", "fa", "en")
LONGEST_WORDS, LONGEST_TEXT = 4000, 4000


class DisplayForm(forms.Form):
    """Until when, what it changes in plain words, where, and the plan itself."""

    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    until_on = DayField(label=_("Objections until"))
    outline = forms.CharField(
        label=_("Outline of the plan"), required=False, widget=forms.Textarea({"rows": 3, "dir": "ltr"}),
        help_text=_("GeoJSON of one area in longitude and latitude. Without it the plan has no map."),
    )  # fmt: skip
    plan = forms.FileField(label=_("The plan as adopted"), help_text=_("A PDF or a picture."))

    def __init__(self, *arguments: Any, has_clock: bool, needs_plan: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if has_clock:
            del self.fields["until_on"]
        self.fields["plan"].required = needs_plan
        for language in LANGUAGES:
            self.fields[f"text_{language}"] = forms.CharField(
                label=_("What changes, in plain words"), max_length=LONGEST_TEXT,
                required=language == current().default_language,
                widget=forms.Textarea({"rows": 4, "lang": language, "dir": "rtl" if language == "fa" else "ltr"}),
            )  # fmt: skip

    @property
    def by_language(self) -> list[tuple[str, Any]]:
        """A box a language, the city's first."""
        order = sorted(LANGUAGES, key=lambda code: code != current().default_language)
        names = dict(settings.LANGUAGES)
        return [(names[code], self[f"text_{code}"]) for code in order]

    @property
    def texts(self) -> dict[str, str]:
        """What was written, by language."""
        return {
            code: said for code in LANGUAGES if (said := self.cleaned_data.get(f"text_{code}", "").strip())
        }

    @property
    def until_at(self) -> datetime | None:
        """The last moment of the chosen day, in the city's time."""
        day = self.cleaned_data.get("until_on")
        return None if day is None else datetime.combine(day, time(23, 59), tzinfo=settings.CITY_ZONE)

    def clean_outline(self) -> Any:
        """Read one area."""
        typed = self.cleaned_data["outline"].strip()
        if not typed:
            return None
        try:
            shape = shapely.from_geojson(typed)
        except shapely.errors.GEOSException as fault:
            raise forms.ValidationError(_("This is not GeoJSON. Copy the geometry of one area.")) from fault
        inside = shape is not None and not shape.is_empty and shapely.get_dimensions(shape) == 2
        west, south, east, north = shape.bounds if inside else (0, 0, 0, 0)
        if not inside or not shape.is_valid or west < -180 or south < -90 or east > 180 or north > 90:
            raise forms.ValidationError(_("This is not one sound area in longitude and latitude."))
        return shape


class ObjectionForm(forms.Form):
    """Which parcel, why, and who: the law answers a person."""

    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    address = forms.CharField(
        label=_("Address, or where the parcel lies"), required=False, max_length=300,
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )  # fmt: skip
    words = forms.CharField(
        label=_("What do you object to, and why?"), max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 6}),
        error_messages={"required": _("Write what you object to.")},
    )  # fmt: skip
    name = forms.CharField(
        label=_("Your name"), max_length=120, widget=forms.TextInput({"autocomplete": "name"}),
        error_messages={"required": _("An objection is answered to a person: write your name.")},
    )  # fmt: skip
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    # People leave it empty, for they do not see it; scripts fill it.
    website = forms.CharField(
        required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.parts = parcel_parts()
        for part in self.parts:
            self.fields[f"parcel_{part['code']}"] = forms.CharField(
                label=text(part["names"]), required=bool(part.get("required")), max_length=20,
                widget=forms.TextInput({"inputmode": "numeric", "dir": "ltr", "class": "input-short"}),
                error_messages={"required": gettext("It stands on your title deed.")},
            )  # fmt: skip
        self.fields["phone"] = PhoneField(
            region=current().country or "TR", label=_("Your phone"),
            help_text=_("The answer is told to this number. It is kept encrypted."),
            error_messages={"required": _("Write a phone, so that the answer reaches you.")},
        )  # fmt: skip

    @property
    def parcel_fields(self) -> list[Any]:
        """The boxes of the parcel's number."""
        return [self[f"parcel_{part['code']}"] for part in self.parts]

    @property
    def parcel(self) -> dict[str, str]:
        """The parcel's parts in Latin digits."""
        said = {part["code"]: self.cleaned_data.get(f"parcel_{part['code']}", "") for part in self.parts}
        return {code: to_latin_digits(value).strip() for code, value in said.items()}


class AnswerForm(forms.Form):
    """The decision on one objection, as it will be published."""

    answer = forms.ChoiceField(
        label=_("Decision"), choices=Objection.Answer.choices[1:], widget=forms.RadioSelect
    )
    summary = forms.CharField(
        label=_("The objection in a sentence, without names"), max_length=500,
        widget=forms.Textarea({"rows": 2}), help_text=_("Published."),
    )  # fmt: skip
    reasons = forms.CharField(
        label=_("Reasons of the decision"), max_length=2000, widget=forms.Textarea({"rows": 4}),
        help_text=_("Published, and told to whoever objected."),
    )  # fmt: skip
