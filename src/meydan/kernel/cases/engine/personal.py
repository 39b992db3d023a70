"""Finds what people write about themselves without meaning to: identity numbers, phones, e-mails, accounts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

# A run of digits as people write numbers: joined by single spaces, dashes, dots, slashes or brackets.
_PIECE = re.compile(r"\d+")
_JOINT = re.compile(r"[ \u00a0\-./()\u200c]{1,2}")
_EMAIL = re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{2,63})+")
_ACCOUNT = re.compile(r"\b[A-Za-z]{2}\d{2}(?: ?[A-Za-z0-9]){11,30}")
# A phone with its area code or a country code; fewer digits are house and pole numbers.
FEWEST_PHONE_DIGITS = 10
MOST_PHONE_DIGITS = 15
# A number is written in a few pieces; more are a list, and looking further would only cost time.
MOST_PIECES = 8
Check = Callable[[str], bool]


@dataclass(frozen=True)
class Trace:
    """A stretch of a text that tells who somebody is: ``kind`` is id, phone, email or account."""

    kind: str
    start: int
    end: int


@dataclass(frozen=True)
class IdRule:
    """An identity number of a country: how many digits, and whether they can be one."""

    length: int
    check: Check


def personal_traces(
    words: str, *, ids: Sequence[IdRule], is_phone: Check, is_account: Check | None = None
) -> list[Trace]:
    """
    Return where a text holds personal numbers and addresses, in order and without overlap.

    :param words: with digits of any script already turned into 0-9, one for one, so that places agree
    :param ids: identity numbers of persons in this country
    :param is_phone: says whether digits, with a leading plus perhaps, can be dialled
    """
    found = [Trace("email", *match.span()) for match in _EMAIL.finditer(words)]
    if is_account is not None:
        found += [Trace("account", *one.span()) for one in _ACCOUNT.finditer(words) if is_account(one[0])]
    for start, end in _runs(words):
        found.extend(_numbers(words, start, end, ids, is_phone))
    return _apart(found)


def _runs(words: str) -> Iterator[tuple[int, int]]:
    """Yield the stretches of pieces of digits that stand close together."""
    start = end = -1
    for piece in _PIECE.finditer(words):
        if start >= 0 and _JOINT.fullmatch(words[end : piece.start()]):
            end = piece.end()
            continue
        if start >= 0:
            yield start, end
        start, end = piece.span()
    if start >= 0:
        yield start, end


def _numbers(words: str, start: int, end: int, ids: Sequence[IdRule], is_phone: Check) -> Iterator[Trace]:
    """Yield the numbers inside a run, the longest from each piece on."""
    pieces = [(one.start() + start, one.end() + start) for one in _PIECE.finditer(words[start:end])]
    first = 0
    while first < len(pieces):
        for last in range(min(len(pieces), first + MOST_PIECES) - 1, first - 1, -1):
            span = (pieces[first][0], pieces[last][1])
            kind = _kind(words, span, ids, is_phone)
            if kind:
                opens = _opening(words, span[0]) if kind == "phone" else span[0]
                yield Trace(kind, opens, span[1])
                first = last
                break
        first += 1


def _kind(words: str, span: tuple[int, int], ids: Sequence[IdRule], is_phone: Check) -> str:
    digits = "".join(_PIECE.findall(words[slice(*span)]))
    if any(len(digits) == rule.length and rule.check(digits) for rule in ids):
        return "id"
    if not FEWEST_PHONE_DIGITS <= len(digits) <= MOST_PHONE_DIGITS:
        return ""
    plus = "+" if words[_opening(words, span[0])] == "+" else ""
    return "phone" if is_phone(plus + digits) else ""


def _opening(words: str, start: int) -> int:
    """Return where a phone begins: at its plus or bracket, if it has one."""
    at = start
    while at > 0 and words[at - 1] in "+(":
        at -= 1
    return at


def _apart(found: list[Trace]) -> list[Trace]:
    kept: list[Trace] = []
    for trace in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or trace.start >= kept[-1].end:
            kept.append(trace)
    return kept


def without(words: str, traces: Sequence[Trace], marks: Mapping[str, str]) -> str:
    """Return a text with each trace replaced by the mark of its kind."""
    out, at = [], 0
    for trace in traces:
        out += [words[at : trace.start], marks[trace.kind]]
        at = trace.end
    return "".join([*out, words[at:]])
