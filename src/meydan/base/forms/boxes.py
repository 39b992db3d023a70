"""The boxes in which each kind of answer is typed, and how what was typed becomes what is kept."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from meydan.base.forms import idchecks
from meydan.base.forms.engine.answers import MARK_LETTERS, MOST_LETTERS
from meydan.base.forms.engine.definition import Field
from meydan.base.locale.public import DayField, NumberField, PhoneField, text
from meydan.base.packs.public import current


def named(code: str, part: str) -> str:
    """The name of a box in the page."""
    return f"{code}__{part}" if part else code


def boxes_of(asked: Field, *, is_required: bool) -> dict[str, forms.Field]:
    """Return the boxes of a field by the end of their name."""
    common: dict[str, Any] = {
        "label": text(asked.names),
        "help_text": text(asked.about) if asked.about else "",
        "required": is_required,
    }
    make = _MAKERS.get(asked.kind)
    return make(asked, common) if make else {}


def _text(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    most = min(int(asked.most or MOST_LETTERS["text"]), MOST_LETTERS["text"])
    return {"": forms.CharField(max_length=most, **common)}


def _long_text(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    most = min(int(asked.most or MOST_LETTERS["long_text"]), MOST_LETTERS["long_text"])
    return {"": forms.CharField(max_length=most, widget=forms.Textarea({"rows": 5}), **common)}


def _number(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    unit = f" ({asked.unit})" if asked.unit else ""
    return {"": NumberField(**{**common, "label": f"{common['label']}{unit}"})}


def _money(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    money = current().money
    unit = text(money.display) or money.code
    return {"": NumberField(**{**common, "label": f"{common['label']} ({unit})"})}


def _date(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    return {"": DayField(**common)}


def _choice(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    choices = [(choice.code, text(choice.names)) for choice in asked.choices]
    return {"": forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)}


def _choices(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    choices = [(choice.code, text(choice.names)) for choice in asked.choices]
    return {"": forms.MultipleChoiceField(choices=choices, widget=forms.CheckboxSelectMultiple, **common)}


def _yes_no(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    choices = [("yes", _("Yes")), ("no", _("No"))]
    return {"": forms.ChoiceField(choices=choices, widget=forms.RadioSelect, **common)}


def _person_id(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    widget = forms.TextInput({"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"})
    return {"": forms.CharField(max_length=40, widget=widget, **common)}


def _phone(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    return {"": PhoneField(region=current().country or "TR", **common)}


def _email(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    widget = forms.EmailInput({"autocomplete": "email", "dir": "ltr"})
    return {"": forms.EmailField(max_length=MOST_LETTERS["email"], widget=widget, **common)}


def parts_of(kind: str) -> list[dict[str, Any]]:
    """The parts of an address or a parcel as the pack writes them; one line where it says nothing."""
    parts = current().document("address").get("part" if kind == "address" else "parcel", [])
    return list(parts) or [{"code": "line", "required": True, "names": {}}]


def _parts(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    return {
        part["code"]: forms.CharField(
            label=text(part["names"]) or common["label"],
            max_length=120,
            required=bool(common["required"] and part.get("required")),
        )
        for part in parts_of(asked.kind)
    }


def _point(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    hidden: dict[str, Any] = {"required": False, "widget": forms.HiddenInput}
    widget = forms.TextInput({"autocomplete": "street-address"})
    return {
        "words": forms.CharField(**{**common, "required": False}, max_length=300, widget=widget),
        "lon": forms.FloatField(min_value=-180, max_value=180, **hidden),
        "lat": forms.FloatField(min_value=-90, max_value=90, **hidden),
    }


class FilesInput(forms.ClearableFileInput):
    """A box for several files."""

    allow_multiple_selected = True


class UploadsField(forms.FileField):
    """Several uploads, handed on as they came; they are opened and judged where they are kept."""

    widget = FilesInput

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Return the uploads; an empty box is no fault here, for files may be kept already."""
        return list(data) if isinstance(data, list | tuple) else [data] if data else []


PICTURES = "image/jpeg,image/png,image/webp"


