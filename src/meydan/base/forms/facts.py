"""What a case needs to know of a form: who, where, and in a few words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from meydan.base.forms.engine.definition import FormDefinition
from meydan.base.forms.presentation import words_of_answer

# The fields by these codes say who asks; others of the kind are about somebody else.
NAME_CODES = ("applicant_name", "name", "full_name")


@dataclass(frozen=True)
class Facts:
    """Each is empty where the form does not ask it."""

    name: str = ""
    phone: str = ""
    email: str = ""
    address: str = ""
    lon: float | None = None
    lat: float | None = None
    words: str = ""


def facts_said(form: FormDefinition, answers: Mapping[str, Any]) -> Facts:
    """Return the first answer of each kind: the applicant's name, phone, e-mail, the place, and the longest words."""
    point = _first(form, answers, "point") or {}
    place = next(
        (field for field in form.fields if field.kind == "address" and answers.get(field.code)), None
    )
    address = str(point.get("words", "")) or (words_of_answer(place, answers[place.code]) if place else "")
    return Facts(
        name=next((str(answers[code]) for code in NAME_CODES if answers.get(code)), ""),
        phone=str(_first(form, answers, "phone") or ""),
        email=str(_first(form, answers, "email") or ""),
        address=address,
        lon=point.get("lon"),
        lat=point.get("lat"),
        words=str(_first(form, answers, "long_text") or ""),
    )


def _first(form: FormDefinition, answers: Mapping[str, Any], kind: str) -> Any:
    found = (answers[field.code] for field in form.fields if field.kind == kind and answers.get(field.code))
    return next(found, None)
