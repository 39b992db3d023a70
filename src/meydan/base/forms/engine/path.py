"""The way through a form: what is shown, what is required, what is worked out, and what is still to do."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import Any

from meydan.base.forms.engine.definition import FIGURES, Field, FormDefinition, Page
from meydan.base.forms.engine.evaluation import holds, value_of

Answers = Mapping[str, Any]


@dataclass(frozen=True)
class PageState:
    """A page of the task list: ``state`` is done, begun or to_do."""

    page: Page
    fields: tuple[Field, ...]
    state: str


def comparable(field: Field, kept: Any) -> Any:
    """An answer as the logic compares it: figures as Decimal, days as dates, texts as they are."""
    if kept is None:
        return None
    if field.kind in FIGURES:
        try:
            return Decimal(str(kept))
        except InvalidOperation:
            return None
    if field.kind == "date":
        return date.fromisoformat(kept)
    return kept


def worked_out(form: FormDefinition, answers: Answers) -> dict[str, Any]:
    """
    Return the answers that count: those of fields that are shown, with what the form computes itself.

    A field that is hidden has no answer, whatever was written in it before; fields lean on earlier ones alone, so
    one walk in order is enough.
    """
    counted: dict[str, Any] = {}
    known: dict[str, Any] = {}
    for field in form.fields:
        if field.group:
            continue
        if field.show_if is not None and not holds(field.show_if, known):
            continue
        if field.kind == "group":
            counted[field.code] = [
                _row(form, field.code, row, known) for row in answers.get(field.code) or []
            ]
            known[field.code] = counted[field.code]
            known |= _columns(form, field.code, counted[field.code])
            continue
        kept = _computed(field, known) if field.is_computed else answers.get(field.code)
        if kept is not None:
            counted[field.code] = kept
            known[field.code] = comparable(field, kept)
    return counted


def _row(form: FormDefinition, group: str, row: Answers, outer: Mapping[str, Any]) -> dict[str, Any]:
    known, kept = dict(outer), {}
    for field in form.rows_of(group):
        if field.show_if is not None and not holds(field.show_if, known):
            continue
        answer = _computed(field, known) if field.is_computed else row.get(field.code)
        if answer is not None:
            kept[field.code] = answer
            known[field.code] = comparable(field, answer)
    return kept


def _columns(form: FormDefinition, group: str, rows: list[dict[str, Any]]) -> dict[str, Any]:
    return {
        f"{group}.{field.code}": [
            comparable(field, row[field.code]) for row in rows if row.get(field.code) is not None
        ]
        for field in form.rows_of(group)
    }


def _computed(field: Field, known: Mapping[str, Any]) -> Any:
    assert field.value is not None  # noqa: S101 - asked of computed fields alone
    found = value_of(field.value, known)
    if isinstance(found, Decimal):
        step = Decimal(1).scaleb(-field.decimals)
        return str(found.quantize(step, rounding=ROUND_HALF_UP)) if field.kind in FIGURES else str(found)
    return found if isinstance(found, bool | str) else None


def known_to(form: FormDefinition, answers: Answers) -> dict[str, Any]:
    """The values by name that conditions are asked with."""
    counted = worked_out(form, answers)
    known: dict[str, Any] = {}
    for code, kept in counted.items():
        field = form.by_code[code]
        known[code] = kept if field.kind == "group" else comparable(field, kept)
        if field.kind == "group":
            known |= _columns(form, code, kept)
    return known


def is_shown(field: Field, known: Mapping[str, Any]) -> bool:
    """Whether a field is asked at all."""
    return field.show_if is None or holds(field.show_if, known)


def is_required(field: Field, known: Mapping[str, Any]) -> bool:
    """Whether an answer must be given: ``required_if`` where there is one, else ``required``."""
    if field.is_computed:
        return False
    return holds(field.required_if, known) if field.required_if is not None else field.is_required


def shown_pages(form: FormDefinition, answers: Answers) -> list[PageState]:
    """The pages to walk, each with the fields it shows and how far it is; one that shows none is left out."""
    known = known_to(form, answers)
    counted = worked_out(form, answers)
    found = []
    for page in form.pages:
        fields = tuple(field for field in page.fields if is_shown(field, known))
        asked = [field for field in fields if not field.is_computed]
        if asked:
            found.append(PageState(page, fields, _state(asked, counted, answers, known)))
    return found


def _state(fields: list[Field], counted: Answers, answers: Answers, known: Mapping[str, Any]) -> str:
    # A page that was looked at and left empty on purpose is done: its fields stand in the answers as nothing.
    lacking = [
        field
        for field in fields
        if not _is_given(counted.get(field.code)) and (is_required(field, known) or field.code not in answers)
    ]
    if not lacking:
        return "done"
    return "begun" if len(lacking) < len(fields) else "to_do"


def _is_given(answer: Any) -> bool:
    return answer not in (None, "", [], {})


def unanswered(form: FormDefinition, answers: Answers) -> list[Field]:
    """The fields that must be answered and are not, in the order of the pages."""
    known, counted = known_to(form, answers), worked_out(form, answers)
    return [
        field
        for page in form.pages
        for field in page.fields
        if is_shown(field, known) and is_required(field, known) and not _is_given(counted.get(field.code))
    ]


def next_page(form: FormDefinition, answers: Answers, after: str) -> str | None:
    """The code of the page that follows; ``None`` after the last."""
    codes = [state.page.code for state in shown_pages(form, answers)]
    order = [page.code for page in form.pages]
    place = order.index(after) if after in order else -1
    return next((code for code in codes if order.index(code) > place), None)


def page_before(form: FormDefinition, answers: Answers, code: str) -> str | None:
    """The code of the page before; ``None`` before the first."""
    order = [page.code for page in form.pages]
    place = order.index(code) if code in order else 0
    before = [state.page.code for state in shown_pages(form, answers) if order.index(state.page.code) < place]
    return before[-1] if before else None


def files_of(form: FormDefinition, counted: Answers) -> Iterator[tuple[Field, str]]:
    """Each file of the answers that count: the field and the file's digest."""
    for field in form.fields:
        kept = counted.get(field.code)
        if field.kind in ("photo", "file", "sketch"):
            yield from ((field, digest) for digest in kept or [])
        elif field.kind == "signature" and kept and kept.get("file"):
            yield field, kept["file"]
