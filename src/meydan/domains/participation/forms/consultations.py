"""What people say, and what the desk writes about hearings."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any

import shapely
from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meydan.base.locale.public import DayField, NumberField, PhoneField, text
from meydan.base.packs.public import current
from meydan.base.people.public import OrgUnit
from meydan.domains.participation.engine.plain import plain
from meydan.domains.participation.forms.budgets import LANGUAGES, NamedForm
from meydan.domains.participation.models import Answer, Consultation, Opinion, Section
from meydan.domains.participation.parcels import parcel_parts, read_part

LONGEST_WORDS = 4000
UNITS = [("day", _("days")), ("workday", _("working days")), ("month", _("months"))]


class OpinionForm(forms.Form):
    """What somebody thinks, where it points to, and a phone if they want to be told."""

    section = forms.ChoiceField(label=_("Which part is it about?"), required=False)
    words = forms.CharField(
        label=_("What do you think?"), max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 6}),
        help_text=_("Somebody reads it before it is shown, and takes out names, phones and identity numbers."),
        error_messages={"required": _("Write what you think."),
                        "max_length": _("This is longer than 4,000 letters. Shorten it, or bring it to the counter.")},
    )  # fmt: skip
    lon = forms.FloatField(required=False, min_value=-180, max_value=180, widget=forms.HiddenInput)
    lat = forms.FloatField(required=False, min_value=-90, max_value=90, widget=forms.HiddenInput)
    address = forms.CharField(
        label=_("Address, or where it is"), required=False, max_length=300,
        widget=forms.TextInput({"autocomplete": "street-address"}),
    )  # fmt: skip
    name = forms.CharField(
        label=_("Your name"), required=False, max_length=120, widget=forms.TextInput({"autocomplete": "name"})
    )
    token = forms.CharField(max_length=64, widget=forms.HiddenInput)
    # People leave it empty, for they do not see it; scripts fill it.
    website = forms.CharField(
        required=False, widget=forms.TextInput({"tabindex": "-1", "autocomplete": "off"})
    )

    def __init__(self, *arguments: Any, consultation: Consultation, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.parts = parcel_parts()
        for part in self.parts:
            self.fields[f"parcel_{part['code']}"] = forms.CharField(
                label=text(part["names"]), required=False, max_length=20,
                widget=forms.TextInput({"inputmode": "numeric", "dir": "ltr", "class": "input-short"}),
            )  # fmt: skip
        self.fields["phone"] = PhoneField(
            region=current().country or "TR", label=_("Your phone"), required=False,
            help_text=_("The answer is told to this number. It is kept encrypted and never shown."),
        )  # fmt: skip
        self.sections = {str(one.number): one for one in consultation.sections.all()}
        if self.sections:
            whole = [("", _("The whole"))]
            named = [(number, text(one.names)) for number, one in self.sections.items()]
            self.fields["section"].choices = whole + named  # type: ignore[attr-defined]
        else:
            del self.fields["section"]

    @property
    def parcel_fields(self) -> list[Any]:
        """The boxes of the parcel's number, those that must be known first."""
        return [self[f"parcel_{part['code']}"] for part in self.parts if part.get("required")]

    def clean_words(self) -> str:
        """Words that hold more than unseen signs."""
        said = plain(self.cleaned_data["words"])
        if not said:
            raise forms.ValidationError(_("Write what you think."))
        return said

    def clean(self) -> dict[str, Any]:
        """The parts of a parcel's number are digits and letters, and the needed ones stand together."""
        said = super().clean() or {}
        self.parcel: dict[str, str] = {}
        for part in self.parts:
            name = f"parcel_{part['code']}"
            read = read_part(said.get(name, ""))
            if read is None:
                self.add_error(name, _("Write the number alone, as it stands on the title deed."))
            elif read:
                self.parcel[part["code"]] = read
        if self.parcel:
            for part in self.parts:
                if part.get("required") and part["code"] not in self.parcel:
                    self.add_error(f"parcel_{part['code']}", _("A parcel is known by all of its numbers."))
        return said

    @property
    def chosen_section(self) -> Section | None:
        """The part that was chosen."""
        return self.sections.get(self.cleaned_data.get("section", ""))


class DeskOpinionForm(OpinionForm):
    """The same, as it came to the counter, on paper or at a meeting."""

    channel = forms.ChoiceField(
        label=_("How it came"),
        choices=[(one.value, one.label) for one in
                 (Opinion.Channel.COUNTER, Opinion.Channel.PAPER, Opinion.Channel.MEETING)],
    )  # fmt: skip
    kind = forms.ChoiceField(label=pgettext_lazy("sort", "Kind"), choices=Opinion.Kind.choices)


