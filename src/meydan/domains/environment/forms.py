"""What people write down, and what they decide."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import DayField, NumberField, local_digits, text
from meydan.domains.environment.hand_table import moment_of
from meydan.domains.environment.presentation.words import shown_unit
from meydan.domains.environment.queries.entries import properties_by_hand, stations_by_hand
from meydan.kernel.observations.public import Datastream


class EntryForm(forms.Form):
    """One value: where, what, when, how much, by which method."""

    station = forms.ChoiceField(label=_("Station"), required=False)
    place = forms.CharField(
        label=_("Or a new place"),
        help_text=_("A tap, a crossing, a roof: by the name people know it by."),
        max_length=60,
        required=False,
    )
    observed_property = forms.ChoiceField(label=_("What was measured"))
    day = DayField(label=_("Day"))
    clock = forms.CharField(
        label=_("Time of day"), help_text=_("Left empty, noon is meant."), required=False, max_length=8
    )
    value = NumberField(label=_("Value"))
    method = forms.CharField(
        label=_("Method"),
        help_text=_("The instrument or the way of counting."),
        max_length=120,
        required=False,
    )
    note = forms.CharField(
        label=_("Note"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stations = [(thing.key, text(thing.names) or thing.key) for thing in stations_by_hand()]
        self.fields["station"].choices = [("", _("Choose")), *sorted(stations, key=lambda one: one[1])]  # type: ignore[attr-defined]
        self.fields["observed_property"].choices = [  # type: ignore[attr-defined]
            (row.code, ", ".join(filter(None, (text(row.names), shown_unit(row.unit)))))
            for row in properties_by_hand()
        ]
        self.fields["day"].initial = timezone.localdate()

    def clean(self) -> dict[str, Any]:
        """A station or a new place, and a moment that has passed."""
        said = super().clean() or {}
        if not said.get("station") and not said.get("place", "").strip():
            self.add_error("station", _("Choose a station, or write the name of a new place."))
        if isinstance(said.get("day"), date):
            self._take_moment(said)
        return said

    def _take_moment(self, said: dict[str, Any]) -> None:
        try:
            at: datetime = moment_of(said["day"], said.get("clock", ""))
        except ValueError:
            self.add_error(
                "clock",
                _("The time cannot be read. Write it like %(example)s.") % {"example": local_digits("14:30")},
            )
            return
        if at > timezone.now():
            at_noon = not said.get("clock") and said["day"] == timezone.localdate()
            if not at_noon:
                self.add_error("day", _("This moment has not come yet."))
                return
            at = timezone.now().replace(second=0, microsecond=0)
        said["at"] = at


class TableForm(forms.Form):
    """Several values at once, pasted from a sheet."""

    table = forms.CharField(
        label=_("Rows"),
        help_text=_("The first line names the columns: station, property, day, time, value, method, note."),
        widget=forms.Textarea(attrs={"rows": 10, "dir": "auto", "spellcheck": "false"}),
        error_messages={"required": _("Paste the rows here.")},
    )


class ReasonForm(forms.Form):
    """Why a doubt is dismissed or confirmed."""

    reason = forms.CharField(
        label=_("What did you find?"),
        help_text=_("Anyone who looks at this series later reads it."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class DoubtForm(forms.Form):
    """A person says that a series is wrong."""

    stream = forms.ChoiceField(label=_("Series"))
    reason = forms.CharField(
        label=_("What is wrong?"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 2}),
        error_messages={"required": _("Write the reason in a few words.")},
    )

    def __init__(self, *args: Any, streams: list[Datastream], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stream"].choices = [  # type: ignore[attr-defined]
            (str(one.pk), f"{text(one.thing.names)}: {text(one.observed_property.names)}") for one in streams
        ]
