"""Which unit a new case goes to: ordered rules, of which the first that fits decides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

DAY_KINDS = ("work", "half", "off")
MINUTES = 24 * 60
NOON = 12 * 60
# Every minute of a worked, a half and a free day: a set of hours is a number with one bit for each.
CELLS = len(DAY_KINDS) * MINUTES
ALWAYS = (1 << CELLS) - 1
NOT_WORDS = re.compile(r"[\W_]+")


@dataclass(frozen=True)
class Rule:
    """
    One rule: where a case goes for which all that is named here fits. What is empty is not asked.

    :param code: names the rule in histories
    :param only: ``urgent`` or ``other``: by whether the service counts as urgent
    :param places: tags of places: a layer, a place as ``LAYER/KEY``, or ``polygon_tag`` of a drawn area
    :param words: plain words (``plain``); a case fits when one begins a word of its text
    :param answers: by the field of the form, the answers of which one must have been given
    :param hours: bits of ``cell``; ``ALWAYS`` is not asked
    :param is_urgent: whether the case is marked as urgent too
    """

    code: str
    unit: str
    names: Mapping[str, str] = field(default_factory=dict)
    services: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    only: str = ""
    channels: frozenset[str] = frozenset()
    places: frozenset[str] = frozenset()
    words: tuple[str, ...] = ()
    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    hours: int = ALWAYS
    is_urgent: bool = False

    @property
    def is_bare(self) -> bool:
        """Whether nothing is asked, so that every case fits."""
        asked = (self.services, self.kinds, self.only, self.channels, self.places, self.words, self.answers)
        return not any(asked) and self.hours == ALWAYS


@dataclass(frozen=True)
class Matter:
    """
    What rules may ask about a new case.

    :param text: title and description, made ``plain``
    :param places: the tags of the places it lies in
    :param cell: ``cell`` of the moment it came in
    """

    service: str
    kind: str
    channel: str
    is_urgent_service: bool = False
    text: str = ""
    places: frozenset[str] = frozenset()
    answers: Mapping[str, frozenset[str]] = field(default_factory=dict)
    cell: int = 0


def plain(folded: str) -> str:
    """
    Return folded text as words between single spaces, with a space at its start; empty when there is no word.

    >>> plain("tel (koptu)")
    ' tel koptu'
    """
    words = NOT_WORDS.sub(" ", folded).strip()
    return f" {words}" if words else ""


def cell(day_kind: str, minute: int) -> int:
    """Return the number of a minute of the day (0 to 1439) on a day of this kind."""
    return DAY_KINDS.index(day_kind) * MINUTES + minute


def span(begin: int, end: int, days: Iterable[str] = DAY_KINDS) -> int:
    """Return the hours from one minute of the day on and before another; over midnight when it ends before."""
    if end <= begin:
        return span(begin, MINUTES, days) | (span(0, end, days) if end else 0)
    bits = ((1 << (end - begin)) - 1) << begin
    return sum(bits << (DAY_KINDS.index(day) * MINUTES) for day in days)


def office_hours(opens: int, closes: int) -> int:
    """Return the hours in which the office works; on half days until noon."""
    worked = span(opens, closes, ["work"])
    return worked | (span(opens, min(closes, NOON), ["half"]) if opens < NOON else 0)


def fits(rule: Rule, matter: Matter) -> bool:
    """Say whether all that a rule asks fits a case."""
    return (
        fits_service(rule, matter.service, matter.kind, is_urgent=matter.is_urgent_service)
        and (not rule.channels or matter.channel in rule.channels)
        and bool(rule.hours >> matter.cell & 1)
        and (not rule.places or not rule.places.isdisjoint(matter.places))
        and (not rule.words or has_word(matter.text, rule.words))
        and has_answers(rule, matter.answers)
    )


def fits_service(rule: Rule, code: str, kind: str, *, is_urgent: bool) -> bool:
    """Say whether what a rule asks of the service fits."""
    return (
        (not rule.services or code in rule.services)
        and (not rule.kinds or kind in rule.kinds)
        and (not rule.only or (rule.only == "urgent") == is_urgent)
    )


def has_word(text: str, words: Iterable[str]) -> bool:
    """Say whether one of the plain words begins a word of a plain text: ``tel`` is in "teli koptu", not in "otel"."""
    return any(word in text for word in words)


def has_answers(rule: Rule, answers: Mapping[str, frozenset[str]]) -> bool:
    """Say whether each field a rule names was answered with one of its answers."""
    return all(not wanted.isdisjoint(answers.get(name, frozenset())) for name, wanted in rule.answers.items())


def first_fit(rules: Sequence[Rule], matter: Matter) -> int:
    """Return the place in order of the first rule that fits, or -1: then the service's own unit has it."""
    return next((number for number, rule in enumerate(rules) if fits(rule, matter)), -1)
