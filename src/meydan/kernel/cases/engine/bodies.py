"""Bodies that decide on cases, as a pack describes them: seats, rules of counting, what may be decided."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from meydan.kernel.cases.engine.quorum import BASES, TIES, Rules, Threshold


class BodyFault(Exception):
    """A body's document cannot be worked by; the message names the document and the fault."""


@dataclass(frozen=True)
class Seat:
    """A place in a body: the post or institution it belongs to, and whether it votes."""

    code: str
    names: Mapping[str, str]
    institution: Mapping[str, str]
    count: int = 1
    has_vote: bool = True
    is_chair: bool = False
    is_secretary: bool = False


@dataclass(frozen=True)
class Option:
    """Something a body may decide."""

    code: str
    names: Mapping[str, str]


@dataclass(frozen=True)
class Motion:
    """What a body may decide on a case where it stands: an option, and the arrow it takes."""

    body: str
    option: str
    transition: str


@dataclass(frozen=True)
class Body:
    """
    A checked body.

    :ivar unit: the unit that stands for the body
    :ivar secretary_unit: the unit whose staff keep the agenda and the minutes
    :ivar dissent_reasoned: whether who votes against must say why
    :ivar not_with: bodies whose voters on a case may not vote on it here
    """

    code: str
    names: Mapping[str, str]
    unit: str
    secretary_unit: str
    law: str
    source: str
    rules: Rules
    seats: Mapping[str, Seat]
    options: Mapping[str, Option]
    dissent_reasoned: bool = False
    not_with: tuple[str, ...] = ()


def read_body(document: Mapping[str, Any], *, name: str) -> Body:
    """
    Read and check a body's document (its columns stand in the packs' README).

    :raises BodyFault: naming the first fault found
    """
    for fault in faults_of(document):
        raise BodyFault(f"body {name}: {fault}")
    seats = {row["code"]: _seat(row) for row in document["seat"]}
    rules = Rules(
        seats=sum(seat.count for seat in seats.values() if seat.has_vote),
        quorum=_thresholds(document["quorum"]),
        majority=_thresholds(document["majority"]),
        tie=str(document["tie"]),
        may_abstain=bool(document.get("abstention", True)),
    )
    return Body(
        code=str(document["code"]),
        names=dict(document["names"]),
        unit=str(document["unit"]),
        secretary_unit=str(document["secretary_unit"]),
        law=str(document.get("law", "")),
        source=str(document.get("source", "")),
        rules=rules,
        seats=seats,
        options={row["code"]: Option(row["code"], dict(row["names"])) for row in document.get("option", [])},
        dissent_reasoned=bool(document.get("dissent_reasoned", False)),
        not_with=tuple(document.get("not_with", ())),
    )


def faults_of(document: Mapping[str, Any]) -> list[str]:
    """Return what is wrong with a body's document, in words; nothing when it can be worked by."""
    lacking = [key for key in ("code", "names", "unit", "secretary_unit", "seat") if not document.get(key)]
    if lacking:
        return [f"no {key}" for key in lacking]
    faults = [
        f"{key}: {fault}"
        for key in ("quorum", "majority")
        for fault in _threshold_faults(document.get(key), key)
    ]
    if document.get("tie") not in TIES:
        faults.append(f"tie must be one of {', '.join(TIES)}")
    return faults + _seat_faults(document["seat"]) + _option_faults(document.get("option", []))


def _threshold_faults(rows: Any, key: str) -> list[str]:
    if not isinstance(rows, list) or not rows:
        return ["write at least one share"]
    faults = []
    for row in rows:
        if row.get("of") not in (("seats",) if key == "quorum" else BASES):
            faults.append(f"a share is counted of {'seats' if key == 'quorum' else ', '.join(BASES)}")
        if ("more_than" in row) == ("at_least" in row):
            faults.append("write either more_than or at_least")
        elif not 0 < _share(row) <= 1 or ("more_than" in row and _share(row) == 1):
            faults.append(f"{row} can never be reached, or always is")
    return faults


def _share(row: Mapping[str, Any]) -> Fraction:
    try:
        return Fraction(str(row.get("more_than", row.get("at_least"))))
    except (ValueError, ZeroDivisionError):
        return Fraction(0)


def _thresholds(rows: list[Mapping[str, Any]]) -> tuple[Threshold, ...]:
    return tuple(Threshold(str(row["of"]), _share(row), "more_than" in row) for row in rows)


def _seat(row: Mapping[str, Any]) -> Seat:
    return Seat(
        code=row["code"],
        names=dict(row["names"]),
        institution=dict(row.get("institution", {})),
        count=int(row.get("count", 1)),
        has_vote=bool(row.get("vote", True)),
        is_chair=bool(row.get("chair", False)),
        is_secretary=bool(row.get("secretary", False)),
    )


def _seat_faults(rows: list[Mapping[str, Any]]) -> list[str]:
    codes = [row.get("code") for row in rows]
    faults = [
        f"seat {code!r} is written twice" for code in sorted({str(c) for c in codes if codes.count(c) > 1})
    ]
    faults += [f"seat {row.get('code')!r} has no names" for row in rows if not row.get("names")]
    if not any(row.get("vote", True) for row in rows):
        faults.append("no seat has a vote")
    if sum(bool(row.get("chair")) for row in rows) != 1:
        faults.append("exactly one seat presides (chair = true)")
    return faults


def _option_faults(rows: list[Mapping[str, Any]]) -> list[str]:
    return [
        f"option {row.get('code')!r} has no code or no names"
        for row in rows
        if not row.get("code") or not row.get("names")
    ]


def motions_from(workflow: Mapping[str, Any], state: str, bodies: Collection[str] = ()) -> list[Motion]:
    """
    Return what bodies may decide on a case that stands in a state.

    :param workflow: the pack's document; its ``[[transition.decision]]`` tables name body and option
    :param bodies: those asked about; none: every body
    """
    return [
        Motion(str(row["body"]), str(row["option"]), str(arrow["code"]))
        for arrow in workflow.get("transition", [])
        if state in _sources(arrow)
        for row in arrow.get("decision", [])
        if not bodies or row["body"] in bodies
    ]


def _sources(arrow: Mapping[str, Any]) -> list[str]:
    source = arrow.get("from", [])
    return [source] if isinstance(source, str) else list(source)
