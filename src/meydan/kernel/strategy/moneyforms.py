"""What is written down of contracts, budgets and agreements."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.files.public import FileRefused, PreparedFile, prepare_evidence
from meydan.base.locale.public import DayField, NumberField, text
from meydan.kernel.strategy.importforms import LANGUAGE_NAMES
from meydan.kernel.strategy.models import Action


class ContractFileForm(forms.Form):
    """A table of contracts."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy(
            "A table of contracts as .xlsx or .csv. Contractors are organisations, never persons."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.csv"}),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the table"), choices=list(LANGUAGE_NAMES.items())
    )


class AmendmentForm(forms.Form):
    """What was changed of a contract."""

    signed_on = DayField(label=gettext_lazy("Signed on which day?"))
    amount_change = NumberField(
        label=gettext_lazy("How much more does it cost?"),
        help_text=gettext_lazy("Below zero where it costs less; empty where the money stays."),
        required=False,
    )
    ends_on = DayField(label=gettext_lazy("New end"), required=False)
    reason = forms.CharField(
        label=gettext_lazy("Why?"), max_length=400, widget=forms.Textarea(attrs={"rows": 2})
    )


class BudgetForm(forms.Form):
    """A year's money of a promise."""

    year = forms.IntegerField(label=gettext_lazy("Budget year"), min_value=1300, max_value=2200)
    planned = NumberField(label=gettext_lazy("Planned"), min_value=0)
    allocated = NumberField(label=gettext_lazy("Allocated"), min_value=0)
    spent = NumberField(label=gettext_lazy("Spent"), min_value=0)


class AgreementForm(forms.Form):
    """An agreement with a partner."""

    partner = forms.CharField(label=gettext_lazy("Partner"), max_length=200)
    title = forms.CharField(label=gettext_lazy("What about, in one line?"), max_length=200)
    signed_on = DayField(label=gettext_lazy("Signed on which day?"))
    expires_on = DayField(
        label=gettext_lazy("Ends on which day?"),
        help_text=gettext_lazy("Empty for one without an end. It is said ninety days before."),
        required=False,
    )
    action = forms.ChoiceField(label=gettext_lazy("For which promise?"), required=False)
    document = forms.FileField(
        label=gettext_lazy("The signed paper"),
        help_text=gettext_lazy("A PDF or a photo, up to 10 MB; everybody can open it."),
        required=False,
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        rows = Action.objects.order_by("goal__order", "order", "pk")
        named = [(str(one.pk), f"{one.printed_code} {text(one.names)}") for one in rows]
        self.fields["action"].choices = [("", _("For no single promise")), *named]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """It ends after it is signed."""
        told = super().clean() or {}
        signed_on, expires_on = told.get("signed_on"), told.get("expires_on")
        if signed_on and expires_on and expires_on < signed_on:
            self.add_error("expires_on", _("It ends before it is signed. Correct one of the two days."))
        return told

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
