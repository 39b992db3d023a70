"""What the desk writes about stakeholders."""

from __future__ import annotations

import csv
import io
import zipfile
from datetime import date, datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from meydan.base.locale.public import DayField, PhoneField
from meydan.base.packs.public import current
from meydan.domains.participation.errors import TableUnreadable
from meydan.domains.participation.models import Stakeholder, StakeholderKind

MOST_BYTES = 5 * 1024 * 1024
LEVELS = [(str(level), str(level)) for level in range(1, 6)]


class StakeholderForm(forms.Form):
    """One organisation, and whom to call there."""

    name = forms.CharField(label=_("Name of the organisation"), max_length=160)
    kind = forms.ChoiceField(label=pgettext_lazy("sort", "Kind"), choices=StakeholderKind.choices)
    topics = forms.CharField(
        label=_("Topics"), required=False, max_length=400, help_text=_("Divide them with a semicolon.")
    )
    interest = forms.ChoiceField(label=_("Interest, 1 to 5"), choices=LEVELS, initial="3")
    influence = forms.ChoiceField(label=_("Influence, 1 to 5"), choices=LEVELS, initial="3")
    person = forms.CharField(
        label=_("Whom to call"), required=False, max_length=120, help_text=_("Kept encrypted; never shown in public."),
        widget=forms.TextInput({"autocomplete": "off"}),
    )  # fmt: skip
    email = forms.EmailField(label=_("E-mail"), required=False, widget=forms.EmailInput({"dir": "ltr"}))
    consented_on = DayField(
        label=_("Agreed on"),
        required=False,
        help_text=_("The day on which they agreed to be kept and called."),
    )
    is_named = forms.BooleanField(label=_("They agreed to be named in public"), required=False)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.fields["phone"] = PhoneField(
            region=current().country or "TR", label=pgettext_lazy("to call", "Phone"), required=False
        )
        self.order_fields(["name", "kind", "topics", "interest", "influence", "person", "phone"])

    def clean(self) -> dict[str, Any]:
        """Named in public only with a day of consent."""
        said = super().clean() or {}
        if said.get("is_named") and not said.get("consented_on"):
            self.add_error("consented_on", _("Write the day on which they agreed."))
        return said

    @property
    def facts(self) -> dict[str, Any]:
        """What ``keep_stakeholder`` wants."""
        said = self.cleaned_data
        return {
            "name": said["name"], "kind": said["kind"], "consented_on": said["consented_on"],
            "topics": [part.strip() for part in said["topics"].split(";") if part.strip()],
            "interest": int(said["interest"]), "influence": int(said["influence"]), "is_named": said["is_named"],
            "contact": {"person": said["person"], "phone": said["phone"] or "", "email": said["email"]},
        }  # fmt: skip


def typed_again(one: Stakeholder, contact: dict[str, str]) -> dict[str, Any]:
    """What stands in the boxes when an organisation is changed."""
    return {
        "name": one.name, "kind": one.kind, "topics": "; ".join(one.topics), "interest": str(one.interest),
        "influence": str(one.influence), "consented_on": one.consented_on, "is_named": one.is_named, **contact,
    }  # fmt: skip


class TableForm(forms.Form):
    """A register kept in a spreadsheet until now."""

    file = forms.FileField(
        label=_("Table of stakeholders"), help_text=_("CSV or XLSX with a heading, 5 MB at most. Nothing is written "
                                                      "while a row is wrong."),
    )  # fmt: skip


def read_table(name: str, content: bytes) -> list[list[str]]:
    """
    Return the cells of the first sheet as texts.

    :raises TableUnreadable: for a file that is neither, or larger than 5 MB
    """
    if len(content) > MOST_BYTES:
        raise TableUnreadable("too large")
    return _xlsx(content) if name.lower().endswith(".xlsx") else _csv(content)


def _csv(content: bytes) -> list[list[str]]:
    try:
        words = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        words = content.decode("cp1254", errors="replace")
    if "\x00" in words:
        raise TableUnreadable("not a text")
    first = words.partition("\n")[0]
    between = max(",;\t", key=first.count)
    try:
        return [[_cell(cell) for cell in row] for row in csv.reader(io.StringIO(words), delimiter=between)]
    except csv.Error as fault:
        raise TableUnreadable(str(fault)) from fault


def _xlsx(content: bytes) -> list[list[str]]:
    from openpyxl import load_workbook  # a large library; pages do without

    try:
        book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        rows = [
            [_cell(cell) for cell in row]
            for row in book.worksheets[0].iter_rows(max_row=5002, max_col=30, values_only=True)
        ]
        book.close()
    except (KeyError, ValueError, TypeError, IndexError, zipfile.BadZipFile, OSError, EOFError) as fault:
        raise TableUnreadable(str(fault)) from fault
    return rows


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    said = str(value)
    # An apostrophe that a spreadsheet was given against formulas is no letter of the name.
    return said[1:] if said[:1] == "'" and said[1:2] in "=+-@" else said
