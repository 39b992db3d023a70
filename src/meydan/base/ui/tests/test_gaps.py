"""A line is broken where nothing was measured."""

from __future__ import annotations

from meydan.base.ui.engine.gaps import MOST_DOTS, with_gaps


def test_three_steps_without_a_value_are_drawn_through_and_four_are_a_gap() -> None:
    assert with_gaps([0, 10, 20, 50], [1.0, 2.0, 3.0, 4.0]) == [(0, 1.0), (10, 2.0), (20, 3.0), (50, 4.0)]
    assert with_gaps([0, 10, 20, 60], [1.0, 2.0, 3.0, 4.0]) == [
        (0, 1.0), (10, 2.0), (20, 3.0), (30, None), (60, 4.0),
    ]  # fmt: skip


def test_one_value_and_none_are_drawn_as_they_are() -> None:
    assert with_gaps([7], [1.5]) == [(7, 1.5)]
    assert with_gaps([], []) == []


def test_a_long_series_is_thinned() -> None:
    dots = with_gaps(list(range(10 * MOST_DOTS)), [1.0] * (10 * MOST_DOTS))
    assert len(dots) == MOST_DOTS
    assert (dots[0], dots[1]) == ((0, 1.0), (10, 1.0))
