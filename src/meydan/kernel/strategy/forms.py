"""What an owner says about an action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import DayField, NumberField
from meydan.kernel.strategy.models import Origin, Quality


class WordForm(forms.Form):
    """One sentence, how far it is, and why a missed date was missed."""

    sentence = forms.CharField(
        label=_("How does it stand, in one sentence?"),
        help_text=_("Everybody reads this on the plan page."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    progress = NumberField(label=_("How much of the work is done, in per cent?"), min_value=0, max_value=100)
    explanation = forms.CharField(
        label=_("Why was the date missed?"),
        help_text=_("Say what happened and what comes next. It stands beside the action."),
        max_length=600,
        required=False,
        error_messages={"required": _("Write why the date was missed; then the progress can change.")},
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_done = forms.BooleanField(label=_("The work is finished"), required=False)

    def __init__(self, *arguments: Any, is_late: bool, is_explained: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if is_late:
            # A reason stands before anything else changes, even for work that is finished by now.
            self.fields["explanation"].required = not is_explained
        else:
            del self.fields["explanation"]


class TypedForm(forms.Form):
    """A figure, its day, how well it can be traced, and where it was taken from."""

    value = NumberField(label=_("The figure"))
    on = DayField(label=_("On which day did it stand so?"))
    origin = forms.ChoiceField(label=_("Where does it come from?"), choices=Origin.choices)
    quality = forms.ChoiceField(label=_("How well can it be traced?"), choices=Quality.choices)
    note = forms.CharField(
        label=_("From which paper, or why is it corrected?"),
        help_text=_("Everybody reads this beside the figure. Write no person's name."),
        max_length=400,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
