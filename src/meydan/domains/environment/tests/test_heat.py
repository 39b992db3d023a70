"""A year day by day: each day in the city's own calendar, with its class in words."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest
from django.utils import translation

from meydan.domains.environment.engine.limits import Limit
from meydan.domains.environment.presentation.heat import heat
from meydan.domains.environment.queries.civil import number_of
from meydan.domains.environment.queries.history import Past

LIMIT = Limit.__new__(Limit)


def past(first: date, states: list[str]) -> Past:
    """Days one after the other from a day on; the figure is how many came before."""
    start = number_of(first)
    day = np.arange(start, start + len(states))
    return Past(day, np.arange(len(states), dtype=float), states, "24h", (), LIMIT)


@pytest.mark.parametrize(
    ("place", "first", "lengths"),
    [
        ("tr/gumushane", date(2026, 1, 1), [31, 28, 31]),
        # Farvardin, Ordibehesht and Khordad 1405 have 31 days each; the year begins on 21 March.
        ("ir/khoy", date(2026, 3, 21), [31, 31, 31]),
        # Bahman 1404 has 30 days and Esfand 29.
        ("ir/khoy", date(2026, 1, 21), [30, 29, 31]),
    ],
)
def test_a_row_is_a_month_of_the_citys_calendar(pack, place: str, first: date, lengths: list[int]) -> None:
    pack(place)
    found = heat(past(first, ["good"] * 80), "µg/m³", 0)
    assert found is not None
    assert [sum(cell is not None for cell in row.cells) for row in found.rows] == lengths
    assert [cell.state for cell in found.rows[0].cells if cell] == ["good"] * lengths[0]
    assert found.rows[-1].cells[30].state == "none"


@pytest.mark.parametrize(("language", "word"), [("tr", "kötü"), ("fa", "بد"), ("en", "bad")])
def test_every_day_says_its_value_and_its_class(pack, language: str, word: str) -> None:
    pack("tr/gumushane")
    with translation.override(language):
        found = heat(past(date(2026, 1, 1), ["good", "bad", ""]), "µg/m³", 0)
    assert found is not None
    first, second, third, fourth = found.rows[0].cells[:4]
    assert second.words.endswith(f", {word}")
    assert "µg/m³" in first.words
    assert (third.state, fourth.state) == ("none", "none")


def test_what_is_not_judged_has_no_strip(pack) -> None:
    pack("tr/gumushane")
    plain = past(date(2026, 1, 1), ["", ""])
    assert heat(Past(plain.day, plain.figure, plain.state, "24h"), "°C", 1) is None
