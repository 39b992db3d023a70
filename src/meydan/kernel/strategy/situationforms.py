"""What people write about where the city stands, and how pressing they think a promise is."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import text
from meydan.kernel.strategy.models import Indicator, SituationLine

STEPS = [(str(step), str(step)) for step in range(1, 6)]


class LineForm(forms.Form):
    """A sentence, its field, and what stands behind it."""

    field = forms.ChoiceField(label=gettext_lazy("What is it?"), choices=SituationLine.Field.choices)
    sentence = forms.CharField(
        label=gettext_lazy("In one sentence"),
        help_text=gettext_lazy("Everybody reads this. Write no person's name."),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    indicator = forms.ChoiceField(label=gettext_lazy("Which figure shows it?"), required=False)
    source = forms.CharField(
        label=gettext_lazy("Or from which paper is it taken?"),
        help_text=gettext_lazy("Name, year and page, so that anybody can look it up."),
        max_length=300,
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        rows = Indicator.objects.order_by("order", "pk")
        self.fields["indicator"].choices = [  # type: ignore[attr-defined]
            ("", _("No figure")), *((one.code, text(one.names)) for one in rows)
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """Something stands behind every line."""
        told = super().clean() or {}
        if (
            not told.get("indicator")
            and not (told.get("source") or "").strip()
            and "source" not in self.errors
        ):
            self.add_error(
                "source", _("Choose a figure or name a paper: nothing stands here without either.")
            )
        return told


class TakeBackForm(forms.Form):
    """Why a line is taken back."""

    because = forms.CharField(
        label=gettext_lazy("Why is it taken back?"),
        max_length=300,
        error_messages={"required": gettext_lazy("Write the reason in a few words.")},
    )


class JudgeForm(forms.Form):
    """How much an action would change, how much work it is, how much it hurries."""

    impact = forms.TypedChoiceField(
        label=gettext_lazy("How much does it change for people? 1 little, 5 much"), choices=STEPS, coerce=int
    )
    effort = forms.TypedChoiceField(
        label=gettext_lazy("How much work and money is it? 1 little, 5 much"), choices=STEPS, coerce=int
    )
    urgency = forms.TypedChoiceField(
        label=gettext_lazy("How much does it hurry? 1 little, 5 much"), choices=STEPS, coerce=int
    )
    reason = forms.CharField(
        label=gettext_lazy("Why do you think so?"),
        help_text=gettext_lazy("Everybody reads this. Write no person's name."),
        max_length=300,
        required=False,
    )
