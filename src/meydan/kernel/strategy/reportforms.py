"""Which plan is frozen, for whom, and over which days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from meydan.base.locale.public import DayField, text
from meydan.kernel.strategy.importforms import LANGUAGE_NAMES
from meydan.kernel.strategy.models import Report
from meydan.kernel.strategy.queries import every_plan


class ReportForm(forms.Form):
    """A plan and a period."""

    plan = forms.ChoiceField(label=gettext_lazy("Plan"))
    kind = forms.ChoiceField(label=pgettext_lazy("report", "For whom?"), choices=Report.Kind.choices)
    from_on = DayField(label=pgettext_lazy("report", "From which day?"))
    to_on = DayField(label=pgettext_lazy("report", "To which day?"))
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the PDF"), choices=list(LANGUAGE_NAMES.items())
    )

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        named = [(one.code, text(one.names)) for one in every_plan()]
        self.fields["plan"].choices = named  # type: ignore[attr-defined]
        self.fields["kind"].choices = Report.Kind.choices  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A period ends after it begins."""
        told = super().clean() or {}
        from_on, to_on = told.get("from_on"), told.get("to_on")
        if from_on and to_on and to_on < from_on:
            self.add_error("to_on", _("The period ends before it begins. Correct one of the two days."))
        return told
