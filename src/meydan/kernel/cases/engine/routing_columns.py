"""The same rules over very many cases at once, column by column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from meydan.kernel.cases.engine.routing import ALWAYS, CELLS, Rule, fits_service, has_answers, has_word

Numbers = NDArray[np.int32]
Mask = NDArray[np.bool_]


@dataclass(frozen=True)
class ServiceFacts:
    """What rules may ask about a service."""

    code: str
    kind: str
    is_urgent: bool


@dataclass(frozen=True)
class Columns:
    """
    What rules may ask about many cases, as columns of one length.

    :param services: facts of each service that ``service`` points into, and ``channels`` likewise
    :param cell: ``routing.cell`` of the moment each came in
    :param places: for each tag of a place, which cases lie there
    :param texts: plain texts; empty when no rule asks for words
    :param answers: by case; empty when no rule asks for answers
    """

    services: Sequence[ServiceFacts]
    service: Numbers
    channels: Sequence[str]
    channel: Numbers
    cell: Numbers
    places: Mapping[str, Mask] = field(default_factory=dict)
    texts: Sequence[str] = ()
    answers: Sequence[Mapping[str, frozenset[str]]] = ()

    def __len__(self) -> int:
        return len(self.service)


def first_fits(rules: Sequence[Rule], columns: Columns) -> Numbers:
    """Return for each case the place in order of the first rule that fits, or -1; as ``first_fit`` does for one."""
    found = np.full(len(columns), -1, dtype=np.int32)
    for number, rule in enumerate(rules):
        waiting = np.flatnonzero(found < 0)
        if not len(waiting):
            break
        found[waiting[_fits(rule, columns, waiting)]] = number
    return found


def _fits(rule: Rule, columns: Columns, rows: NDArray[np.intp]) -> Mask:
    fit = _by_service(rule, columns)[columns.service[rows]]
    if rule.channels:
        fit &= np.array([one in rule.channels for one in columns.channels], dtype=bool)[columns.channel[rows]]
    if rule.hours != ALWAYS:
        fit &= _hours(rule.hours)[columns.cell[rows]]
    if rule.places:
        fit &= _in_places(rule, columns)[rows]
    # Words and answers are the dear ones: asked only of what is left.
    if rule.words:
        _narrow(fit, [has_word(columns.texts[row], rule.words) for row in rows[fit]])
    if rule.answers:
        _narrow(fit, [has_answers(rule, columns.answers[row]) for row in rows[fit]])
    return fit


def _by_service(rule: Rule, columns: Columns) -> Mask:
    facts = columns.services
    return np.array(
        [fits_service(rule, one.code, one.kind, is_urgent=one.is_urgent) for one in facts], dtype=bool
    )


def _hours(hours: int) -> Mask:
    packed = np.frombuffer(hours.to_bytes(CELLS // 8, "little"), dtype=np.uint8)
    return np.unpackbits(packed, bitorder="little").astype(bool)


def _in_places(rule: Rule, columns: Columns) -> Mask:
    inside = np.zeros(len(columns), dtype=bool)
    for tag in rule.places:
        if tag in columns.places:
            inside |= columns.places[tag]
    return inside


def _narrow(fit: Mask, kept: Sequence[bool]) -> None:
    fit[fit] = np.array(kept, dtype=bool)
