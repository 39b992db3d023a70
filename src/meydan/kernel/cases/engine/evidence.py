"""What a step of a workflow asks for by name, and whether what was given fits."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

FILE_KINDS = ("photo", "paper")
KINDS = (*FILE_KINDS, "field", "point", "date", "number", "choice")
MOST_LETTERS = 4000


class EvidenceUnfit(ValueError):
    """
    A value does not fit what was asked for.

    ``reason`` is one of empty, too_long, not_a_date, in_the_future, not_a_number, too_small, too_large,
    not_a_point, not_an_option.
    """

    def __init__(self, code: str, reason: str) -> None:
        super().__init__(f"{code}: {reason}")
        self.code = code
        self.reason = reason


@dataclass(frozen=True)
class EvidenceAsked:
    """
    One piece of evidence that a workflow knows by name.

    :param options: names of what may be chosen, by code; for ``choice`` alone
    :param least, most: bounds of a ``number``, both within reach; in ``unit``
    :param is_personal: kept sealed, shown to those who may see who reported, erased with the words
    :param is_fresh: asked for anew each time, however often it was given before
    :param may_be_ahead: a ``date`` may lie after today
    """

    code: str
    kind: str
    names: Mapping[str, str]
    hints: Mapping[str, str]
    law: str = ""
    options: Mapping[str, Mapping[str, str]] | None = None
    least: float | None = None
    most: float | None = None
    unit: str = ""
    is_personal: bool = False
    is_fresh: bool = False
    may_be_ahead: bool = False

    @property
    def is_file(self) -> bool:
        """Whether a file is asked for."""
        return self.kind in FILE_KINDS


def evidence_of(row: Mapping[str, Any]) -> EvidenceAsked:
    """Read one ``[[evidence]]`` of a workflow document."""
    names = dict(row.get("names", {}))
    options = {str(option.get("code")): dict(option.get("names", {})) for option in row.get("option", [])}
    return EvidenceAsked(
        code=str(row.get("code", "")),
        kind=str(row.get("kind", "")),
        names=names,
        hints=dict(row.get("hints", {})),
        law=str(row.get("law", "")),
        options=options or None,
        least=row.get("min"),
        most=row.get("max"),
        unit=str(row.get("unit", "")),
        is_personal=bool(row.get("personal", False)),
        is_fresh=bool(row.get("fresh", False)),
        may_be_ahead=bool(row.get("ahead", False)),
    )


def evidence_faults(asked: EvidenceAsked) -> list[str]:
    """Return what is wrong with one ``[[evidence]]``, in words; nothing when it can be asked for."""
    at = f"evidence {asked.code}"
    faults = [] if asked.kind in KINDS else [f"{at}: kind must be one of {', '.join(KINDS)}"]
    if (asked.kind == "choice") != bool(asked.options):
        faults.append(f"{at}: a choice, and only a choice, has options")
    if asked.least is not None and asked.most is not None and asked.least > asked.most:
        faults.append(f"{at}: min is above max")
    if asked.is_personal and asked.is_file:
        faults.append(f"{at}: a file is shown to staff alone already; personal is for values")
    return faults


def fit(asked: EvidenceAsked, value: Any, today: date) -> Any:
    """
    Return a value in the form in which it is kept, as plain JSON.

    A ``field`` is text, a ``date`` a day in ISO 8601, a ``number`` a finite float, a ``point`` ``[lon, lat]``
    in degrees, a ``choice`` a list of codes of its options in their written order.

    :param value: text, date, number, pair of numbers, or one or several codes
    :raises EvidenceUnfit: if it does not fit
    """
    read = {"field": _text, "date": _date, "number": _number, "point": _point, "choice": _choice}[asked.kind]
    return read(asked, value, today)


def _text(asked: EvidenceAsked, value: Any, today: date) -> str:
    said = str(value or "").strip()
    if not said:
        raise EvidenceUnfit(asked.code, "empty")
    if len(said) > MOST_LETTERS:
        raise EvidenceUnfit(asked.code, "too_long")
    return said


def _date(asked: EvidenceAsked, value: Any, today: date) -> str:
    try:
        day = value if isinstance(value, date) else date.fromisoformat(str(value))
    except ValueError as fault:
        raise EvidenceUnfit(asked.code, "not_a_date") from fault
    if day > today and not asked.may_be_ahead:
        raise EvidenceUnfit(asked.code, "in_the_future")
    return f"{day:%Y-%m-%d}"


def _number(asked: EvidenceAsked, value: Any, today: date) -> float:
    try:
        number = float(value)
    except (TypeError, ValueError) as fault:
        raise EvidenceUnfit(asked.code, "not_a_number") from fault
    if not math.isfinite(number):
        raise EvidenceUnfit(asked.code, "not_a_number")
    if asked.least is not None and number < asked.least:
        raise EvidenceUnfit(asked.code, "too_small")
    if asked.most is not None and number > asked.most:
        raise EvidenceUnfit(asked.code, "too_large")
    return number


def _point(asked: EvidenceAsked, value: Any, today: date) -> list[float]:
    try:
        if isinstance(value, str):
            raise ValueError("a place is a pair of numbers")
        lon, lat = (float(part) for part in value)
    except (TypeError, ValueError) as fault:
        raise EvidenceUnfit(asked.code, "not_a_point") from fault
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        raise EvidenceUnfit(asked.code, "not_a_point")
    return [lon, lat]


def _choice(asked: EvidenceAsked, value: Any, today: date) -> list[str]:
    chosen = {value} if isinstance(value, str) else set(value or ())
    if not chosen - {""}:
        raise EvidenceUnfit(asked.code, "empty")
    options = asked.options or {}
    if not chosen <= set(options):
        raise EvidenceUnfit(asked.code, "not_an_option")
    return [code for code in options if code in chosen]
