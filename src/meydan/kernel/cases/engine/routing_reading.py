"""Reads rules of routing from a document of a pack or of the desk, and names what is wrong with them."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from meydan.kernel.cases.engine.routing import ALWAYS, Rule, office_hours, plain, span

MOST_RULES = 500
MOST_WORDS = 100
LONGEST_WORD = 80
OPENS, CLOSES = "08:00", "17:00"
CLOCK = re.compile(r"^([01]\d|2[0-3]):([0-5]\d)$")
CODE = re.compile(r"^[a-z0-9_]{1,60}$")
LISTS = ("services", "kinds", "channels", "areas", "layers", "words")
KEYS = (
    "code", "order", "names", "unit", "urgent", "services", "kinds", "only", "channels", "areas", "layers",
    "polygon", "words", "answers", "hours", "sample", "source", "withdrawn",
)  # fmt: skip
Fold = Callable[[str], str]


class RoutingUnreadable(ValueError):
    """Rules have faults; ``faults`` lists them."""

    def __init__(self, faults: Sequence[RoutingFault]) -> None:
        super().__init__("; ".join(f"{one.number}.{one.key}: {one.kind}" for one in faults))
        self.faults = list(faults)


@dataclass(frozen=True)
class RoutingFault:
    """
    One thing to mend.

    :param number: which rule, from 0; -1 is the document itself
    :param key: where in the rule
    :param kind: a key of ``routingwords.FAULTS``; ``said`` fills its sentence
    """

    number: int
    key: str
    kind: str
    said: Mapping[str, str] = field(default_factory=dict)


def rows_in_order(document: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the rows of a document by their ``order`` (100 when not said), then as they stand."""
    rows = [row for row in document.get("rule", []) if isinstance(row, dict)]
    return sorted(rows, key=lambda row: row["order"] if isinstance(row.get("order"), int) else 100)


def read_rules(document: Mapping[str, Any], fold: Fold) -> list[Rule]:
    """
    Return the rules of a document in their order.

    :raises RoutingUnreadable: if their shape has a fault
    """
    faults = list(shape_faults(document, fold))
    if faults:
        raise RoutingUnreadable(faults)
    office = _office(document)
    return [_rule(row, office, fold) for row in rows_in_order(document)]


def _office(document: Mapping[str, Any]) -> int:
    return office_hours(
        _minute(str(document.get("opens", OPENS))), _minute(str(document.get("closes", CLOSES)))
    )


def _minute(clock: str) -> int:
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def _rule(row: Mapping[str, Any], office: int, fold: Fold) -> Rule:
    drawn = row.get("polygon")
    places = [*row.get("areas", []), *row.get("layers", []), *([polygon_tag(drawn)] if drawn else [])]
    return Rule(
        code=row["code"],
        unit=row["unit"],
        names=dict(row.get("names", {})),
        services=frozenset(row.get("services", [])),
        kinds=frozenset(row.get("kinds", [])),
        only=row.get("only", ""),
        channels=frozenset(row.get("channels", [])),
        places=frozenset(places),
        words=tuple(dict.fromkeys(plain(fold(word)) for word in row.get("words", []))),
        answers={name: frozenset(values) for name, values in row.get("answers", {}).items()},
        hours=_hours(row.get("hours"), office),
        is_urgent=bool(row.get("urgent", False)),
    )


def _hours(said: Any, office: int) -> int:
    if not said:
        return ALWAYS
    if said == "inside":
        return office
    return ALWAYS & ~office if said == "outside" else span(_minute(said[0]), _minute(said[1]))


def polygon_tag(corners: Sequence[Sequence[float]]) -> str:
    """Return the tag of a drawn area: the same corners have the same tag."""
    return "#" + hashlib.sha256(json.dumps(corners).encode()).hexdigest()[:16]


def polygons_of(document: Mapping[str, Any]) -> dict[str, list[list[float]]]:
    """Return the corners of each drawn area by its tag."""
    drawn = [row["polygon"] for row in document.get("rule", []) if row.get("polygon")]
    return {polygon_tag(corners): corners for corners in drawn}


