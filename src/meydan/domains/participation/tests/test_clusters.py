"""Where the same thing was reported again and again: by hand, against the plain way, and fast."""

from __future__ import annotations

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from meydan.domains.participation.engine.clusters import clusters


def test_three_reports_at_a_corner_are_one_place_and_the_one_far_off_is_none() -> None:
    points = np.array([[0.0, 0.0], [30.0, 0.0], [0.0, 40.0], [500.0, 500.0]])
    (one,) = clusters(points, radius_m=50, fewest=2)
    assert one.centre == 0
    assert one.members.tolist() == [0, 1, 2]


def test_a_row_of_reports_along_a_road_is_several_places_not_one_long_one() -> None:
    road = np.array([[40.0 * step, 0.0] for step in range(9)])
    found = clusters(road, radius_m=50, fewest=3)
    assert [one.members.tolist() for one in found] == [[0, 1, 2], [3, 4, 5], [6, 7, 8]]


def test_a_report_at_exactly_the_radius_counts_and_one_beyond_does_not() -> None:
    points = np.array([[0.0, 0.0], [50.0, 0.0], [-50.1, 0.0]])
    (one,) = clusters(points, radius_m=50, fewest=2)
    assert one.members.tolist() == [0, 1]


@pytest.mark.parametrize(("radius_m", "fewest"), [(0, 2), (-1, 2), (50, 0)])
def test_a_radius_or_number_that_means_nothing_is_refused(radius_m: float, fewest: int) -> None:
    with pytest.raises(ValueError, match="above zero"):
        clusters(np.zeros((3, 2)), radius_m=radius_m, fewest=fewest)


def plainly(points: np.ndarray, radius_m: float, fewest: int) -> list[list[int]]:
    """The same told in the plainest words: look at all discs anew each time."""
    apart = np.sqrt(((points[:, None, :] - points[None, :, :]) ** 2).sum(axis=2)) <= radius_m
    free, found = np.ones(len(points), dtype=bool), []
    while free.any():
        counts = (apart & free[None, :]).sum(axis=1) * free
        row = int(counts.argmax())
        if counts[row] < fewest:
            break
        members = np.flatnonzero(apart[row] & free)
        found.append(members.tolist())
        free[members] = False
    return found


@settings(max_examples=60, deadline=None)
@given(
    some.lists(some.tuples(some.integers(0, 300), some.integers(0, 300)), min_size=1, max_size=60),
    some.integers(5, 120),
    some.integers(1, 5),
)
def test_it_finds_what_the_plain_way_finds(points: list[tuple[int, int]], radius_m: int, fewest: int) -> None:
    table = np.array(points, dtype=float)
    found = [one.members.tolist() for one in clusters(table, radius_m=radius_m, fewest=fewest)]
    assert found == plainly(table, radius_m, fewest)


def test_a_hundred_thousand_reports_of_a_town_are_looked_through_in_seconds() -> None:
    draw = np.random.default_rng(7)
    town = draw.uniform(0, 12_000, (95_000, 2))
    # The worst corner of all: five thousand reports on one spot.
    corner = draw.normal(6_000, 15, (5_000, 2))
    begun = time.perf_counter()
    found = clusters(np.vstack([town, corner]), radius_m=100, fewest=20)
    took = time.perf_counter() - begun
    assert len(found[0].members) >= 5_000
    assert took < 10
