"""Which file, of which plan, in which language."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import DayField, text
from meydan.kernel.strategy.importing.files import ENDINGS
from meydan.kernel.strategy.models import Plan

# Each language in its own words.
LANGUAGE_NAMES = {"tr": "Türkçe", "fa": "فارسی", "en": "English"}


class PlanFileForm(forms.Form):
    """A published plan's table, for a plan that stands or for a new one."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("The plan's table as .xlsx, .csv, .docx or .pdf, up to 20 MB."),
        error_messages={"required": gettext_lazy("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ",".join(ENDINGS)}),
    )
    language = forms.ChoiceField(label=gettext_lazy("Language of the table"))
    plan = forms.ChoiceField(label=gettext_lazy("Plan"), required=False)
    name = forms.CharField(label=gettext_lazy("Name of the new plan"), max_length=200, required=False)
    starts_on = DayField(label=gettext_lazy("The new plan begins"), required=False)
    ends_on = DayField(label=gettext_lazy("The new plan ends"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["language"].choices = list(LANGUAGE_NAMES.items())  # type: ignore[attr-defined]
        self.fields["plan"].choices = [  # type: ignore[attr-defined]
            ("", _("A new plan, named below")),
            *((one.code, text(one.names)) for one in Plan.objects.order_by("-starts_on", "pk")),
        ]

    def clean(self) -> dict[str, Any]:
        """A new plan needs a name and its years; a plan that stands has them."""
        told = super().clean() or {}
        if not told.get("plan"):
            for field, words in (
                ("name", _("Write the new plan's name, or choose a plan above.")),
                ("starts_on", _("Write the day on which the plan begins.")),
                ("ends_on", _("Write the day on which the plan ends.")),
            ):
                if not told.get(field) and field not in self.errors:
                    self.add_error(field, words)
            starts_on, ends_on = told.get("starts_on"), told.get("ends_on")
            if starts_on and ends_on and ends_on <= starts_on:
                self.add_error("ends_on", _("The plan ends before it begins. Correct one of the two days."))
        return told
