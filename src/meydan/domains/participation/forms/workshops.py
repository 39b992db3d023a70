"""What the desk writes about meetings."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meydan.base.locale.public import ClockField, DayField, NumberField, text
from meydan.base.packs.public import current
from meydan.base.people.public import OrgUnit
from meydan.domains.participation.forms.budgets import LANGUAGES, NamedForm, last_moment
from meydan.domains.participation.models import Attendance, Consultation, StakeholderKind


class WorkshopForm(NamedForm):
    """When and where people meet, about what, and until when opinions are taken."""

    code = forms.SlugField(
        label=_("Short name in the address"), max_length=60, widget=forms.TextInput({"dir": "ltr"})
    )
    unit = forms.ChoiceField(label=_("Unit that answers"), required=False)
    on = DayField(label=_("Day of the meeting"))
    at = ClockField(label=_("Begins at"))
    hours = NumberField(label=_("Hours"), min_value=1, max_value=24, initial=2)
    place = forms.CharField(label=_("Where people meet"), max_length=200)
    until_on = DayField(label=_("Opinions are taken until"))
    plan_code = forms.CharField(
        label=_("Strategy plan it is about"),
        required=False,
        max_length=80,
        widget=forms.TextInput({"dir": "ltr"}),
    )
    subjects = forms.CharField(
        label=_("Goals and actions it is about"), required=False, max_length=400,
        widget=forms.TextInput({"dir": "ltr"}), help_text=_("Their codes, divided by commas."),
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

    def clean(self) -> dict[str, Any]:
        """Opinions are taken until the meeting at least, under a name nothing else has."""
        said = super().clean() or {}
        if said.get("on") and said.get("until_on") and said["until_on"] < said["on"]:
            self.add_error("until_on", _("This is before the meeting."))
        if not said.get("at"):
            self.add_error("at", _("Write the hour at which it begins."))
        if Consultation.objects.filter(code=said.get("code", "")).exists():
            self.add_error("code", _("Another one has this short name."))
        return said

    def facts(self, now: datetime) -> dict[str, Any]:
        """What ``plan_workshop`` wants."""
        said = self.cleaned_data
        starts_at = datetime.combine(said["on"], said["at"] or time(0), tzinfo=settings.CITY_ZONE)
        own = current().default_language
        subjects = [one.strip() for one in said["subjects"].split(",") if one.strip()]
        texts = {code: words for code in LANGUAGES if (words := said.get(f"text_{code}", "").strip())}
        return {
            "code": said["code"], "names": self.names, "texts": texts, "starts_at": starts_at,
            "ends_at": starts_at + timedelta(hours=float(said["hours"])), "where": {own: said["place"]},
            "opens_at": min(now, starts_at), "closes_at": last_moment(said["until_on"]), "plan_code": said["plan_code"],
            "subject_refs": [f"strategy.action:{one}" for one in subjects],
            "unit": OrgUnit.objects.filter(code=said["unit"]).first(),
        }  # fmt: skip


class AttendanceForm(forms.Form):
    """How many of a kind came."""

    kind = forms.ChoiceField(label=_("Who came"), choices=Attendance.Kind.choices)
    count = NumberField(label=_("How many?"), min_value=0, max_value=100_000)
    women = NumberField(label=_("Women"), required=False, min_value=0, max_value=100_000)
    men = NumberField(label=_("Men"), required=False, min_value=0, max_value=100_000)
    young = NumberField(
        label=_("Young people"), required=False, min_value=0, max_value=100_000,
        help_text=_("Leave empty what was not counted."),
    )  # fmt: skip

    @property
    def facts(self) -> dict[str, Any]:
        """What ``count_attendance`` wants."""
        said = self.cleaned_data
        parts = {name: None if said[name] is None else int(said[name]) for name in ("women", "men", "young")}
        return {"kind": said["kind"], "count": int(said["count"]), **parts}


class InviteForm(forms.Form):
    """Whom of the register to invite."""

    kinds = forms.MultipleChoiceField(
        label=pgettext_lazy("to invite", "Whom?"), choices=StakeholderKind.choices,
        widget=forms.CheckboxSelectMultiple, error_messages={"required": _("Choose whom to invite.")},
    )  # fmt: skip


class MinutesForm(forms.Form):
    """The minutes, for everybody."""

    file = forms.FileField(label=_("Minutes"), help_text=_("A PDF without names of those who came."))
