"""What people write about an alert."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import NumberField
from meydan.kernel.observations.models import Rule


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


def checked_limits(form: forms.Form, cleaned: dict[str, Any], *, is_above: bool) -> None:
    """An alert ends inside the limit at which it begins."""
    limit, clear = cleaned.get("limit"), cleaned.get("clear_limit", cleaned.get("limit"))
    if limit is None or clear is None:
        return
    if clear > limit if is_above else clear < limit:
        form.add_error("clear_limit", _("An alert ends inside the limit, not beyond it."))


class RuleForm(forms.Form):
    """The limits of a rule, as far as its kind has them."""

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
        for name in set(self.fields) - set(FIELDS[rule.kind]):
            del self.fields[name]
        self.rule = rule

    def clean(self) -> dict[str, Any]:
        """Quiet hours have two ends; an alert ends inside the limit at which it begins."""
        cleaned = super().clean() or self.cleaned_data
        checked_hours(self, cleaned)
        checked_limits(self, cleaned, is_above=self.rule.comparison == Rule.Comparison.ABOVE)
        return cleaned

    @property
    def changes(self) -> dict[str, Any]:
        """What was written, as the rule keeps it."""
        said = dict(self.cleaned_data)
        for minutes, seconds in (("window_min", "window_s"), ("min_duration_min", "min_duration_s")):
            if minutes in said:
                said[seconds] = round(said.pop(minutes) * 60)
        if "min_count" in said:
            said["min_count"] = int(said["min_count"])
        if "clear_limit" not in self.fields:
            said["clear_limit"] = said["limit"]
        return said


def _initial(rule: Rule) -> dict[str, Any]:
    return {
        "limit": rule.limit,
        "clear_limit": rule.clear_limit,
        "level": rule.level,
        "min_count": rule.min_count,
        "window_min": rule.window_s / 60,
        "min_duration_min": rule.min_duration_s / 60,
        "quiet_from": rule.quiet_from,
        "quiet_to": rule.quiet_to,
    }


_ALL = ("limit", "quiet_from", "quiet_to")
FIELDS = {
    "threshold": ("clear_limit", "min_duration_min", *_ALL),
    "rate": ("clear_limit", "window_min", "min_duration_min", *_ALL),
    "absence": ("window_min", *_ALL),
    "flat": ("clear_limit", "window_min", *_ALL),
    "index": ("clear_limit", "min_duration_min", *_ALL),
    "forecast": ("clear_limit", "level", "window_min", *_ALL),
    "area": ("clear_limit", "min_count", "window_min", "min_duration_min", *_ALL),
}
