"""What the inbox may be narrowed by."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import collation_key, current_language, text
from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.public import InboxFilter, Service, workflows

Choices = list[tuple[str, str]]


class FilterForm(forms.Form):
    """Search words and three lists; anything unreadable is left out of account."""

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

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        services = Service.objects.order_by("code").values_list("code", "names")
        units = OrgUnit.objects.order_by("path").values_list("code", "names")
        states = {code: state.names for walk in workflows().values() for code, state in walk.states.items()}
        self._offer("service", [(code, text(names)) for code, names in services])
        self._offer("unit", [(code, text(names)) for code, names in units])
        self._offer("state", [(code, text(names)) for code, names in states.items()])

    def _offer(self, name: str, choices: Choices) -> None:
        language = current_language()
        ordered = sorted(choices, key=lambda choice: collation_key(choice[1], language))
        cast(forms.ChoiceField, self.fields[name]).choices = [("", _("All")), *ordered]

    def chosen(self, folder: str) -> InboxFilter:
        """Return what was asked for."""
        self.is_valid()
        said = self.cleaned_data
        return InboxFilter(
            folder=folder,
            words=said.get("q", ""),
            service=said.get("service", ""),
            unit=said.get("unit", ""),
            state=said.get("state", ""),
        )
