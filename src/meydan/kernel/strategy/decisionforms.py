"""What was decided, and what it is to bring about."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from meydan.base.files.public import FileRefused, PreparedFile, prepare_evidence
from meydan.base.locale.public import DayField, NumberField, text
from meydan.kernel.strategy.models import Action, Indicator
from meydan.kernel.strategy.queries.decisions import deciding_bodies


class EffectForm(forms.Form):
    """One figure, which way, how far, until when."""

    indicator = forms.ChoiceField(label=gettext_lazy("Which figure is it to move?"), required=False)
    direction = forms.ChoiceField(
        label=gettext_lazy("Which way?"), choices=Indicator.Direction.choices, required=False
    )
    size = NumberField(
        label=gettext_lazy("By how much, in the figure's own unit?"), required=False, min_value=0
    )
    check_on = DayField(label=gettext_lazy("On which day is it looked at?"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        rows = Indicator.objects.order_by("order", "pk")
        self.fields["indicator"].choices = [  # type: ignore[attr-defined]
            ("", _("No effect is named")), *((one.code, text(one.names)) for one in rows)
        ]  # fmt: skip
        self.fields["direction"].choices = [  # type: ignore[attr-defined]
            ("up", _("It rises")), ("down", _("It falls"))
        ]  # fmt: skip

    def clean(self) -> dict[str, Any]:
        """A named figure needs its size and its day."""
        told = super().clean() or {}
        if told.get("indicator"):
            for field, words in (
                ("size", _("Write by how much the figure is to move; more than nothing.")),
                ("check_on", _("Write the day on which it is looked at; it lies after the decision.")),
            ):
                if not told.get(field) and field not in self.errors:
                    self.add_error(field, words)
        return told


class DecisionForm(EffectForm):
    """A decision of a body, the promises it moves, and one effect; others are added afterwards."""

    field_order = ("body", "number", "decided_on", "title", "words", "actions", "document")
    body = forms.ChoiceField(label=pgettext_lazy("decision", "Who decided?"))
    number = forms.CharField(label=pgettext_lazy("decision", "Number"), max_length=40)
    decided_on = DayField(label=pgettext_lazy("decision", "Day of the decision"))
    title = forms.CharField(label=gettext_lazy("What was decided, in one line?"), max_length=200)
    words = forms.CharField(
        label=gettext_lazy("The decision's words"),
        help_text=gettext_lazy("Everybody reads this. Write no person's name."),
        max_length=8000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    actions = forms.MultipleChoiceField(
        label=gettext_lazy("Which promises does it move?"),
        required=False,
        widget=forms.SelectMultiple(attrs={"size": 8}),
    )
    document = forms.FileField(
        label=gettext_lazy("The signed paper"),
        help_text=gettext_lazy("A PDF or a photo, up to 10 MB; everybody can open it."),
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        rows = Action.objects.select_related("goal").order_by("goal__order", "order", "pk")
        choices = [(str(one.pk), f"{one.printed_code} {text(one.names)}") for one in rows]
        self.fields["actions"].choices = choices  # type: ignore[attr-defined]
        named = [(code, text(names)) for code, names in deciding_bodies().items()]
        self.fields["body"].choices = named  # type: ignore[attr-defined]

    def clean_document(self) -> PreparedFile | None:
        """The paper, fit to be kept."""
        sent = self.cleaned_data.get("document")
        if not sent:
            return None
        try:
            return prepare_evidence(sent)
        except FileRefused as refused:
            raise forms.ValidationError(
                _("This file cannot be taken. Send a plain PDF or a photo up to 10 MB.")
            ) from refused
