"""The boxes in which an officer gives the evidence that a step asks for by name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.html import escape
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import DayField, NumberField, local_digits, text, to_latin_digits
from meydan.base.packs.public import current
from meydan.kernel.cases.engine.evidence import EvidenceAsked
from meydan.kernel.cases.forms import FilesInput

PREFIX = "given"
UNFIT = {
    "empty": gettext_lazy("%(name)s: it is empty. Fill it in."),
    "too_long": gettext_lazy("%(name)s: it is too long. Shorten it to 4,000 letters."),
    "not_a_date": gettext_lazy("%(name)s: this is not a date."),
    "in_the_future": gettext_lazy("%(name)s: this day lies ahead. Write the day on which it happened."),
    "not_a_number": gettext_lazy("%(name)s: this is not a number. Write digits only."),
    "too_small": gettext_lazy("%(name)s: this is less than is possible. Look at the figure again."),
    "too_large": gettext_lazy("%(name)s: this is more than is possible. Look at the figure again."),
    "not_a_point": gettext_lazy("%(name)s: this is not a place. Write latitude and longitude."),
    "not_an_option": gettext_lazy("%(name)s: choose from the list."),
}


def unfit_words(asked: EvidenceAsked, reason: str) -> str:
    """Say why a value cannot be taken, and what to do."""
    return str(UNFIT[reason]) % {"name": text(asked.names)}


class ManyFilesField(forms.FileField):
    """Several files under one name; what they are is looked at when they are kept."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the uploads, none when none was chosen."""
        return [one for one in (data if isinstance(data, list | tuple) else [data]) if one]


class PointField(forms.CharField):
    """A place as latitude and longitude in degrees: 40.4602, 39.4785."""

    default_error_messages = {"invalid": gettext_lazy("Write latitude and longitude, like 40.46, 39.48.")}

    def clean(self, value: Any) -> Any:
        """Return ``(lon, lat)``, or nothing when nothing was typed."""
        typed = to_latin_digits(str(super().clean(value))).replace("،", ",").replace("٫", ".")
        if not typed.strip():
            return None
        try:
            lat, lon = (float(part) for part in typed.replace(";", ",").split(","))
        except ValueError as fault:
            raise forms.ValidationError(self.error_messages["invalid"], code="invalid") from fault
        return lon, lat


class EvidenceForm(forms.Form):
    """
    One box for each piece of named evidence; none is refused empty here, for each step asks for its own.

    ``given`` holds what was filled in, in the forms that ``keep_given`` takes.
    """

    def __init__(self, data: Any = None, files: Any = None, *, asked: Sequence[EvidenceAsked]) -> None:
        super().__init__(data, files, prefix=PREFIX)
        self.asked = list(asked)
        laws = current().laws()
        for one in self.asked:
            box = _box(one)
            box.label = text(one.names)
            law = laws.get(one.law)
            hints = [text(one.hints) if one.hints else "", text(law.names) if law else ""]
            box.help_text = escape(" · ".join(str(hint) for hint in [box.help_text, *hints] if hint))
            self.fields[one.code] = box

    # A browser must not hold up a step that asks for something else.
    use_required_attribute = False

    def full_clean(self) -> None:
        """Read what was filled in; that a box is empty is said by the step that asks for it."""
        for box in self.fields.values():
            box.required = False
        super().full_clean()
        for box in self.fields.values():
            box.required = True

    @property
    def given(self) -> dict[str, Any]:
        """What was filled in, by code; after ``is_valid()``."""
        return {code: value for code, value in self.cleaned_data.items() if value not in (None, "", [], ())}


def _box(asked: EvidenceAsked) -> forms.Field:
    match asked.kind:
        case "photo":
            accept = {"accept": "image/jpeg,image/png,image/webp"}
            return ManyFilesField(widget=FilesInput(attrs=accept), help_text=_("Photo, 10 MB at most."))
        case "paper":
            accept = {"accept": "application/pdf,image/jpeg,image/png,image/webp"}
            return ManyFilesField(
                widget=FilesInput(attrs=accept), help_text=_("Photo or PDF, 10 MB at most.")
            )
        case "date":
            return DayField()
        case "number":
            return NumberField(help_text=_bounds(asked))
        case "point":
            return PointField(
                help_text=_("Latitude, longitude in degrees."), widget=forms.TextInput({"dir": "ltr"})
            )
        case "choice":
            options = [(code, text(names)) for code, names in (asked.options or {}).items()]
            return forms.MultipleChoiceField(choices=options, widget=forms.CheckboxSelectMultiple)
        case _:
            return forms.CharField(max_length=4000, widget=forms.Textarea({"rows": 2}))


def _bounds(asked: EvidenceAsked) -> str:
    """Say unit and bounds of a number."""
    ends = [f"{end:g}" if end is not None else "" for end in (asked.least, asked.most)]
    between = "–".join(ends) if any(ends) else ""
    return " ".join(part for part in (local_digits(between), asked.unit) if part)
