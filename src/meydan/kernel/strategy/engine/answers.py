"""What a unit answers to the question of a quarter: a percentage, one sentence, and why it is late."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

LONGEST_SENTENCE, LONGEST_REASON = 400, 600
# More than anybody types on a telephone; the rest of a pasted report is not looked at.
MOST_LETTERS = 20_000

PERCENT_SIGNS = "%٪"
_PERCENT_WORDS = r"(?:percent|per\s+cent|yüzde|yuzde|درصد)"
# "40 …", "%40 …", "yüzde 40 …", "40% …", "40 درصد …"; a year of four figures is none of these.
_AT_THE_BEGINNING = re.compile(
    rf"^\W{{0,3}}?(?:[{PERCENT_SIGNS}]\s*|yüzde\s+|yuzde\s+)?(?P<figure>\d{{1,3}}(?:[.,٫]\d{{1,2}})?)(?![\d/])"
    rf"(?:\s*[{PERCENT_SIGNS}]|\s*{_PERCENT_WORDS}\b)?[\s:,.;\-–—]*",
    re.IGNORECASE,
)
_MARKED = re.compile(
    rf"(?:[{PERCENT_SIGNS}]\s*|\byüzde\s+|\byuzde\s+)(?P<before>\d{{1,3}}(?:[.,٫]\d{{1,2}})?)(?!\d)"
    rf"|(?<!\d)(?P<after>\d{{1,3}}(?:[.,٫]\d{{1,2}})?)\s*(?:[{PERCENT_SIGNS}]|{_PERCENT_WORDS}\b)",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"(?:^|[\s.;,])(?:reason|because|neden|gerekçe|gerekce|علت|دلیل)\s*[:：]\s*", re.IGNORECASE
)
_DIGITS = {ord(letter): str(unicodedata.digit(letter)) for letter in "۰۱۲۳۴۵۶۷۸۹٠١٢٣٤٥٦٧٨٩"}
# Marks of direction that keyboards put between digits; the half-space of Persian stays.
_MARKS = dict.fromkeys(map(ord, "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff"))


class AnswerUnreadable(ValueError):
    """The words hold no answer; ``args[0]`` is why: no_percent, too_much, several, no_sentence."""


@dataclass(frozen=True)
class Answer:
    """A percentage from 0 to 100, a sentence, and the reason for a missed date where one is given."""

    percent: int
    sentence: str
    reason: str = ""


def read_answer(words: str) -> Answer:
    """
    Read "40 road is asphalted up to the school", in any digits, with a greeting before it or not.

    The figure stands at the beginning, or carries a sign or word for per cent. Only the paragraph with the figure
    is read, so that greetings and signatures do not become public; "reason:" may follow in it or in one of its own.

    :raises AnswerUnreadable: if there is no figure, several, one above a hundred, or no sentence beside it
    """
    paragraphs = [one for one in _paragraphs(words) if one]
    for at, paragraph in enumerate(paragraphs):
        found = _figure(paragraph)
        if found is not None:
            figure, rest = found
            return _answer(figure, rest, paragraphs[at + 1 :])
    raise AnswerUnreadable("no_percent")


def _paragraphs(words: str) -> list[str]:
    plain = words[:MOST_LETTERS].translate(_MARKS).translate(_DIGITS)
    return [" ".join(one.split()) for one in re.split(r"\n\s*\n", plain.replace("\r\n", "\n"))]


def _figure(paragraph: str) -> tuple[str, str] | None:
    first = _AT_THE_BEGINNING.match(paragraph)
    marked = list(_MARKED.finditer(paragraph))
    figures = {one["before"] or one["after"] for one in marked}
    if first:
        figures.add(first["figure"])
    if not figures:
        return None
    # "1. stage ends, 40%" and "40% or 50%" may mean either: a person decides.
    if len(figures) > 1:
        raise AnswerUnreadable("several")
    if first:
        return first["figure"], paragraph[first.end() :]
    return figures.pop(), paragraph


def _answer(figure: str, rest: str, later: list[str]) -> Answer:
    percent = float(figure.replace(",", ".").replace("٫", "."))
    if percent > 100:
        raise AnswerUnreadable("too_much")
    sentence, *reasons = _REASON.split(rest, maxsplit=1)
    reason = reasons[0] if reasons else next((_after(one) for one in later if _after(one)), "")
    sentence = sentence.strip(" \t-–—")
    if sum(letter.isalpha() for letter in sentence) < 2:
        raise AnswerUnreadable("no_sentence")
    return Answer(int(percent + 0.5), _cut(sentence, LONGEST_SENTENCE), _cut(reason, LONGEST_REASON))


def _after(paragraph: str) -> str:
    found = _REASON.match(paragraph)
    return paragraph[found.end() :] if found else ""


def _cut(words: str, most: int) -> str:
    kept = "".join(letter for letter in words if letter == "\u200c" or unicodedata.category(letter)[0] != "C")
    return kept if len(kept) <= most else kept[: most - 1].rstrip() + "…"
