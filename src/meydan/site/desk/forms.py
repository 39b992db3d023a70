"""What the inbox may be narrowed by."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any, cast

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import DayField, collation_key, current_language, text
from meydan.base.people.public import OrgUnit, colleagues
from meydan.kernel.cases.public import Case, InboxFilter, Service, Standing, workflows

Choices = list[tuple[str, str]]


class FilterForm(forms.Form):
    """Search words, lists and two days; anything unreadable is left out of account."""

    q = forms.CharField(
        label=_("Search"),
        required=False,
        max_length=120,
        widget=forms.TextInput(
            {
                "type": "search",
                "class": "input",
                "placeholder": _("Code, street, subject"),
                "autocomplete": "off",
            }
        ),
    )
    service = forms.ChoiceField(label=_("Service"), required=False)
    unit = forms.ChoiceField(label=_("Unit"), required=False)
    state = forms.ChoiceField(label=_("State"), required=False)
    assignee = forms.ChoiceField(label=_("Officer"), required=False)
    source = forms.ChoiceField(label=_("Source"), required=False)
    since = DayField(label=_("Opened from"), required=False)
    until = DayField(label=_("Opened until"), required=False)
    late = forms.BooleanField(label=_("Late ones only"), required=False)

    def __init__(self, *args: Any, standing: Standing | None = None, **options: Any) -> None:
        super().__init__(*args, **options)
        services = Service.objects.order_by("code").values_list("code", "names")
        units = OrgUnit.objects.order_by("path").values_list("code", "names")
        states = {code: state.names for walk in workflows().values() for code, state in walk.states.items()}
        self._offer("service", [(code, text(names)) for code, names in services])
        self._offer("unit", [(code, text(names)) for code, names in units])
        self._offer("state", [(code, text(names)) for code, names in states.items()])
        self._offer("source", [(code, str(label)) for code, label in Case.Source.choices])
        self._offer("assignee", _officers(standing, str(self.data.get("assignee", ""))))

    def _offer(self, name: str, choices: Choices) -> None:
        language = current_language()
        ordered = sorted(choices, key=lambda choice: collation_key(choice[1], language))
        cast(forms.ChoiceField, self.fields[name]).choices = [("", _("All")), *ordered]

    @property
    def is_opened_out(self) -> bool:
        """Whether one of the wishes behind "narrow down" is set."""
        return any(self.data.get(name) for name in self.fields if name != "q")

    def chosen(self, folder: str) -> InboxFilter:
        """Return what was asked for."""
        self.is_valid()
        said = self.cleaned_data
        until = said.get("until")
        return InboxFilter(
            folder=folder,
            words=said.get("q", ""),
            service=said.get("service", ""),
            unit=said.get("unit", ""),
            state=said.get("state", ""),
            assignee=said.get("assignee", ""),
            source=said.get("source", ""),
            is_overdue=True if said.get("late") else None,
            opened=(_begin(said.get("since")), _begin(until + timedelta(days=1)) if until else None),
        )


def _begin(day: Any) -> datetime | None:
    return datetime.combine(day, time.min, settings.CITY_ZONE) if day else None


def _officers(standing: Standing | None, asked: str) -> Choices:
    """Colleagues of one's units; the one asked for stays, so that a link sent by another unit goes on working."""
    near = {} if standing is None else {one.username: one.name for one in colleagues(standing.paths)}
    return [*({asked: asked, **near} if asked else near).items()]
