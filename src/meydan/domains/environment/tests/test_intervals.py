"""Intervals: the conformal rank by hand, coverage that holds when the world changes, and nesting."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.domains.environment.engine.intervals import (
    ends_of,
    followed_ends,
    moved_levels,
    steady_levels,
    width_of,
)


def test_the_ends_are_the_conformal_ranks():
    # Nine scores 1 to 9: a tenth of ten is rank 1 from below, and rank 9 from above.
    scores = np.arange(9.0, 0.0, -1.0)[:, None]
    assert ends_of(scores, steady_levels(1)).ravel().tolist() == [1.0, 9.0]
    # 19 scores: ranks 2 and 18.
    scores = np.arange(1.0, 20.0)[:, None]
    assert ends_of(scores, steady_levels(1)).ravel().tolist() == [2.0, 18.0]


def test_unknown_scores_do_not_count():
    scores = np.concatenate([np.arange(1.0, 20.0), np.full(30, np.nan)])[:, None]
    assert ends_of(scores, steady_levels(1)).ravel().tolist() == [2.0, 18.0]


@given(st.integers(0, 9999), st.floats(0.02, 0.2), st.floats(0.02, 0.2))
@settings(max_examples=50, deadline=None)
def test_a_wider_interval_holds_a_narrower_one(seed: int, one: float, other: float):
    scores = np.random.default_rng(seed).normal(size=(120, 2))
    wide, narrow = (ends_of(scores, np.full((2, 2), tail)) for tail in (min(one, other), max(one, other)))
    assert (wide[0] <= narrow[0]).all()
    assert (wide[1] >= narrow[1]).all()


def test_a_tail_hit_too_often_is_widened_and_the_other_left():
    levels = moved_levels(steady_levels(1), np.array([0.5]), np.array([np.nan]))
    np.testing.assert_allclose(levels.ravel(), [0.1 - 0.02 * 0.4, 0.1])


def test_the_usual_error_follows_its_circumstances_and_has_a_floor():
    chance = np.random.default_rng(4)
    level = chance.uniform(0, 1, (4000, 1))
    missed = chance.normal(0, 1, (4000, 1)) * (0.2 + level)
    width = width_of(level, missed)
    calm, wild = width.usual(np.array([[0.1], [0.9]])).ravel()
    # The mean size of a normal error is 0.798 of its deviation.
    assert calm == pytest.approx(0.798 * 0.3, rel=0.15)
    assert wild == pytest.approx(0.798 * 1.1, rel=0.15)
    assert width.usual(np.array([[-50.0]])).item() == pytest.approx(0.3 * np.abs(missed).mean(), rel=1e-6)


def test_coverage_holds_when_errors_double_without_warning():
    chance = np.random.default_rng(6)
    scores = chance.normal(0, 1, (24 * 300, 3))
    scores[24 * 150 :] *= 2
    first = 24 * 60
    ends = followed_ends(scores, first)
    inside = (scores >= ends[0]) & (scores <= ends[1])
    assert inside[first:].mean() == pytest.approx(0.8, abs=0.012)
    assert inside[24 * 240 :].mean(axis=0) == pytest.approx(0.8, abs=0.06)
    # Ends that never learnt would hold far less of the wilder half.
    fixed = ends_of(scores[:first], steady_levels(3))
    assert ((scores >= fixed[0]) & (scores <= fixed[1]))[24 * 150 :].mean() < 0.55


def test_the_ends_of_a_day_know_no_outcome_of_it():
    chance = np.random.default_rng(7)
    scores = chance.normal(0, 1, (24 * 40, 4))
    cut = 24 * 35
    # Column h - 1 of row i is known at i + h: at the cut, the last rows are known only for the nearest hours.
    later = scores.copy()
    for ahead in range(1, 5):
        later[cut + 1 - ahead :, ahead - 1] += 100
    one, other = (followed_ends(series, 24 * 20)[:, : cut + 24] for series in (scores, later))
    np.testing.assert_array_equal(one, other)
