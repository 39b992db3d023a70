"""Changing the document of a form: parts are added, set, moved and taken out; the document given stays as it was."""

from __future__ import annotations

import copy
from collections.abc import Mapping, Sequence
from typing import Any

Document = dict[str, Any]


class PartUnknown(LookupError):
    """The document has no part of this code."""


def with_field(document: Mapping[str, Any], field: Mapping[str, Any], *, was: str = "") -> Document:
    """Return the document with a field set: in the place of the one that ``was``, or at the end."""
    changed = copy.deepcopy(dict(document))
    fields = changed.setdefault("field", [])
    place = next((at for at, one in enumerate(fields) if one.get("code") == (was or field["code"])), None)
    if place is None:
        fields.append(dict(field))
    else:
        fields[place] = dict(field)
    return changed


def without_field(document: Mapping[str, Any], code: str) -> Document:
    """
    Return the document without a field, and without the fields of the group it was.

    :raises PartUnknown: if there is none of this code
    """
    fields = document.get("field", [])
    if not any(one.get("code") == code for one in fields):
        raise PartUnknown(code)
    kept = [one for one in fields if code not in (one.get("code"), one.get("group"))]
    return {**copy.deepcopy(dict(document)), "field": copy.deepcopy(kept)}


def moved_field(document: Mapping[str, Any], code: str, steps: int) -> Document:
    """
    Return the document with a field moved ``steps`` places down (up when negative), at most to an end.

    :raises PartUnknown: if there is none of this code
    """
    changed = copy.deepcopy(dict(document))
    fields = changed.get("field", [])
    place = next((at for at, one in enumerate(fields) if one.get("code") == code), None)
    if place is None:
        raise PartUnknown(code)
    moved = fields.pop(place)
    fields.insert(max(0, min(len(fields), place + steps)), moved)
    return changed


def with_head(
    document: Mapping[str, Any],
    *,
    names: Mapping[str, str],
    about: Mapping[str, str],
    sections: Sequence[Mapping[str, Any]],
    pages: Sequence[Mapping[str, Any]],
) -> Document:
    """Return the document with new names, sections and titles of pages; empty texts of ``about`` are left out."""
    changed = copy.deepcopy(dict(document))
    changed["names"], changed["section"], changed["page"] = dict(names), list(sections), list(pages)
    changed["about"] = dict(about)
    if not any(about.values()):
        del changed["about"]
    return changed


def lines_of(parts: Sequence[Mapping[str, Any]]) -> str:
    """Parts as lines a person edits: ``code | Turkish | Persian | English``."""
    return "\n".join(
        " | ".join(
            [
                str(one.get("code", "")),
                *(str(one.get("names", {}).get(key, "")) for key in ("tr", "fa", "en")),
            ]
        )
        for one in parts
    )


def parts_of_lines(words: str) -> list[dict[str, Any]]:
    """Parts from such lines; what is missing is left empty, for the flaws to name."""
    parts = []
    for line in words.splitlines():
        if line.strip():
            code, *names = [cell.strip() for cell in line.split("|")]
            parts.append(
                {"code": code, "names": dict(zip(("tr", "fa", "en"), [*names, "", "", ""], strict=False))}
            )
    return parts
