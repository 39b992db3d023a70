"""What was answered in a survey, counted by question."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal

from meydan.base.forms.public import definition_of
from meydan.domains.participation.engine.tallies import FEWEST, safe_counts
from meydan.domains.participation.models import Survey, SurveyResponse

YES_NO: tuple[tuple[str, Mapping[str, str]], ...] = (
    ("yes", {"tr": "Evet", "fa": "بله", "en": "Yes"}),
    ("no", {"tr": "Hayır", "fa": "خیر", "en": "No"}),
)


@dataclass(frozen=True)
class Tally:
    """
    One question counted.

    :ivar answered: how many answered it; ``None`` where fewer than five did
    :ivar cells: (code, names, count), a count of ``None`` is hidden
    :ivar middle: mean and median of a figure, in the question's unit
    """

    code: str
    names: Mapping[str, str]
    answered: int | None
    is_one_each: bool = True
    unit: str = ""
    cells: tuple[tuple[str, Mapping[str, str], int | None], ...] = ()
    middle: tuple[float, float] | None = None


@dataclass
class _Heap:
    answered: int = 0
    counts: Counter[str] = field(default_factory=Counter)
    figures: list[float] = field(default_factory=list)


def channels(survey: Survey) -> dict[str, int]:
    """Return how many answers came each way; those on paper apart."""
    found = Counter(survey.responses.values_list("channel", flat=True))
    return {channel: found.get(channel, 0) for channel in SurveyResponse.Channel.values}


def tallies(survey: Survey) -> list[Tally]:
    """Return every question that is counted, in the order it was asked, fit to be published."""
    fields = [one for one in definition_of(survey.version).fields if not one.group]
    heaps: dict[str, _Heap] = {one.code: _Heap() for one in fields}
    for answers in survey.responses.values_list("answers", flat=True).iterator(chunk_size=2000):
        for code, said in answers.items():
            if code in heaps:
                _put(heaps[code], said)
    told = []
    for one in fields:
        heap, count = heaps[one.code], heaps[one.code].answered
        shown = count if count >= FEWEST else None
        if one.kind in ("number", "money"):
            middle = (statistics.fmean(heap.figures), statistics.median(heap.figures)) if shown else None
            told.append(Tally(one.code, one.names, shown, unit=one.unit, middle=middle))
        elif one.kind in ("choice", "choices", "yes_no"):
            choices = (
                YES_NO if one.kind == "yes_no" else [(choice.code, choice.names) for choice in one.choices]
            )
            is_one = one.kind != "choices"
            counts = safe_counts([heap.counts[code] for code, _names in choices], is_one_each=is_one)
            cells = tuple(
                (code, names, many if shown else None)
                for (code, names), many in zip(choices, counts, strict=True)
            )
            told.append(Tally(one.code, one.names, shown, is_one_each=is_one, cells=cells))
    return told


def _put(heap: _Heap, said: object) -> None:
    heap.answered += 1
    if isinstance(said, bool):
        heap.counts["yes" if said else "no"] += 1
    elif isinstance(said, list):
        heap.counts.update(str(one) for one in said)
    elif isinstance(said, str):
        heap.counts[said] += 1
        if said.replace(".", "", 1).lstrip("-").isdigit():
            heap.figures.append(float(Decimal(said)))
