"""A year on one look: a row a month, a cell a day, each in the colour of its class and with its words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import format_day, format_number, month_bucket
from meydan.base.packs.public import current
from meydan.domains.environment.presentation.states import measured
from meydan.domains.environment.queries.civil import day_of, number_of
from meydan.domains.environment.queries.history import Past

MONTHS_SHOWN = 12
# No calendar has a longer month; after so many days the next one has begun.
LONGEST = 31
WORDS: Mapping[str, str | Promise] = {
    "good": gettext_lazy("good"),
    "watch": gettext_lazy("worth watching"),
    "bad": gettext_lazy("bad"),
    "none": gettext_lazy("not measured"),
}


@dataclass(frozen=True)
class Cell:
    """One day: the state it is drawn in, and what it says to those who read or listen."""

    state: str
    words: str


@dataclass(frozen=True)
class Row:
    """One month of the city's calendar; a day that it does not have is ``None``."""

    label: str
    cells: Sequence[Cell | None]


@dataclass(frozen=True)
class Heat:
    """The strip: its months, oldest first, the numbers above its columns, and what each colour means."""

    rows: Sequence[Row]
    numbers: Sequence[tuple[str, bool]]
    legend: Sequence[tuple[str, str]]


def heat(past: Past, unit: str, decimals: int) -> Heat | None:
    """The last twelve months day by day; ``None`` where no day is judged."""
    found = past.months()[-MONTHS_SHOWN:]
    if not past.is_judged or not found:
        return None
    days = {
        day: Cell(
            state or "none", f"{measured(format_number(value, decimals), unit)}, {WORDS[state or 'none']}"
        )
        for day, value, state in zip(past.day.tolist(), past.figure.tolist(), past.state, strict=True)
    }
    rows = [
        Row(format_day(day_of(month.first_day), "month"), _cells(month.first_day, days)) for month in found
    ]
    # Every number stands above its column for those who listen; the eye finds its way by some of them.
    numbers = [(format_number(n, 0), n == 1 or n % 5 == 0) for n in range(1, LONGEST + 1)]
    return Heat(rows, numbers, [(state, str(word)) for state, word in WORDS.items()])


def _cells(first: int, days: Mapping[int, Cell]) -> list[Cell | None]:
    length = number_of(month_bucket(day_of(first + LONGEST), current().calendar)) - first
    unknown = Cell("none", _("not measured"))
    return [days.get(first + n, unknown) if n < length else None for n in range(LONGEST)]
