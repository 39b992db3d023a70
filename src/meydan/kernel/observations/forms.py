"""What people write about an alert."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import NumberField, text
from meydan.kernel.observations.models import Rule
from meydan.kernel.observations.rulemaking.kinds import (
    FIELDS,
    as_kept,
    as_typed,
    checked_limits,
    fit_to_kind,
)
from meydan.kernel.observations.rulemaking.where import (
    area_field,
    areas,
    drawn_field,
    where_said,
    where_typed,
)


class DismissForm(forms.Form):
    """Why an alert needs no action."""

    reason = forms.CharField(
        label=_("Why is nothing to be done?"),
        help_text=_("Anyone who looks at this alert later reads it."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write the reason in a few words.")},
    )


class ClockInput(forms.TimeInput):
    """A box for a time of day; the browser shows it as the reader's clock."""

    input_type = "time"

    def __init__(self) -> None:
        super().__init__(format="%H:%M")


def checked_hours(form: forms.Form, cleaned: dict[str, Any]) -> None:
    """Quiet hours have two ends."""
    if bool(cleaned.get("quiet_from")) != bool(cleaned.get("quiet_to")):
        form.add_error("quiet_to", _("Write both ends of the quiet hours, or neither."))


# What a rule of the city's own may be called, where it holds and how serious it is; a pack's is the pack's to say.
OWN = ("name", "severity", "area", "drawn")


class RuleForm(forms.Form):
    """The limits of a rule, as far as its kind has them; of the city's own rules everything but what they watch."""

    name = forms.CharField(
        label=_("Name"), max_length=120, error_messages={"required": _("Give the rule a name.")}
    )
    severity = forms.ChoiceField(label=_("How serious"), choices=Rule.Severity.choices)
    area = area_field()
    drawn = drawn_field()
    limit = NumberField(label=_("Opens beyond"))
    clear_limit = NumberField(label=_("Ends at"))
    level = NumberField(label=_("Value whose passing is asked about"))
    min_count = NumberField(label=_("How many stations"), min_value=1, max_value=1000)
    window_min = NumberField(label=_("Looks back over (minutes)"), min_value=1, max_value=60 * 24 * 31)
    min_duration_min = NumberField(
        label=_("For at least (minutes)"),
        min_value=0,
        max_value=60 * 24 * 31,
        help_text=_("0 opens at the first value."),
    )
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=ClockInput())
    quiet_to = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=ClockInput(),
        help_text=_(
            "Alerts open all the same; people are written to when it ends. Serious ones do not wait."
        ),
    )

    def __init__(self, rule: Rule, data: Any = None) -> None:
        super().__init__(data, initial=_initial(rule))
        own = OWN if rule.is_own else ()
        fit_to_kind(self, rule.kind, (*own, *FIELDS[rule.kind]))
        self.rule = rule
        if own:
            offered: Any = self.fields["area"]
            offered.choices = [("", _("everywhere")), *areas()]

    def clean(self) -> dict[str, Any]:
        """Quiet hours have two ends; an alert ends inside the limit at which it begins."""
        cleaned = super().clean() or self.cleaned_data
        if self.rule.is_own:
            cleaned["area"] = where_said(self, cleaned)
        checked_hours(self, cleaned)
        checked_limits(self, cleaned, kind=self.rule.kind, comparison=self.rule.comparison)
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """What was written, as the rule keeps it."""
        said = dict(self.cleaned_data)
        if "name" in said:
            said["names"] = {**self.rule.names, get_language() or "en": said.pop("name")}
        return as_kept(said, kind=self.rule.kind, comparison=self.rule.comparison)


def _initial(rule: Rule) -> dict[str, Any]:
    return {
        **as_typed(rule),
        **where_typed(rule.area),
        "name": text(rule.names),
        "severity": rule.severity,
        "level": rule.level,
        "min_count": rule.min_count,
        "window_min": rule.window_s / 60,
        "min_duration_min": rule.min_duration_s / 60,
        "quiet_from": rule.quiet_from,
        "quiet_to": rule.quiet_to,
    }
