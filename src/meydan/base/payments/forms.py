"""What cashiers fill in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import DayField
from meydan.base.payments.operations.reconciling import MOST_BYTES


class StatementForm(forms.Form):
    """A statement and the days it is about."""

    from_on = DayField(label=_("From"))
    to_on = DayField(label=_("Until, this day included"))
    file = forms.FileField(
        label=_("Statement as CSV"), help_text=_("Columns: reference, amount, and kind (payment or refund).")
    )

    def clean(self) -> dict[str, Any]:
        """The days stand in order, and the file is not larger than a statement can be."""
        said = super().clean() or {}
        begin, end, file = said.get("from_on"), said.get("to_on"), said.get("file")
        if begin and end and end < begin:
            self.add_error("to_on", _("This day is before the first."))
        if file and file.size > MOST_BYTES:
            self.add_error("file", _("The file is larger than 5 MB."))
        return said
