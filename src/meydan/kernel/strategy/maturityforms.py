"""An officer's answer to a criterion."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.kernel.strategy.models import MaturityAnswer


class AnswerForm(forms.Form):
    """Yes, partly or no, where anybody can see it, and a word."""

    answer = forms.ChoiceField(
        label=_("Is it so?"), choices=MaturityAnswer.Answer.choices, widget=forms.RadioSelect
    )
    evidence = forms.CharField(
        label=_("Where can anybody see it?"),
        help_text=_(
            "An address of this city, such as /data/, or one on the web. Without it yes counts only in part."
        ),
        max_length=300,
        required=False,
        widget=forms.TextInput(attrs={"dir": "ltr", "inputmode": "url"}),
    )
    note = forms.CharField(
        label=_("In a sentence"),
        help_text=_("Everybody reads this beside the answer. Write no person's name."),
        max_length=400,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
