"""What staff say about a rule of their own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import NumberField, text
from meydan.kernel.observations import registry
from meydan.kernel.observations.forms import ClockInput, checked_hours, checked_limits
from meydan.kernel.observations.models import ObservedProperty, Rule
from meydan.kernel.places.public import layers, places_of

# A layer of more areas than these is offered as a whole only: a list must stay one that people read.
MOST_PLACES = 60


class PropertyField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A quantity that a station of this city measures."""

    def label_from_instance(self, obj: ObservedProperty) -> str:
        """Its name with its unit."""
        return f"{text(obj.names)} ({obj.unit})" if obj.unit else text(obj.names)


class NewRuleForm(forms.Form):
    """A rule to be made: a limit on a quantity."""

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
    limit = NumberField(label=_("Opens beyond"))
    clear_limit = NumberField(
        label=_("Ends at"),
        required=False,
        help_text=_(
            "A little inside the limit, so that a value that trembles at it opens one alert. Empty: the limit."
        ),
    )
    min_duration_min = NumberField(
        label=_("For at least (minutes)"),
        min_value=0,
        max_value=60 * 24 * 31,
        initial=0,
        help_text=_("0 opens at the first value."),
    )
    area = forms.ChoiceField(label=_("Where"), required=False)
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

    def __init__(self, data: Any = None) -> None:
        super().__init__(data)
        field: Any = self.fields["observed_property"]
        field.queryset = (
            ObservedProperty.objects.filter(datastreams__isnull=False).distinct().order_by("kind", "code")
        )
        self._offer("area", [("", _("everywhere")), *areas()])
        nothing = [("", _("none"))]
        self._offer("service", [*nothing, *registry.rule_answers("service")])
        self._offer("playbook", [*nothing, *registry.rule_answers("playbook")])

    def _offer(self, name: str, choices: list[Any]) -> None:
        field: Any = self.fields[name]
        field.choices = choices

    def clean(self) -> dict[str, Any]:
        """Quiet hours have two ends; an alert ends inside the limit at which it begins."""
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("clear_limit") is None and "clear_limit" not in self.errors:
            cleaned["clear_limit"] = cleaned.get("limit")
        checked_hours(self, cleaned)
        checked_limits(self, cleaned, is_above=cleaned.get("comparison") != Rule.Comparison.BELOW)
        return cleaned

    @property
    def facts(self) -> dict[str, Any]:
        """What was said, as the rule keeps it."""
        said = dict(self.cleaned_data)
        said["min_duration_s"] = round(said.pop("min_duration_min") * 60)
        return said


def areas() -> list[tuple[str, Any]]:
    """Areas a rule may hold in: every layer of areas, and its places where they are few."""
    found: list[tuple[str, Any]] = []
    for layer in layers(public_only=False):
        if layer.geometry != layer.Shape.AREA or not layer.place_count:
            continue
        whole = (f"layer:{layer.code}", _("all of it"))
        few = places_of([layer.code]).order_by("key") if layer.place_count <= MOST_PLACES else ()
        own = [(f"place:{layer.code}/{one.key}", text(one.names) or one.key) for one in few]
        found.append((text(layer.names), [whole, *own]))
    return found
