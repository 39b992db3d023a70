"""Reads a form from its document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from meydan.base.forms.engine.definition import FEE, Choice, Field, Flaw, FormDefinition, Section
from meydan.base.forms.engine.flaws import flaws_of
from meydan.base.forms.engine.grammar import Node, read_logic


class FormUnreadable(ValueError):
    """The document is no form; ``flaws`` says what to mend."""

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        super().__init__("; ".join(flaw.problem for flaw in flaws))
        self.flaws = list(flaws)


def read_form(document: Mapping[str, Any]) -> FormDefinition:
    """
    Read a form.

    :raises FormUnreadable: with every flaw, if there is one
    """
    flaws = flaws_of(document)
    if flaws:
        raise FormUnreadable(flaws)
    return _read(document)


def _read(document: Mapping[str, Any]) -> FormDefinition:
    sections = tuple(Section(one["code"], one["names"]) for one in document["section"])
    pages = {one["code"]: (one["names"], one.get("about", {})) for one in document.get("page", [])}
    return FormDefinition(
        code=document["code"],
        names=document["names"],
        about=document.get("about", {}),
        sections=sections,
        fields=tuple(_field(one, sections[0].code) for one in document["field"]),
        page_names=pages,
    )


def _field(one: Mapping[str, Any], first_section: str) -> Field:
    return Field(
        code=one["code"],
        kind=one["kind"],
        names=one["names"],
        about=one.get("about", {}),
        section=one.get("section", first_section),
        page=one.get("page") or one["code"],
        group=one.get("group", ""),
        is_required=bool(one.get("required", True)),
        show_if=_logic(one, "show_if"),
        required_if=_logic(one, "required_if"),
        value=_logic(one, "value"),
        amount=None if one.get("amount") == FEE else _logic(one, "amount"),
        least=_figure(one.get("least")),
        most=_figure(one.get("most")),
        unit=one.get("unit", ""),
        decimals=int(one.get("decimals", 0)),
        choices=tuple(Choice(choice["code"], choice["names"]) for choice in one.get("choice", [])),
        source=one.get("source", ""),
        source_key=one.get("source_key", ""),
        law=one.get("law", ""),
        id_kind=one.get("id_kind", ""),
        service=one.get("service", ""),
    )


def _logic(one: Mapping[str, Any], key: str) -> Node | None:
    return read_logic(str(one[key])) if one.get(key) else None


def _figure(value: Any) -> Decimal | None:
    return None if value in (None, "") else Decimal(str(value))
