"""What is typed to write a rule of routing."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from meydan.base.locale.public import ClockField, text, to_latin_digits
from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.models import Case, Service
from meydan.kernel.cases.queries.routing import picked_fields
from meydan.kernel.places.public import layers, places_of

NEIGHBOURHOODS = "neighbourhoods"
MOST_NEIGHBOURHOODS = 500
LISTED = {"size": 6}
TYPED = {"rows": 3}


class RuleForm(forms.Form):
    """One rule: all that is filled in must fit a case."""

    name_tr = forms.CharField(label=gettext_lazy("Name in Turkish"), max_length=120, required=False)
    name_fa = forms.CharField(label=gettext_lazy("Name in Persian"), max_length=120, required=False)
    name_en = forms.CharField(label=gettext_lazy("Name in English"), max_length=120, required=False)
    unit = forms.ChoiceField(label=gettext_lazy("Goes to"))
    urgent = forms.BooleanField(label=gettext_lazy("Mark the case as urgent"), required=False)
    services = forms.MultipleChoiceField(
        label=gettext_lazy("Service"), required=False, widget=forms.SelectMultiple(LISTED)
    )
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Kind of service"), required=False, widget=forms.CheckboxSelectMultiple
    )
    only = forms.ChoiceField(label=pgettext_lazy("of a service", "Urgency"), required=False)
    channels = forms.MultipleChoiceField(
        label=gettext_lazy("Came in by"), required=False, widget=forms.CheckboxSelectMultiple
    )
    neighbourhoods = forms.MultipleChoiceField(
        label=gettext_lazy("Lies in a neighbourhood"), required=False, widget=forms.SelectMultiple(LISTED)
    )
    layers = forms.MultipleChoiceField(
        label=gettext_lazy("Lies in any place of a layer"),
        required=False,
        widget=forms.SelectMultiple(LISTED),
    )
    areas = forms.CharField(
        label=gettext_lazy("Lies in one of these places"),
        help_text=gettext_lazy("One a line, as layer/key."),
        required=False,
        widget=forms.Textarea({**TYPED, "dir": "ltr"}),
    )
    polygon = forms.CharField(
        label=gettext_lazy("Lies in a drawn area"),
        help_text=gettext_lazy("One corner a line: longitude, latitude. Three corners or more."),
        required=False,
        widget=forms.Textarea({**TYPED, "dir": "ltr"}),
    )
    words = forms.CharField(
        label=gettext_lazy("Words in the report"),
        help_text=gettext_lazy(
            "One a line; one of them is enough. Capitals and dots do not matter, and endings may follow."
        ),
        required=False,
        widget=forms.Textarea(TYPED),
    )
    answers = forms.CharField(
        label=gettext_lazy("Answers of the form"),
        required=False,
        widget=forms.Textarea({**TYPED, "dir": "ltr"}),
    )
    hours = forms.ChoiceField(label=gettext_lazy("Hour"), required=False)
    begin = ClockField(label=pgettext_lazy("hour of the day", "From"), required=False)
    end = ClockField(label=pgettext_lazy("hour of the day", "To"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("unit", [(one.code, text(one.names)) for one in OrgUnit.objects.order_by("path")])
        active = Service.objects.filter(is_active=True).order_by("order", "code")
        self._offer("services", [(one.code, text(one.names)) for one in active])
        self._offer("kinds", Service.Kind.choices)
        self._offer("channels", Case.Source.choices)
        self._offer("layers", [(one.code, text(one.names)) for one in layers(public_only=False)])
        near = places_of([NEIGHBOURHOODS]).order_by("pk")[:MOST_NEIGHBOURHOODS]
        self._offer("neighbourhoods", [(f"{NEIGHBOURHOODS}/{one.key}", one.name) for one in near])
        any_of = ("", _("Not asked"))
        only = [("urgent", _("urgent services only")), ("other", _("services that are not urgent"))]
        self._offer("only", [any_of, *only])
        hours = [("inside", _("in working hours")), ("outside", _("outside working hours"))]
        self._offer("hours", [any_of, *hours, ("between", _("between two hours"))])
        self.fields["answers"].help_text = _answers_hint()

    def _offer(self, field: str, choices: Any) -> None:
        cast(forms.ChoiceField, self.fields[field]).choices = list(choices)

    def clean_polygon(self) -> list[list[float]]:
        """The corners, as longitude and latitude."""
        lines = [line for line in to_latin_digits(self.cleaned_data["polygon"]).splitlines() if line.strip()]
        try:
            corners = [[float(part) for part in line.replace(";", ",").split(",")] for line in lines]
        except ValueError as odd:
            raise forms.ValidationError(_("Write each corner as longitude, latitude, with a point.")) from odd
        if any(len(corner) != 2 for corner in corners):
            raise forms.ValidationError(_("Write each corner as longitude, latitude, with a point."))
        return corners

    def clean_answers(self) -> dict[str, list[str]]:
        """The answers by field."""
        found: dict[str, list[str]] = {}
        for line in _lines(self.cleaned_data["answers"]):
            name, sign, values = line.partition("=")
            wanted = [value.strip() for value in values.split(",") if value.strip()]
            if not sign or not wanted:
                raise forms.ValidationError(_("Write each line as field = answer, answer."))
            found[name.strip()] = wanted
        return found

    def clean(self) -> dict[str, Any]:
        """A name in some language, and both hours where two are asked."""
        told = super().clean() or self.cleaned_data
        if not any(told.get(f"name_{language}") for language in ("tr", "fa", "en")):
            self.add_error("name_tr", _("Write a name in at least one language."))
        if told.get("hours") == "between" and not (
            isinstance(told.get("begin"), time) and isinstance(told.get("end"), time)
        ):
            self.add_error("begin", _("Write both hours."))
        return told

    def row(self, code: str, before: Mapping[str, Any]) -> dict[str, Any]:
        """Return the rule as a document keeps it; what is not asked is left out."""
        told = self.cleaned_data
        names = {language: told[f"name_{language}"].strip() for language in ("tr", "fa", "en")}
        row: dict[str, Any] = {
            "services": told["services"],
            "kinds": told["kinds"],
            "only": told["only"],
            "channels": told["channels"],
            "layers": told["layers"],
            "areas": [*told["neighbourhoods"], *_lines(told["areas"])],
            "polygon": told["polygon"],
            "words": _lines(told["words"]),
            "answers": told["answers"],
            "hours": _hours(told),
            "urgent": told["urgent"],
            "sample": before.get("sample"),
            "source": before.get("source"),
        }
        kept = {key: value for key, value in row.items() if value}
        return {
            "code": code,
            "names": {key: name for key, name in names.items() if name},
            "unit": told["unit"],
            **kept,
        }


def known(row: Mapping[str, Any]) -> dict[str, Any]:
    """Return a rule as the form shows it."""
    areas = row.get("areas", [])
    near = [tag for tag in areas if tag.startswith(f"{NEIGHBOURHOODS}/")]
    hours = row.get("hours")
    pair = hours if isinstance(hours, list) else ["", ""]
    return {
        **{f"name_{language}": row.get("names", {}).get(language, "") for language in ("tr", "fa", "en")},
        **{
            key: row.get(key) for key in ("unit", "urgent", "services", "kinds", "only", "channels", "layers")
        },
        "neighbourhoods": near,
        "areas": "\n".join(tag for tag in areas if tag not in near),
        "polygon": "\n".join(f"{lon}, {lat}" for lon, lat in row.get("polygon", [])),
        "words": "\n".join(row.get("words", [])),
        "answers": "\n".join(
            f"{name} = {', '.join(values)}" for name, values in row.get("answers", {}).items()
        ),
        "hours": "between" if isinstance(hours, list) else hours or "",
        "begin": pair[0],
        "end": pair[1],
    }


def _lines(typed: str) -> list[str]:
    return list(dict.fromkeys(line.strip() for line in typed.splitlines() if line.strip()))


def _hours(told: Mapping[str, Any]) -> Any:
    if told["hours"] == "between":
        return [f"{told['begin']:%H:%M}", f"{told['end']:%H:%M}"]
    return told["hours"]


def _answers_hint() -> str:
    fields = sorted(
        {f"{name} = {'|'.join(codes)}" for form in picked_fields().values() for name, codes in form.items()}
    )
    if not fields:
        return _("No form of a service has answers to pick yet.")
    return _("One a line: field = answer, answer. The forms ask: %(fields)s") % {
        "fields": "; ".join(fields[:12])
    }
