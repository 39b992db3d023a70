"""What staff write about a counter, its week and its days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meydan.base.appointments.engine.faults import MOST_PLACES
from meydan.base.appointments.registry import matters
from meydan.base.locale.public import ClockField, DayField, text
from meydan.base.people.public import OrgUnit

FAULTS = {
    "days": _("Choose at least one day."),
    "clocks": _("It ends before it begins."),
    "length": _("One appointment is longer than the hours."),
    "places": _("Write how many people are taken at one time."),
    "validity": _("The last day lies before the first."),
    "overlap": _("These hours are offered already. Change that line, or choose other hours."),
}
# The week as each country begins it is a matter of the page; the numbers are ISO's.
WEEKDAYS = (
    (0, _("Monday")),
    (1, _("Tuesday")),
    (2, _("Wednesday")),
    (3, _("Thursday")),
    (4, _("Friday")),
    (5, _("Saturday")),
    (6, _("Sunday")),
)


def _number(label: Any, least: int, most: int, initial: int, hint: Any = "") -> forms.IntegerField:
    widget = forms.NumberInput({"inputmode": "numeric", "class": "input-short"})
    return forms.IntegerField(
        label=label, min_value=least, max_value=most, initial=initial, help_text=hint, widget=widget
    )


class CounterForm(forms.Form):
    """Who a counter is for, and the rules by which its times are given."""

    name_tr = forms.CharField(
        label=_("Name in Turkish"), max_length=80, widget=forms.TextInput({"lang": "tr"})
    )
    name_fa = forms.CharField(
        label=_("Name in Persian"), max_length=80, widget=forms.TextInput({"lang": "fa", "dir": "rtl"})
    )
    name_en = forms.CharField(
        label=_("Name in English"), max_length=80, widget=forms.TextInput({"lang": "en", "dir": "ltr"})
    )
    where_tr = forms.CharField(label=_("Where it stands, in Turkish"), max_length=160, required=False)
    where_fa = forms.CharField(
        label=_("Where it stands, in Persian"), max_length=160, required=False,
        widget=forms.TextInput({"lang": "fa", "dir": "rtl"}),
    )  # fmt: skip
    where_en = forms.CharField(
        label=_("Where it stands, in English"), max_length=160, required=False,
        widget=forms.TextInput({"lang": "en", "dir": "ltr"}),
    )  # fmt: skip
    unit = forms.ChoiceField(label=_("Unit"))
    services = forms.MultipleChoiceField(
        label=_("What one may come for"), widget=forms.CheckboxSelectMultiple
    )
    is_accessible = forms.BooleanField(
        label=_("It can be reached with a wheelchair, without a step"), required=False
    )
    is_active = forms.BooleanField(label=_("It takes appointments"), required=False, initial=True)
    days_ahead = _number(_("How many days ahead one may book"), 1, 366, 30)
    latest_hours = _number(_("Hours before it begins until which one may book from home"), 0, 240, 2)
    change_hours = _number(_("Hours before it begins until which one may move it or call it off"), 0, 240, 3)
    hold_minutes = _number(_("Minutes for which a place is held while the form is filled in"), 5, 120, 20)
    most_missed = _number(
        _("Missed appointments after which the next is booked by phone or at the counter"), 0, 20, 3,
        _("0: nobody is refused."),
    )  # fmt: skip
    missed_days = _number(_("Days in which they are counted"), 1, 365, 90)

    def __init__(self, *args: Any, units: list[OrgUnit], **options: Any) -> None:
        super().__init__(*args, **options)
        self.units = {one.code: one for one in units}
        choices: Any = [(one.code, text(one.names)) for one in units]
        self.fields["unit"].choices = choices  # type: ignore[attr-defined]
        known: Any = [(code, text(one.names)) for code, one in matters().items()]
        self.fields["services"].choices = known  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        """What was written, as the table keeps it."""
        said = dict(self.cleaned_data)
        languages = ("tr", "fa", "en")
        names = {one: said.pop(f"name_{one}") for one in languages}
        where = {one: said.pop(f"where_{one}") for one in languages}
        unit = self.units[said.pop("unit")]
        return {**said, "unit": unit, "names": names, "where": {k: v for k, v in where.items() if v}}


class OfferingForm(forms.Form):
    """One line of the week."""

    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days of the week"), choices=WEEKDAYS, coerce=int, widget=forms.CheckboxSelectMultiple,
        error_messages={"required": FAULTS["days"]},
    )  # fmt: skip
    from_clock = ClockField(label=pgettext_lazy("clock", "From"))
    until_clock = ClockField(label=pgettext_lazy("clock", "Until"))
    slot_minutes = _number(_("Minutes for one appointment"), 1, 480, 15)
    places = _number(_("People at one time"), 1, MOST_PLACES, 1)
    valid_from_on = DayField(label=_("First day it holds"), required=False)
    valid_until_on = DayField(label=_("Last day it holds"), required=False)

    def clean(self) -> dict[str, Any]:
        """Both clocks are needed here."""
        return _with_clocks(self, needed=True)


class DayForm(forms.Form):
    """One day that is not as always."""

    on = DayField(label=pgettext_lazy("appointment", "Day"))
    kind = forms.ChoiceField(
        label=_("What is different"), widget=forms.RadioSelect, initial="closed",
        choices=[("closed", _("Closed; everybody booked is told")), ("extra", _("Open besides the week"))],
    )  # fmt: skip
    from_clock = ClockField(
        label=pgettext_lazy("clock", "From"), required=False, help_text=_("Closed all day: leave it empty.")
    )
    until_clock = ClockField(label=pgettext_lazy("clock", "Until"), required=False)
    slot_minutes = _number(_("Minutes for one appointment"), 1, 480, 15)
    places = _number(_("People at one time"), 1, MOST_PLACES, 1)
    reason = forms.CharField(
        label=_("Why"), max_length=200, required=False,
        help_text=_("Whoever wanted to come reads it."),
    )  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """An extra opening needs both clocks; whoever is sent away is told why."""
        said = _with_clocks(self, needed=self.cleaned_data.get("kind") == "extra")
        if said.get("kind") == "closed" and not said.get("reason"):
            self.add_error("reason", _("Write why, so that whoever wanted to come understands it."))
        return said


def _with_clocks(form: forms.Form, *, needed: bool) -> dict[str, Any]:
    said = form.cleaned_data
    begin, end = said.get("from_clock"), said.get("until_clock")
    if needed and not (begin and end):
        form.add_error("from_clock", _("Write both hours."))
    elif bool(begin) != bool(end):
        form.add_error("until_clock", _("Write both hours, or neither."))
    return said
