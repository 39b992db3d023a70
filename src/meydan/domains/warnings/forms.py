"""What officers write."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import (
    ClockField,
    DayField,
    current_language,
    local_digits,
    text,
    to_latin_digits,
)
from meydan.domains.warnings import presentation
from meydan.domains.warnings.areas import Choices, chosen_area
from meydan.domains.warnings.content import LANGUAGES, Content, Words
from meydan.domains.warnings.form_fields import LaterDay, LaterField
from meydan.domains.warnings.models import PublicWarning
from meydan.domains.warnings.models.warning import LONGEST_HEADLINE, LONGEST_TEXT
from meydan.numerics.outlines import LineUnreadable

PARTS = ("event", "headline", "description", "instruction", "sms")
LABELS = {
    "event": _("Kind of event, in a word or two"),
    "headline": _("Headline"),
    "description": _("What is happening?"),
    "instruction": _("What should people do?"),
    "sms": _("Text message"),
}


def _choices(words: dict[str, Any]) -> list[tuple[str, Any]]:
    return list(words.items())


class WarningForm(forms.Form):
    """One page: what, where, until when, in three languages, to whom."""

    # A draft is kept unfinished; what is missing is said on its page.
    use_required_attribute = False

    template = forms.CharField(required=False, widget=forms.HiddenInput)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)
    cap_status = forms.ChoiceField(label=_("Is it real?"), choices=PublicWarning.CapStatus.choices)
    category = forms.ChoiceField(label=_("About what?"), choices=_choices(presentation.CATEGORIES))
    severity = forms.ChoiceField(label=_("How grave?"), choices=_choices(presentation.SEVERITIES))
    urgency = forms.ChoiceField(
        label=_("How soon must people act?"), choices=_choices(presentation.URGENCIES)
    )
    certainty = forms.ChoiceField(label=_("How certain?"), choices=_choices(presentation.CERTAINTIES))
    responses = forms.MultipleChoiceField(
        label=_("What people should do, in short"),
        required=False,
        choices=_choices(presentation.RESPONSES),
        widget=forms.CheckboxSelectMultiple,
    )
    starts_on = DayField(label=_("Danger begins, day"), required=False)
    starts_at = ClockField(label=_("Danger begins, time"), required=False)
    ends_on = LaterDay(label=_("Holds until, day"))
    ends_at = ClockField(label=_("Holds until, time"))
    whole_city = forms.BooleanField(label=_("The whole city"), required=False)
    places = forms.MultipleChoiceField(
        label=_("Neighbourhoods"), required=False, widget=forms.CheckboxSelectMultiple
    )
    coordinates = forms.CharField(
        label=_("Coordinates"),
        required=False,
        help_text=_(
            "One shape a line, latitude first. A polygon: 40.46,39.47 40.46,39.49 40.47,39.48. "
            "A circle of 2 km: 40.46,39.48 2"
        ),
        widget=forms.Textarea({"rows": 3, "dir": "ltr", "spellcheck": "false"}),
    )
    lists = forms.MultipleChoiceField(
        label=_("Who is told by message"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *arguments: Any, choices: Choices, list_names: dict[str, str], **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.choices = choices
        self.fields["places"].choices = [(one.ref, one.name) for one in choices.places]  # type: ignore[attr-defined]
        self.fields["lists"].choices = list(list_names.items())  # type: ignore[attr-defined]
        if not choices.places:
            del self.fields["places"]
        if not list_names:
            del self.fields["lists"]
        if settings.MEYDAN_DEMO:
            # A demonstration warns nobody for real.
            self.fields["cap_status"].choices = PublicWarning.CapStatus.choices[1:]  # type: ignore[attr-defined]
        for language in LANGUAGES:
            self.fields[f"area_{language}"] = _text_field(
                _("Where, in words"), language, 200, rows=0, hint=_("Empty: the names of what you chose.")
            )
            for part in PARTS:
                self.fields[f"{part}_{language}"] = _part_field(part, language)

    @property
    def by_language(self) -> list[tuple[str, list[Any]]]:
        """The boxes of each language, the reader's first."""
        order = sorted(LANGUAGES, key=lambda code: code != current_language())
        names = dict(settings.LANGUAGES)
        return [(names[code], [self[f"{part}_{code}"] for part in (*PARTS, "area")]) for code in order]

    def clean(self) -> dict[str, Any]:
        """Put days and clocks together, and read the area."""
        cleaned = super().clean() or self.cleaned_data
        for name in ("starts", "ends"):
            cleaned[name] = self._moment(name, cleaned)
        try:
            cleaned["area"] = chosen_area(
                choices=self.choices,
                whole_city=bool(cleaned.get("whole_city")),
                refs=cleaned.get("places") or [],
                lines=to_latin_digits(cleaned.get("coordinates") or ""),
                names={code: (cleaned.get(f"area_{code}") or "").strip() for code in LANGUAGES},
            )
        except LineUnreadable as fault:
            said = gettext("Line %(line)s is neither a polygon nor a circle: “%(words)s”.")
            self.add_error(
                "coordinates", said % {"line": local_digits(fault.line), "words": fault.words[:60]}
            )
        return cleaned

    def _moment(self, name: str, cleaned: dict[str, Any]) -> datetime | None:
        day: date | None = cleaned.get(f"{name}_on")
        clock: time | None = cleaned.get(f"{name}_at")
        if day is None and clock is None:
            return None
        if day is None or clock is None:
            missing = f"{name}_on" if day is None else f"{name}_at"
            if missing not in self.errors:
                self.add_error(missing, gettext("Write both the day and the time."))
            return None
        return datetime.combine(day, clock, tzinfo=settings.CITY_ZONE)

    def content(self) -> Content:
        """What was written, once the form is valid."""
        told = self.cleaned_data
        return Content(
            template=told["template"],
            cap_status=told["cap_status"],
            category=told["category"],
            severity=told["severity"],
            urgency=told["urgency"],
            certainty=told["certainty"],
            responses=tuple(told["responses"]),
            onset_at=told["starts"],
            expires_at=told["ends"],
            texts={
                code: Words(**{part: told[f"{part}_{code}"].strip() for part in PARTS}) for code in LANGUAGES
            },
            area=told["area"],
            list_codes=tuple(told.get("lists", ())),
        )


