"""What an owner says about an action."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import NumberField


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
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    is_done = forms.BooleanField(label=_("The work is finished"), required=False)

    def __init__(self, *arguments: Any, is_late: bool, is_explained: bool, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._must_explain = is_late and not is_explained
        if not is_late:
            del self.fields["explanation"]

    def clean(self) -> dict[str, Any]:
        """A missed date is explained before anything else is changed; finished work needs no reason."""
        found = super().clean() or {}
        if self._must_explain and not found.get("explanation") and not found.get("is_done"):
            self.add_error("explanation", _("Write why the date was missed; then the progress can change."))
        return found