def shape_faults(document: Mapping[str, Any], fold: Fold) -> Iterator[RoutingFault]:
    """Find what is wrong with the rules by themselves, without knowing the city."""
    rows = document.get("rule", [])
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        yield RoutingFault(-1, "rule", "no_rows")
        return
    if len(rows) > MOST_RULES:
        yield RoutingFault(-1, "rule", "too_many_rules", {"most": str(MOST_RULES)})
        return
    clocks = [document.get("opens", OPENS), document.get("closes", CLOSES)]
    if not all(isinstance(clock, str) and CLOCK.match(clock) for clock in clocks) or clocks[0] >= clocks[1]:
        yield RoutingFault(-1, "opens", "office_hours")
    seen: set[str] = set()
    for number, row in enumerate(rows_in_order(document)):
        code = str(row.get("code", ""))
        if not CODE.match(code):
            yield RoutingFault(number, "code", "no_code", {"code": code})
        elif code in seen:
            yield RoutingFault(number, "code", "code_twice", {"code": code})
        seen.add(code)
        yield from (RoutingFault(number, key, kind, said) for key, kind, said in _row_faults(row, fold))


def _row_faults(row: Mapping[str, Any], fold: Fold) -> Iterator[tuple[str, str, dict[str, str]]]:
    for key in sorted(set(row) - set(KEYS)):
        yield key, "unknown_key", {"key": key, "keys": ", ".join(KEYS)}
    if not isinstance(row.get("unit"), str) or not row["unit"]:
        yield "unit", "no_unit", {}
    if not isinstance(row.get("names", {}), dict) or not any(row.get("names", {}).values()):
        yield "names", "no_names", {}
    for key in LISTS:
        if not _is_texts(row.get(key, [])):
            yield key, "not_a_list", {"key": key}
            return
    if row.get("only", "") not in ("", "urgent", "other"):
        yield "only", "unknown_only", {"code": str(row["only"])}
    yield from _word_faults(row.get("words", []), fold)
    yield from _answer_faults(row.get("answers", {}))
    if row.get("hours") and not _are_hours(row["hours"]):
        yield "hours", "unknown_hours", {}
    if "polygon" in row and not _is_polygon(row["polygon"]):
        yield "polygon", "no_polygon", {}
    if not any(row.get(key) for key in (*LISTS, "only", "polygon", "answers", "hours")):
        yield "code", "no_condition", {"code": str(row.get("code", ""))}


def _is_texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) and one for one in value)


def _word_faults(words: Sequence[str], fold: Fold) -> Iterator[tuple[str, str, dict[str, str]]]:
    if len(words) > MOST_WORDS:
        yield "words", "too_many_words", {"most": str(MOST_WORDS)}
        return
    for word in words:
        # A lone letter would catch half of everything that is written.
        if len(word) > LONGEST_WORD or len(plain(fold(word)).strip()) < 2:
            yield "words", "no_word", {"word": word[:LONGEST_WORD], "most": str(LONGEST_WORD)}


def _answer_faults(answers: Any) -> Iterator[tuple[str, str, dict[str, str]]]:
    if not isinstance(answers, dict) or not all(value and _is_texts(value) for value in answers.values()):
        yield "answers", "no_answers", {}


def _are_hours(said: Any) -> bool:
    if said in ("inside", "outside"):
        return True
    pair = isinstance(said, list) and len(said) == 2
    return pair and all(isinstance(one, str) and CLOCK.match(one) for one in said) and said[0] != said[1]


def _is_polygon(corners: Any) -> bool:
    if not isinstance(corners, list) or not 3 <= len(corners) <= 500:
        return False
    return all(_is_corner(corner) for corner in corners)


def _is_corner(corner: Any) -> bool:
    pair = isinstance(corner, list | tuple) and len(corner) == 2
    if not pair or any(isinstance(one, bool) or not isinstance(one, int | float) for one in corner):
        return False
    return bool(abs(corner[0]) <= 180 and abs(corner[1]) <= 90)
