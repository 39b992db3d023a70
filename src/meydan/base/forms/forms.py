"""A page of a form as boxes, judged when it comes back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meydan.base.files.public import FileRefused, PreparedFile, prepare_evidence, prepare_photo
from meydan.base.forms.boxes import boxes_of, kept_of, named, typed_of
from meydan.base.forms.engine.answers import MOST_FILES, wrong_with
from meydan.base.forms.engine.definition import FILES, Field
from meydan.base.forms.engine.path import is_required
from meydan.base.locale.public import PhoneField, format_number
from meydan.base.packs.public import current

REFUSALS = {
    "too_large": _("The file is larger than 10 MB. Send a smaller one."),
    "too_many_pixels": _("The photo is too large. Send a smaller one."),
    "not_a_photo": _("This file is not a photo. Send JPEG, PNG or WebP."),
    "not_a_paper": _("This file cannot be taken. Send a photo or a plain PDF."),
}
WRONG: dict[str, str | Promise] = {
    "unreadable": _("This answer cannot be read. Write it again."),
    "too_small": _("It must be %(bound)s or more."),
    "too_large": _("It must be %(bound)s or less."),
    "too_fine": _("Write at most %(bound)s digits after the decimal mark."),
    "too_long": _("Write at most %(bound)s letters."),
    "too_short": _("Write at least %(bound)s letters."),
    "too_many": _("At most %(bound)s, please."),
    "too_few": _("At least %(bound)s, please."),
    "unknown_choice": _("Choose one of the answers."),
}
MISSING: dict[str, str | Promise] = {
    "choice": _("Choose one of the answers."),
    "choices": _("Choose at least one of the answers."),
    "yes_no": _("Choose yes or no."),
    "photo": _("Add a photo."),
    "file": _("Add a file."),
    "sketch": _("Draw it, or add a picture of it."),
    "appointment": _("Choose a time."),
    "point": _("Write where it is, or mark it on the map."),
    "signature": _("Write your name or draw your signature, and tick the box."),
}
REQUIRED = _("This is needed. Write it, please.")


def words_of(field: Field, reason: str, bound: Decimal | int | None) -> str:
    """Say what is wrong with an answer, its limit in the unit and digits of the reader."""
    figure = Decimal(bound) if bound is not None else Decimal(0)
    if field.kind == "money" and reason in ("too_small", "too_large"):
        figure /= current().money.factor
    return str(WRONG[reason]) % {"bound": format_number(figure)}


@dataclass(frozen=True)
class Taken:
    """An upload made fit to keep, with the name it came by."""

    prepared: PreparedFile
    name: str


class PageForm(forms.Form):
    """
    The boxes of some fields.

    ``kept`` holds the answers after ``is_valid``, ``taken`` the uploads by field; files that were kept before count
    as answers. Good uploads are there even when another box is wrong, so that nobody chooses them twice.
    ``asks_all=False`` lets what is missing pass, for forms that are finished later.
    """

    def __init__(
        self,
        fields: Sequence[Field],
        *args: Any,
        known: Mapping[str, Any],
        answers: Mapping[str, Any],
        now: datetime,
        asks_all: bool = True,
        **options: Any,
    ) -> None:
        initial = {
            named(field.code, part): value
            for field in fields
            for part, value in typed_of(field, answers.get(field.code)).items()
        }
        options["initial"] = initial
        super().__init__(*args, **options)
        self.asked = list(fields)
        self.answers = answers
        self.kept: dict[str, Any] = {}
        self.taken: dict[str, list[Taken]] = {}
        self.needed = {field.code for field in fields if asks_all and is_required(field, known)}
        for field in fields:
            for part, box in boxes_of(field, is_required=field.code in self.needed).items():
                box.error_messages["required"] = MISSING.get(field.kind, REQUIRED)  # type: ignore[assignment]
                self.fields[named(field.code, part)] = box

    def clean(self) -> dict[str, Any]:
        """Judge each answer by its kind; what is wrong stands by the box it is about."""
        cleaned = super().clean() or self.cleaned_data
        for field in self.asked:
            boxes = dict(self._boxes(field))
            if field.kind in FILES or field.kind == "signature":
                self._take(field, cleaned)
            if any(name in self.errors for name in boxes.values()) or field.kind in ("payment", "group"):
                continue
            self._judge(field, boxes, cleaned)
        return cleaned

    def _boxes(self, field: Field) -> list[tuple[str, str]]:
        stem = f"{field.code}__"
        return [
            (name.removeprefix(stem) if name != field.code else "", name)
            for name in self.fields
            if name == field.code or name.startswith(stem)
        ]

    def _judge(self, field: Field, boxes: Mapping[str, str], cleaned: Mapping[str, Any]) -> None:
        first = next(iter(boxes.values()), None)
        if first is None:
            return
        if field.kind in FILES:
            kept: Any = [*(self.answers.get(field.code) or []), *self._digests(field)] or None
        elif field.kind == "signature":
            kept = self._signature(field, cleaned)
        else:
            try:
                kept = kept_of(field, {part: cleaned.get(name) for part, name in boxes.items()})
            except ValidationError as fault:
                for one in fault.error_list:
                    self.add_error(boxes.get(one.code or "", first), one)
                return
        wrong = wrong_with(field, kept)
        if wrong is not None:
            self.add_error(first, words_of(field, wrong.reason, wrong.bound))
        elif kept is None and field.code in self.needed:
            self.add_error(first, str(MISSING.get(field.kind, REQUIRED)))
        else:
            self.kept[field.code] = kept

    def _take(self, field: Field, cleaned: Mapping[str, Any]) -> None:
        name = field.code if field.kind != "signature" else named(field.code, "drawn")
        prepare = prepare_evidence if field.kind == "file" else prepare_photo
        uploads = cleaned.get(name) or []
        if len(uploads) > MOST_FILES:
            self.add_error(name, words_of(field, "too_many", MOST_FILES))
            return
        for upload in uploads:
            try:
                self.taken.setdefault(field.code, []).append(Taken(prepare(upload), str(upload.name)))
            except FileRefused as refused:
                self.add_error(name, REFUSALS[refused.reason])

    def _digests(self, field: Field) -> list[str]:
        before = self.answers.get(field.code) or []
        return [
            one.prepared.sha256 for one in self.taken.get(field.code, []) if one.prepared.sha256 not in before
        ]

    def _signature(self, field: Field, cleaned: Mapping[str, Any]) -> dict[str, Any] | None:
        name = str(cleaned.get(named(field.code, "name")) or "").strip()
        drawn = [one.prepared.sha256 for one in self.taken.get(field.code, [])][-1:]
        before = (self.answers.get(field.code) or {}).get("file", "")
        file = drawn[0] if drawn else before
        if not cleaned.get(named(field.code, "consent")) or not (name or file):
            return None
        return {"consent": True, "name": name} | ({"file": file} if file else {})


class AsideForm(forms.Form):
    """The phone with which a form is taken up again."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phone"] = PhoneField(
            region=current().country or "TR",
            label=_("Your phone"),
            help_text=_("We send you the code, and ask for this number when you go on."),
        )


class ResumeForm(AsideForm):
    """The code and the phone of a form that was put aside."""

    code = forms.CharField(
        label=_("The code of your form"),
        max_length=40,
        widget=forms.TextInput({"autocomplete": "off", "autocapitalize": "characters", "dir": "ltr"}),
    )
    field_order = ("code", "phone")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["phone"].help_text = _("The one you gave when you put the form aside.")
        self.order_fields(self.field_order)
