"""Everything that is to mend in the document of a form, found at once."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from typing import Any

from meydan.base.forms.engine.definition import COMPUTED, FEE, KINDS, SINGLE, Flaw
from meydan.base.forms.engine.grammar import LogicUnreadable, names_in, read_logic

MOST_FIELDS = 200
MOST_CHOICES = 300
MOST_DECIMALS = 6
LANGUAGES = ("tr", "fa", "en")
CODE = re.compile(r"\A[a-z][a-z0-9_]{0,39}\Z")
LOGIC = ("show_if", "required_if", "value", "amount")
TEXTS = (
    "kind",
    "section",
    "page",
    "group",
    "unit",
    "source",
    "source_key",
    "law",
    "id_kind",
    "service",
    *LOGIC,
)
# Words of the logic cannot be names of fields.
TAKEN = frozenset({"and", "or", "not", "in", "yes", "no", "has", "count", "total", "least", "most", "round"})


def flaws_of(document: Mapping[str, Any]) -> list[Flaw]:
    """Everything to mend in a document, in the order of its parts; an empty list when it is a form."""
    flaws = _shape_flaws(document)
    if flaws:
        # What is not even a list of tables cannot be judged further.
        return flaws
    sections, fields = document["section"], document["field"]
    flaws += _part_flaws("section", sections) + _part_flaws("page", document.get("page", []))
    flaws += _part_flaws("field", fields)
    if len(fields) > MOST_FIELDS:
        flaws.append(Flaw(("field",), f"There are more than {MOST_FIELDS} fields.", "Split the form."))
    if flaws:
        return flaws
    known = {one["code"]: one for one in fields}
    places = {one["code"] for one in sections}
    for number, one in enumerate(fields):
        flaws += _field_flaws(("field", number), one, known, places)
    return flaws or _logic_flaws(fields, known) or _page_flaws(document)


def _shape_flaws(document: Mapping[str, Any]) -> list[Flaw]:
    flaws = []
    if not CODE.match(str(document.get("code", ""))):
        flaws.append(Flaw(("code",), "The form has no code.", "Write code with small letters, digits and _."))
    flaws += _names_flaws(("names",), document.get("names"))
    for key in ("section", "field"):
        parts = document.get(key)
        if not isinstance(parts, list) or not parts or not all(isinstance(one, dict) for one in parts):
            flaws.append(Flaw((key,), f"The form has no {key}.", f"Add a [[{key}]]."))
    pages = document.get("page", [])
    if not isinstance(pages, list) or not all(isinstance(one, dict) for one in pages):
        flaws.append(Flaw(("page",), "page is not a list of tables.", "Write [[page]]."))
    return flaws


def _names_flaws(where: tuple[Any, ...], names: Any) -> list[Flaw]:
    given = names if isinstance(names, dict) else {}
    missing = [one for one in LANGUAGES if not isinstance(given.get(one), str) or not given[one].strip()]
    if not missing:
        return []
    return [
        Flaw(
            where,
            f"{where[-1]} has no text in: {', '.join(missing)}.",
            "Write it in Turkish, Persian and English.",
        )
    ]


def _part_flaws(kind: str, parts: Sequence[Mapping[str, Any]]) -> list[Flaw]:
    flaws, seen = [], set()
    for number, one in enumerate(parts):
        code = str(one.get("code", ""))
        if not CODE.match(code) or code in TAKEN:
            remedy = (
                "Write code with small letters, digits and _, beginning with a letter; no word of the logic."
            )
            flaws.append(Flaw((kind, number, "code"), f"The {kind} {code!r} has no usable code.", remedy))
        elif code in seen:
            flaws.append(Flaw((kind, number, "code"), f"The {kind} {code!r} stands twice.", "Rename one."))
        seen.add(code)
        flaws += _names_flaws((kind, number, "names"), one.get("names"))
    return flaws


def _field_flaws(
    where: tuple[Any, ...], one: Mapping[str, Any], known: Mapping[str, Any], sections: set[str]
) -> list[Flaw]:
    not_texts = [key for key in TEXTS if not isinstance(one.get(key, ""), str)]
    if not_texts:
        return [
            Flaw((*where, key), f"{key} of {one['code']!r} is no text.", "Write it in quotes.")
            for key in not_texts
        ]
    if one.get("kind") not in KINDS:
        problem = f"kind {one.get('kind')!r} is not known."
        return [Flaw((*where, "kind"), problem, f"Use one of: {', '.join(KINDS)}.")]
    flaws = [
        Flaw((*where, key), problem, remedy)
        for key, is_wrong, problem, remedy in _judged(one, known, sections)
        if is_wrong
    ]
    if one.get("about"):
        flaws += _names_flaws((*where, "about"), one["about"])
    return flaws + (_choice_flaws(where, one) if one["kind"] in ("choice", "choices") else [])


def _judged(
    one: Mapping[str, Any], known: Mapping[str, Any], sections: set[str]
) -> list[tuple[str, bool, str, str]]:
    """Each rule of a field: the key it is about, whether it is broken, what is wrong and what to do."""
    code, kind, group = one["code"], one["kind"], one.get("group", "")
    section = one.get("section", "")
    decimals = one.get("decimals", 0)
    asked_by = one.get("source_key", "")
    return [
        (
            "section",
            bool(section) and section not in sections,
            f"There is no section {section!r}.",
            f"Use one of: {', '.join(sorted(sections))}.",
        ),
        ("least", not _is_number(one.get("least")), "least is no number.", "Write digits."),
        ("most", not _is_number(one.get("most")), "most is no number.", "Write digits."),
        (
            "decimals",
            not isinstance(decimals, int) or not 0 <= decimals <= MOST_DECIMALS,
            f"decimals is not a whole number from 0 to {MOST_DECIMALS}.",
            "Write 0, 1 or 2.",
        ),
        (
            "group",
            bool(group) and known.get(group, {}).get("kind") != "group",
            f"There is no repeated group {group!r}.",
            "Name a field of kind group.",
        ),
        (
            "kind",
            bool(group) and kind in SINGLE,
            f"{kind} cannot stand in a repeated group.",
            "Give it a page of its own.",
        ),
        (
            "kind",
            kind == "group" and not any(other.get("group") == code for other in known.values()),
            f"The group {code!r} has no fields.",
            f'Add fields with group = "{code}".',
        ),
        (
            "value",
            bool(one.get("value")) and kind not in COMPUTED,
            f"A field of kind {kind} cannot be computed.",
            f"Use one of: {', '.join(COMPUTED)}.",
        ),
        (
            "page",
            kind == "appointment" and one.get("page", code) != code,
            f"The appointment {code!r} shares a page.",
            "Give it a page of its own: its days are looked through there.",
        ),
        (
            "kind",
            kind == "appointment" and sum(other.get("kind") == kind for other in known.values()) > 1,
            "A form asks for one appointment.",
            "Ask for the second in a form of its own.",
        ),
        (
            "amount",
            kind == "payment" and not one.get("amount"),
            f"{code!r} does not say how much is to be paid.",
            f'Add amount: a number, a formula, or "{FEE}" for what the service costs.',
        ),
        (
            "kind",
            kind == "payment" and sum(other.get("kind") == kind for other in known.values()) > 1,
            "A form asks for one payment.",
            "Add the amounts up in one formula.",
        ),
        (
            "source_key",
            bool(one.get("source")) and (asked_by not in known or asked_by == code),
            f"{code!r} does not say by which answer the register is asked.",
            "Name another field.",
        ),
        (
            "law",
            bool(one.get("source")) and not one.get("law"),
            f"{code!r} is taken from a register without a law.",
            "Name the law that allows it.",
        ),
    ]


def _is_number(value: Any) -> bool:
    try:
        return value in (None, "") or Decimal(str(value)).is_finite()
    except InvalidOperation:
        return False


def _choice_flaws(where: tuple[Any, ...], one: Mapping[str, Any]) -> list[Flaw]:
    choices = one.get("choice")
    if (
        not isinstance(choices, list)
        or not all(isinstance(item, dict) for item in choices)
        or len(choices) < 2
    ):
        return [
            Flaw(
                (*where, "choice"), f"{one['code']!r} offers no choice.", "Add two [[field.choice]] or more."
            )
        ]
    if len(choices) > MOST_CHOICES:
        return [Flaw((*where, "choice"), f"It offers more than {MOST_CHOICES} choices.", "Ask for a text.")]
    flaws, seen = [], set()
    for number, choice in enumerate(choices):
        code = str(choice.get("code", ""))
        if not CODE.match(code) or code in seen:
            problem = f"The choice {code!r} has no code of its own."
            flaws.append(
                Flaw((*where, "choice", number), problem, "Write code with small letters and digits.")
            )
        seen.add(code)
        flaws += _names_flaws((*where, "choice", number, "names"), choice.get("names"))
    return flaws


def _logic_flaws(fields: Sequence[Mapping[str, Any]], known: Mapping[str, Any]) -> list[Flaw]:
    """Logic may lean on what was asked before alone, so that no circle can arise and no answer changes behind one."""
    flaws: list[Flaw] = []
    order = {one["code"]: place for place, one in enumerate(fields)}
    for number, one in enumerate(fields):
        for key in LOGIC:
            if not one.get(key) or (key == "amount" and one[key] == FEE):
                continue
            where = ("field", number, key)
            try:
                names = names_in(read_logic(str(one[key])))
            except LogicUnreadable as fault:
                flaws.append(
                    Flaw(where, f"{key} of {one['code']!r} cannot be read. {fault}", "Mend the expression.")
                )
                continue
            for name in sorted(names):
                flaws += _name_flaws(where, one, name, known, order)
    return flaws


def _name_flaws(
    where: tuple[Any, ...],
    one: Mapping[str, Any],
    name: str,
    known: Mapping[str, Any],
    order: Mapping[str, int],
) -> list[Flaw]:
    group, _, inner = name.rpartition(".")
    target = known.get(inner)
    if target is None or target.get("group", "") not in (group, one.get("group", "")):
        return [
            Flaw(
                where, f"There is no field {name!r}.", "Name a field, or group.field for all rows of a group."
            )
        ]
    if group and target.get("group") != group:
        return [Flaw(where, f"{inner!r} is not a field of {group!r}.", "Name a field of the group.")]
    if order[inner] >= order[one["code"]]:
        return [
            Flaw(where, f"{name!r} is asked later than {one['code']!r}.", "Lean on what was asked before.")
        ]
    return []


def _page_flaws(document: Mapping[str, Any]) -> list[Flaw]:
    flaws = []
    first = document["section"][0]["code"]
    sections: dict[str, str] = {}
    for number, one in enumerate(document["field"]):
        page = one.get("page") or one["code"]
        section = one.get("section", first)
        if not one.get("group") and sections.setdefault(page, section) != section:
            problem = f"The page {page!r} stands in two sections."
            flaws.append(Flaw(("field", number, "page"), problem, "Name another page."))
        if one["kind"] == "group" and page != one["code"]:
            problem = f"The repeated group {one['code']!r} shares a page."
            flaws.append(Flaw(("field", number, "page"), problem, "Give it a page of its own."))
    return flaws