def _part_field(part: str, language: str) -> forms.CharField:
    longest = {"event": 80, "headline": LONGEST_HEADLINE, "sms": 400}.get(part, LONGEST_TEXT)
    rows = {"description": 3, "instruction": 3, "sms": 2}.get(part, 0)
    hint = _("The address of the page is added. Empty: the headline.") if part == "sms" else ""
    return _text_field(LABELS[part], language, longest, rows=rows, hint=hint, is_asked=part != "sms")


def _text_field(
    label: Any, language: str, longest: int, *, rows: int, hint: Any = "", is_asked: bool = False
) -> forms.CharField:
    attrs: dict[str, Any] = {"lang": language, "dir": "rtl" if language == "fa" else "ltr"}
    widget = forms.Textarea({**attrs, "rows": rows}) if rows else forms.TextInput(attrs)
    field = LaterField if is_asked else forms.CharField
    return field(label=label, required=is_asked, max_length=longest, widget=widget, help_text=hint)


def initial_of(content: Content, choices: Choices) -> dict[str, Any]:
    """What the boxes of the form begin with."""
    zone = settings.CITY_ZONE
    first: dict[str, Any] = {
        "template": content.template, "cap_status": content.cap_status, "category": content.category,
        "severity": content.severity, "urgency": content.urgency, "certainty": content.certainty,
        "responses": list(content.responses), "lists": list(content.list_codes),
        **choices.initial(content.area),
    }  # fmt: skip
    for name, moment in (("starts", content.onset_at), ("ends", content.expires_at)):
        if moment is not None:
            local = moment.astimezone(zone)
            first |= {f"{name}_on": local.date(), f"{name}_at": local.time()}
    for code in LANGUAGES:
        words = content.texts.get(code, Words())
        first[f"area_{code}"] = content.area.names.get(code, "")
        first |= {f"{part}_{code}": getattr(words, part) for part in PARTS}
    return first


class ReasonForm(forms.Form):
    """What is to be changed."""

    reason = forms.CharField(
        label=_("What should change?"), max_length=500, widget=forms.Textarea({"rows": 2})
    )


def list_names(lists: Any) -> dict[str, str]:
    """The lists with how many are told, for a choice."""
    return {
        one.code: gettext("%(name)s (%(count)s)")
        % {"name": text(one.names), "count": local_digits(one.reachable)}
        for one in lists
    }
