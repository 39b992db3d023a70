"""What staff say about a rule of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import NumberField, text
from meydan.kernel.observations import registry
from meydan.kernel.observations.forms import ClockInput, checked_hours
from meydan.kernel.observations.models import ObservedProperty, Rule
from meydan.kernel.observations.rulemaking.kinds import FIELDS, as_kept, checked_limits, fit_to_kind
from meydan.kernel.observations.rulemaking.where import area_field, areas, drawn_field, where_said

ABOUT = ("name", "observed_property")
# What a kind asks before its limits.
FIRST: dict[str, tuple[str, ...]] = {
    "threshold": ("statistic", "comparison"),
    "rate": ("comparison",),
    "index": ("provider",),
    "forecast": ("provider", "level"),
    "area": ("statistic", "comparison", "min_count"),
}
LIMITS = ("limit", "clear_limit", "window_min", "min_duration_min")
THEN = ("area", "drawn", "severity", "quiet_from", "quiet_to", "service", "playbook")
MOVES = (("above", _("when it rises")), ("below", _("when it falls")))
# Where people begin: minutes, values, percent.
BEGINNINGS: dict[str, dict[str, float]] = {
    "rate": {"window_min": 60},
    "absence": {"limit": 6, "window_min": 180},
    "flat": {"window_min": 720},
    "index": {"limit": 1.0, "clear_limit": 1.0, "min_duration_min": 60},
    "forecast": {"limit": 70, "clear_limit": 50, "window_min": 720},
    "area": {"window_min": 60, "min_count": 2},
}


class PropertyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A quantity that a station of this city measures."""

    def label_from_instance(self, obj: ObservedProperty) -> str:
        """Its name with its unit."""
        return f"{text(obj.names)} ({obj.unit})" if obj.unit else text(obj.names)


class NewRuleForm(forms.Form):
    """A rule to be made, of any kind: only what the kind looks at is asked."""

    name = forms.CharField(
        label=_("Name"),
        max_length=120,
        help_text=_("What people read when an alert opens."),
        error_messages={"required": _("Give the rule a name.")},
    )
    observed_property = PropertyField(
        label=_("What is watched"),
        queryset=ObservedProperty.objects.none(),
        error_messages={"required": _("Choose what the rule watches.")},
    )
    statistic = forms.ChoiceField(label=_("Which of its values"), choices=Rule.Statistic.choices)
    comparison = forms.ChoiceField(
        label=_("Opens"), choices=Rule.Comparison.choices, widget=forms.RadioSelect, initial="above"
    )
    provider = forms.ChoiceField(label=_("Who answers for it"))
    level = NumberField(label=_("Value whose passing is asked about"))
    min_count = NumberField(label=_("How many stations"), min_value=1, max_value=1000)
    limit = NumberField(label=_("Opens beyond"))
    clear_limit = NumberField(
        label=_("Ends at"),
        required=False,
        help_text=_(
            "A little inside the limit, so that a value that trembles at it opens one alert. Empty: the limit."
        ),
    )
    window_min = NumberField(label=_("Looks back over (minutes)"), min_value=1, max_value=60 * 24 * 31)
    min_duration_min = NumberField(
        label=_("For at least (minutes)"),
        min_value=0,
        max_value=60 * 24 * 31,
        initial=0,
        help_text=_("0 opens at the first value."),
    )
    area = area_field()
    drawn = drawn_field()
    severity = forms.ChoiceField(label=_("How serious"), choices=Rule.Severity.choices, initial="watch")
    quiet_from = forms.TimeField(label=_("Quiet from"), required=False, widget=ClockInput())
    quiet_to = forms.TimeField(
        label=_("Quiet until"),
        required=False,
        widget=ClockInput(),
        help_text=_(
            "Alerts open all the same; people are written to when it ends. Serious ones do not wait."
        ),
    )
    service = forms.ChoiceField(
        label=_("Opens a case of"), required=False, help_text=_("Empty: it stands among the alerts alone.")
    )
    playbook = forms.ChoiceField(label=_("Starts the playbook"), required=False)

    def __init__(self, kind: str, data: Any = None) -> None:
        super().__init__(data, initial=BEGINNINGS.get(kind, {}))
        self.kind = kind
        limits = tuple(name for name in LIMITS if name in FIELDS[kind])
        names = (*ABOUT, *FIRST.get(kind, ()), *limits, *THEN)
        fit_to_kind(self, kind, names)
        self.order_fields(names)
        observed: Any = self.fields["observed_property"]
        observed.queryset = (
            ObservedProperty.objects.filter(datastreams__isnull=False).distinct().order_by("kind", "code")
        )
        if kind == Rule.Kind.RATE:
            self._offer("comparison", list(MOVES))
        if "provider" in self.fields:
            self._offer("provider", registry.providers(kind))
        self._offer("area", [("", _("everywhere")), *areas()])
        nothing = [("", _("none"))]
        self._offer("service", [*nothing, *registry.rule_answers("service")])
        self._offer("playbook", [*nothing, *registry.rule_answers("playbook")])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    @property
    def side(self) -> str:
        """On which side of its limit the rule opens: a stillness is too little, an absence too much."""
        if self.kind == Rule.Kind.FLAT:
            return str(Rule.Comparison.BELOW)
        return str(self.cleaned_data.get("comparison") or Rule.Comparison.ABOVE)

    def clean(self) -> dict[str, Any]:
        """Quiet hours have two ends; an alert ends inside the limit at which it begins."""
        cleaned = super().clean() or self.cleaned_data
        cleaned["area"] = where_said(self, cleaned)
        if cleaned.get("clear_limit") is None and "clear_limit" not in self.errors:
            cleaned["clear_limit"] = cleaned.get("limit")
        checked_hours(self, cleaned)
        checked_limits(self, cleaned, kind=self.kind, comparison=self.side)
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What was said, as the rule keeps it."""
        said = as_kept(self.cleaned_data, kind=self.kind, comparison=self.side)
        return {"statistic": Rule.Statistic.VALUE, **said, "kind": self.kind, "comparison": self.side}