class HearingForm(NamedForm):
    """A hearing: what it is about, from when, how long, and what its map shows."""

    code = forms.SlugField(
        label=_("Short name in the address"), max_length=60, widget=forms.TextInput({"dir": "ltr"})
    )
    unit = forms.ChoiceField(label=_("Unit that answers"), required=False)
    opens_on = DayField(label=_("Day of posting"), help_text=_("This day itself is not counted."))
    length = NumberField(label=_("How long?"), min_value=1, max_value=365)
    length_unit = forms.ChoiceField(label=_("Counted in"), choices=UNITS)
    answer_days = NumberField(label=_("Days to an answer"), min_value=1, max_value=365, initial=30)
    plan_code = forms.CharField(
        label=_("Strategy plan it is about"), required=False, max_length=80, widget=forms.TextInput({"dir": "ltr"}),
        help_text=_("Its code. Each goal and action then becomes a part people can speak to."),
    )  # fmt: skip
    case_code = forms.CharField(
        label=_("Case of the plan change"), required=False, max_length=20, widget=forms.TextInput({"dir": "ltr"}),
        help_text=_("Its code. Objections then go the way the law gives them."),
    )  # fmt: skip
    outline = forms.CharField(
        label=_("Outline on the map"), required=False, widget=forms.Textarea({"rows": 3, "dir": "ltr"}),
        help_text=_("GeoJSON of one area in longitude and latitude. Without it there is no map."),
    )  # fmt: skip

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        units = [(one.code, text(one.names)) for one in OrgUnit.objects.order_by("path")]
        self.fields["unit"].choices = [("", "—"), *units]  # type: ignore[attr-defined]
        for code in LANGUAGES:
            self.fields[f"text_{code}"] = forms.CharField(
                label=_("What it is about, in plain words"), max_length=4000, required=False,
                widget=forms.Textarea({"rows": 3, "lang": code, "dir": "rtl" if code == "fa" else "ltr"}),
            )  # fmt: skip

    def clean_code(self) -> str:
        """A name nothing else has."""
        code = str(self.cleaned_data["code"])
        if Consultation.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another one has this short name."))
        return code

    def clean_outline(self) -> Any:
        """Read one sound area."""
        return read_area(self.cleaned_data["outline"])

    @property
    def texts(self) -> dict[str, str]:
        """What was written, by language."""
        return {
            code: said for code in LANGUAGES if (said := self.cleaned_data.get(f"text_{code}", "").strip())
        }

    @property
    def opens_at(self) -> datetime:
        """The first moment of the day of posting."""
        return datetime.combine(self.cleaned_data["opens_on"], time(0), tzinfo=settings.CITY_ZONE)


def read_area(typed: str) -> Any:
    """
    Read an area as GeoJSON; nothing for an empty box.

    :raises forms.ValidationError: for what is no sound area in longitude and latitude
    """
    if not typed.strip():
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


class SectionForm(NamedForm):
    """A part of the text."""

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        own = current().default_language
        self.fields["text"] = forms.CharField(
            label=_("What this part says"), max_length=4000, required=False,
            widget=forms.Textarea({"rows": 4, "lang": own, "dir": "rtl" if own == "fa" else "ltr"}),
        )  # fmt: skip

    @property
    def texts(self) -> dict[str, str]:
        """The words in the city's language."""
        said = self.cleaned_data["text"].strip()
        return {current().default_language: said} if said else {}


class FileForm(forms.Form):
    """A paper or a picture for everybody."""

    file = forms.FileField(label=pgettext_lazy("to choose", "File"), help_text=_("A PDF or a picture."))
    words = forms.CharField(label=_("What it shows"), required=False, max_length=300)


class ShowForm(forms.Form):
    """What of an opinion is shown."""

    public_words = forms.CharField(
        label=_("Shown to everybody"), max_length=LONGEST_WORDS, widget=forms.Textarea({"rows": 5}),
        help_text=_("Take out whatever tells who it is. The meaning stays."),
    )  # fmt: skip


class HoldForm(forms.Form):
    """Why the words are not shown."""

    reason = forms.CharField(
        label=_("Why are the words held back? (public)"), max_length=300, widget=forms.Textarea({"rows": 2})
    )


class AnswerForm(forms.Form):
    """One answer for one opinion or for several that say the same."""

    opinions = forms.TypedMultipleChoiceField(
        label=_("Opinions this answers"), coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose the opinions this answers.")},
    )  # fmt: skip
    gist = forms.CharField(
        label=_("What they say, in a sentence without names"),
        max_length=300,
        widget=forms.Textarea({"rows": 2}),
    )
    outcome = forms.ChoiceField(
        label=pgettext_lazy("of an opinion", "Decision"), choices=Answer.Outcome.choices, widget=forms.RadioSelect
    )  # fmt: skip
    reason = forms.CharField(label=_("Why?"), max_length=2000, widget=forms.Textarea({"rows": 3}))
    changed = forms.CharField(
        label=_("What changed"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2})
    )
    action_code = forms.CharField(
        label=_("Action of the plan"), required=False, max_length=40, widget=forms.TextInput({"dir": "ltr"}),
        help_text=_("Its code, if the change is in an action."),
    )  # fmt: skip
    plan_version = NumberField(label=_("Version of the plan"), required=False, min_value=1, max_value=9999)


class CloseForm(forms.Form):
    """Why it is closed, where opinions are unanswered."""

    words = forms.CharField(
        label=_("What the public is told"), required=False, max_length=1000, widget=forms.Textarea({"rows": 2}),
        help_text=_("Required while opinions are unanswered; how many is shown in public."),
    )  # fmt: skip
