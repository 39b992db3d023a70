"""What the secretary of a body types."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import DayField, text, to_latin_digits
from meydan.base.people.public import STAFF, Account, Holding
from meydan.kernel.cases.engine.bodies import Body


class ClockField(forms.TimeField):
    """A time of day in any digits."""

    widget = forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"})
    input_formats = ("%H:%M", "%H.%M")

    def to_python(self, value: Any) -> time | None:
        """Return the time, from Persian digits too."""
        return super().to_python(to_latin_digits(value) if isinstance(value, str) else value)


class CallForm(forms.Form):
    """When and where a session is held."""

    day = DayField(label=_("Day"))
    clock = ClockField(label=_("Time of day"), help_text=_("For example 14:00."))
    room = forms.CharField(label=_("Room"), max_length=200, required=False)

    @property
    def held_at(self) -> datetime:
        """The moment, in the city's time."""
        told = datetime.combine(self.cleaned_data["day"], self.cleaned_data["clock"])
        return told.replace(tzinfo=settings.CITY_ZONE)


class SeatForm(forms.Form):
    """Who takes a seat, from when."""

    seat = forms.ChoiceField(label=_("Seat"))
    name = forms.CharField(label=_("Name"), max_length=120)
    account = forms.ChoiceField(
        label=_("Account here"), required=False, help_text=_("Whoever has one may vote from it.")
    )
    from_on = DayField(label=_("From"))

    def __init__(self, body: Body, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["seat"]).choices = [
            (code, text(seat.names)) for code, seat in body.seats.items()
        ]
        self._accounts = {str(one.pk): one for one in _staff()}
        cast(forms.ChoiceField, self.fields["account"]).choices = [
            ("", _("None: a member of another institution")),
            *((number, one.name) for number, one in self._accounts.items()),
        ]

    @property
    def chosen_account(self) -> Account | None:
        """The account chosen, if any."""
        return self._accounts.get(self.cleaned_data.get("account", ""))


def _staff() -> list[Account]:
    holding = Holding.objects.filter(to_on=None, post__role__in=STAFF).values("account")
    return list(Account.objects.filter(pk__in=holding, is_active=True).order_by("display_name", "pk"))


class EndForm(forms.Form):
    """The day from which a member no longer sits."""

    to_on = DayField(label=_("Until"))
