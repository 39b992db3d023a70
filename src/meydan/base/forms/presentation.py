"""Answers in words, for whoever checks them, works on them or takes them home."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from meydan.base.forms.boxes import parts_of
from meydan.base.forms.dues import standing_of
from meydan.base.forms.engine.definition import FILES, Field, FormDefinition
from meydan.base.forms.engine.path import is_shown, known_to
from meydan.base.forms.proving import state_of
from meydan.base.forms.times import words_of_time
from meydan.base.locale.public import (
    format_day,
    format_money,
    format_number,
    format_phone,
    local_digits,
    mask_id,
    text,
)
from meydan.base.packs.public import current


@dataclass(frozen=True)
class Line:
    """One answer: what was asked, what was said, and where it comes from."""

    field: Field
    label: str
    words: str
    page: str = ""
    files: tuple[str, ...] = ()
    proof: str = ""
    proof_state: str = ""
    rows: tuple[tuple[Line, ...], ...] = ()


@dataclass(frozen=True)
class Part:
    """The lines of a section."""

    code: str
    title: str
    lines: tuple[Line, ...]


def told(
    form: FormDefinition, counted: Mapping[str, Any], proofs: Mapping[str, Any], *, masks: bool = False
) -> list[Part]:
    """
    Return every answer in words, by section, in the order of the pages; what is not asked is left out.

    :param masks: hide the middle of identity numbers, for screens that others may see
    """
    known = known_to(form, counted)
    parts: dict[str, list[Line]] = {section.code: [] for section in form.sections}
    for page in form.pages:
        for field in page.fields:
            if is_shown(field, known):
                line = _line(form, field, counted.get(field.code), proofs, page.code, masks)
                parts[page.section].append(line)
    return [
        Part(section.code, text(section.names), tuple(parts[section.code]))
        for section in form.sections
        if parts[section.code]
    ]


def _line(
    form: FormDefinition, field: Field, answer: Any, proofs: Mapping[str, Any], page: str, masks: bool
) -> Line:
    proof = proofs.get(field.code)
    state = state_of(proof, answer) if proof else ""
    rows: list[tuple[Line, ...]] = []
    if field.kind == "group":
        for row in answer or []:
            inner = [one for one in form.rows_of(field.code) if row.get(one.code) is not None]
            rows.append(tuple(_line(form, one, row[one.code], {}, "", masks) for one in inner))
    return Line(
        field=field,
        label=text(field.names),
        words="" if rows else words_of_answer(field, answer, masks=masks),
        page=page,
        files=_files(field, answer),
        proof=proof_words(proof, state) if proof else "",
        proof_state=state,
        rows=tuple(rows),
    )


def _files(field: Field, answer: Any) -> tuple[str, ...]:
    if field.kind in FILES:
        return tuple(answer or ())
    if field.kind == "signature" and answer and answer.get("file"):
        return (answer["file"],)
    return ()


def words_of_answer(field: Field, answer: Any, *, masks: bool = False) -> str:
    """An answer as the reader reads it; a word that says so where there is none."""
    if answer in (None, "", [], {}):
        return _("not answered")
    write = _WRITERS.get(field.kind)
    if field.kind == "person_id":
        return mask_id(answer) if masks else local_digits(answer)
    return write(field, answer) if write else str(answer)


def _choice_words(field: Field, codes: Iterable[str]) -> str:
    names = {choice.code: text(choice.names) for choice in field.choices}
    return pgettext("list", ", ").join(names.get(code, code) for code in codes)


def _parts_words(field: Field, kept: Mapping[str, str]) -> str:
    said = [(text(part["names"]), kept.get(part["code"], "")) for part in parts_of(field.kind)]
    return pgettext("list", ", ").join(
        f"{name} {local_digits(words)}".strip() for name, words in said if words
    )


def _point_words(field: Field, kept: Mapping[str, Any]) -> str:
    words = str(kept.get("words", ""))
    if "lon" not in kept:
        return words
    marked = _("marked on the map")
    return f"{words} · {marked}" if words else marked


def _number_words(field: Field, kept: str) -> str:
    figure = format_number(Decimal(kept), field.decimals if "." in kept else 0)
    return f"{figure} {field.unit}".strip()


def _signature_words(field: Field, kept: Mapping[str, Any]) -> str:
    return str(kept.get("name") or _("signed by hand"))


def _payment_words(field: Field, kept: Mapping[str, Any]) -> str:
    amount = format_money(Decimal(str(kept.get("amount", "0"))), current().money)
    state = standing_of(str(kept["key"]), Decimal(str(kept["amount"]))) if "key" in kept else kept["state"]
    said = {
        "paid": _("paid"),
        "waiting": _("not confirmed yet"),
        "unpaid": pgettext("fee", "not paid yet"),
        "differs": _("another amount was paid"),
        "refunded": _("given back"),
    }
    return f"{amount} · {said.get(str(state), _('to be paid at the cash desk'))}"


_WRITERS: dict[str, Any] = {
    "number": _number_words,
    "money": lambda field, kept: format_money(Decimal(kept), current().money),
    "date": lambda field, kept: format_day(date.fromisoformat(kept)),
    "choice": lambda field, kept: _choice_words(field, [kept]),
    "choices": _choice_words,
    "yes_no": lambda field, kept: _("Yes") if kept else _("No"),
    "phone": lambda field, kept: format_phone(kept),
    "address": _parts_words,
    "parcel": _parts_words,
    "point": _point_words,
    "signature": _signature_words,
    "appointment": lambda field, kept: words_of_time(kept) or _("not answered"),
    "payment": _payment_words,
    "photo": lambda field, kept: "",
    "file": lambda field, kept: "",
    "sketch": lambda field, kept: "",
}


def proof_words(proof: Mapping[str, Any], state: str) -> str:
    """Where an answer comes from, in a sentence."""
    law = current().laws().get(str(proof.get("law", "")))
    facts = {
        "source": text(proof.get("names") or {}) or _("the register"),
        "day": format_day(date.fromisoformat(proof["on"])) if proof.get("on") else "",
        "law": text(law.names) if law else str(proof.get("law", "")),
    }
    return str(_proof_sentence(state)) % facts


def _proof_sentence(state: str) -> str:
    if state == "proven":
        return _("Taken from %(source)s on %(day)s under %(law)s.")
    if state == "changed":
        return _("Differs from what %(source)s said on %(day)s (%(law)s); an officer will look at it.")
    if state == "absent":
        return _("%(source)s knew nothing of it on %(day)s (%(law)s); it stands as it was written.")
    return _("Unproven: %(source)s did not answer on %(day)s (%(law)s). We ask again; you need not wait.")


def in_plain(parts: Iterable[Part]) -> list[dict[str, Any]]:
    """The same as JSON, for whoever takes their data home."""
    return [{"section": part.title, "answers": [_plain_line(line) for line in part.lines]} for part in parts]


def _plain_line(line: Line) -> dict[str, Any]:
    found: dict[str, Any] = {"question": line.label, "code": line.field.code, "answer": line.words}
    if line.files:
        found["files"] = list(line.files)
    if line.proof:
        found["origin"] = line.proof
    if line.rows:
        found["rows"] = [[_plain_line(inner) for inner in row] for row in line.rows]
    return found
