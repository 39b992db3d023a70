"""The form in which an officer fills a paper: its fields come from the pack."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import LANGUAGES, DayField, text
from meydan.base.papers.engine.kinds import PaperField, PaperKind
from meydan.base.papers.models import Paper
from meydan.base.papers.queries import facts_of
from meydan.base.sealing.public import SealUnreadable

LONGEST = {"text": 300, "code": 60, "long": 6000}
OWN_NAMES = {"tr": "Türkçe", "fa": "فارسی", "en": "English"}


class PaperForm(forms.Form):
    """Fields of a kind of paper, and the language it is written in."""

    language = forms.ChoiceField(
        label=_("Language of the paper"), choices=[(code, OWN_NAMES[code]) for code in LANGUAGES]
    )

    def __init__(self, kind: PaperKind, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.kind = kind
        for one in kind.fields:
            self.fields[one.id] = _field(one)

    @property
    def values(self) -> dict[str, str]:
        """What was filled in, as a paper keeps it: texts, days as ISO 8601."""
        return {one.id: _plain(self.cleaned_data.get(one.id)) for one in self.kind.fields}


def _field(one: PaperField) -> forms.Field:
    label = text(one.names, get_language())
    if one.kind == "day":
        return DayField(label=label, required=one.is_required)
    widget = forms.Textarea(attrs={"rows": 6}) if one.kind == "long" else forms.TextInput()
    return forms.CharField(label=label, required=one.is_required, max_length=LONGEST[one.kind], widget=widget)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "")


def beginning(kind: PaperKind, facts: Mapping[str, str]) -> dict[str, object]:
    """What the fields begin with: the facts of the thing that they name."""
    return _typed(kind, {one.id: facts.get(one.source, "") for one in kind.fields if one.source})


def _typed(kind: PaperKind, said: Mapping[str, str]) -> dict[str, object]:
    days = {one.id for one in kind.fields if one.kind == "day"}
    return {key: date.fromisoformat(value) if key in days and value else value for key, value in said.items()}


def refilled(kind: PaperKind, paper: Paper) -> dict[str, object]:
    """What the fields begin with when a paper is corrected: what it said; nothing where that cannot be read."""
    try:
        said = facts_of(paper)
    except SealUnreadable:
        return {}
    return _typed(kind, {one.id: str(said.get(one.id, "")) for one in kind.fields})