def _files(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    accept = PICTURES if asked.kind != "file" else f"{PICTURES},application/pdf"
    attrs = {"accept": accept} | ({"data-sketch": ""} if asked.kind == "sketch" else {})
    return {"": UploadsField(**{**common, "required": False}, widget=FilesInput(attrs))}


def _signature(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    needed = bool(common["required"])
    return {
        "name": forms.CharField(
            label=_("Your name and surname, as your signature"),
            max_length=120,
            required=False,
            widget=forms.TextInput({"autocomplete": "name"}),
        ),
        "drawn": UploadsField(
            label=_("Or draw your signature"),
            required=False,
            widget=FilesInput({"accept": PICTURES, "data-sketch": ""}),
        ),
        "consent": forms.BooleanField(
            label=_("I sign this form; what I wrote is true to my knowledge."), required=needed
        ),
    }


def _appointment(asked: Field, common: dict[str, Any]) -> dict[str, forms.Field]:
    # Drawn by the room that gives appointments, which judges the mark when the place is held.
    return {"": forms.CharField(max_length=MARK_LETTERS, **common)}


_MAKERS = {
    "text": _text,
    "long_text": _long_text,
    "number": _number,
    "money": _money,
    "date": _date,
    "choice": _choice,
    "choices": _choices,
    "yes_no": _yes_no,
    "person_id": _person_id,
    "phone": _phone,
    "email": _email,
    "address": _parts,
    "parcel": _parts,
    "point": _point,
    "photo": _files,
    "file": _files,
    "sketch": _files,
    "signature": _signature,
    "appointment": _appointment,
}


# --- from boxes to what is kept, and back ----------------------------------------------------
def kept_of(asked: Field, typed: Mapping[str, Any]) -> Any:
    """
    Return what is kept of what was typed, by the ends of the boxes' names; ``None`` when nothing was.

    :raises ValidationError: if it cannot stand
    """
    if asked.kind in ("address", "parcel"):
        return _kept_parts(asked.kind, typed)
    if asked.kind == "point":
        return _kept_point(typed)
    only = typed.get("")
    if only in (None, "", []):
        return None
    if asked.kind == "yes_no":
        return only == "yes"
    if asked.kind == "date":
        return only.isoformat() if isinstance(only, date) else None
    if asked.kind == "person_id":
        return idchecks.checked(asked.id_kind, str(only))
    if asked.kind in ("number", "money"):
        factor = current().money.factor if asked.kind == "money" else 1
        return plain(Decimal(repr(float(only))) * factor)
    return only


def plain(figure: Decimal) -> str:
    """A figure as it is kept: without an exponent and without idle zeros."""
    words = format(figure, "f")
    return words.rstrip("0").rstrip(".") if "." in words else words


def _kept_parts(kind: str, typed: Mapping[str, Any]) -> dict[str, str] | None:
    kept = {code: str(words).strip() for code, words in typed.items() if words and str(words).strip()}
    if not kept:
        return None
    idchecks.check_parts(parts_of(kind), kept)
    return kept


def _kept_point(typed: Mapping[str, Any]) -> dict[str, Any] | None:
    kept: dict[str, Any] = {}
    if str(typed.get("words") or "").strip():
        kept["words"] = str(typed["words"]).strip()
    if typed.get("lon") is not None and typed.get("lat") is not None:
        kept |= {"lon": typed["lon"], "lat": typed["lat"]}
    return kept or None


def typed_of(asked: Field, kept: Any) -> dict[str, Any]:
    """What stands in the boxes for an answer that is kept, by the ends of their names."""
    if kept is None:
        return {}
    if asked.kind in ("address", "parcel", "point"):
        return dict(kept)
    if asked.kind == "signature":
        return {"name": kept.get("name", ""), "consent": bool(kept.get("consent"))}
    if asked.kind == "yes_no":
        return {"": "yes" if kept else "no"}
    if asked.kind == "date":
        return {"": date.fromisoformat(kept)}
    if asked.kind == "money":
        return {"": float(Decimal(kept) / current().money.factor)}
    if asked.kind == "number":
        return {"": float(kept)}
    return {} if asked.kind in ("photo", "file", "sketch", "payment", "group") else {"": kept}
