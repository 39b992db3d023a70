"""How times compare: the cases of OGC 18-088 one by one, and against every pair of short intervals."""

from __future__ import annotations

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.observations.engine.query.ast import Interval
from meydan.kernel.observations.engine.query.intervals import COMPARISONS, RELATIONS

SPANS = [Interval(a, b) for a, b in product(range(5), repeat=2) if a <= b]
INTERVALS = [span for span in SPANS if span.start_us < span.end_us]
MOMENTS = [span for span in SPANS if span.start_us == span.end_us]
spans = st.sampled_from(SPANS)


def ticks(span: Interval) -> set[int]:
    """The moments of a span, its end left out; a moment is itself."""
    return set(range(span.start_us, span.end_us)) or {span.start_us}


@pytest.mark.parametrize("a", INTERVALS)
@pytest.mark.parametrize("b", INTERVALS)
def test_two_intervals(a: Interval, b: Interval) -> None:
    assert RELATIONS["before"](a, b) == (a.end_us <= b.start_us)
    assert RELATIONS["after"](a, b) == (a.start_us >= b.end_us)
    assert RELATIONS["meets"](a, b) == (a.end_us == b.start_us or a.start_us == b.end_us)
    assert RELATIONS["during"](a, b) == (ticks(a) <= ticks(b))
    assert RELATIONS["overlaps"](a, b) == bool(ticks(a) & ticks(b))
    assert RELATIONS["starts"](a, b) == (min(ticks(a)) == min(ticks(b)))
    assert RELATIONS["finishes"](a, b) == (max(ticks(a)) == max(ticks(b)))


@pytest.mark.parametrize("a", MOMENTS)
@pytest.mark.parametrize("b", INTERVALS)
def test_a_time_and_an_interval(a: Interval, b: Interval) -> None:
    at = a.start_us
    assert RELATIONS["before"](a, b) == (at < b.start_us)
    assert RELATIONS["after"](a, b) == (at >= b.end_us)
    assert RELATIONS["meets"](a, b) == (at in (b.start_us, b.end_us))
    assert RELATIONS["during"](a, b) == (at in ticks(b))
    assert RELATIONS["overlaps"](a, b) == (at in ticks(b))
    assert RELATIONS["starts"](a, b) == (at == b.start_us)
    assert RELATIONS["finishes"](a, b) == (at == b.end_us)
    assert RELATIONS["before"](b, a) == (b.end_us <= at)
    assert RELATIONS["after"](b, a) == (b.start_us > at)


@pytest.mark.parametrize("a", MOMENTS)
@pytest.mark.parametrize("b", MOMENTS)
def test_two_times_compare_as_numbers(a: Interval, b: Interval) -> None:
    first, second = a.start_us, b.start_us
    same = first == second
    assert [COMPARISONS[name](a, b) for name in ("eq", "ne", "lt", "le", "gt", "ge")] == [
        *(same, not same, first < second, first <= second, first > second, first >= second)
    ]
    assert all(RELATIONS[name](a, b) == same for name in ("meets", "overlaps", "starts", "finishes"))
    assert RELATIONS["before"](a, b) == (first < second)
    assert RELATIONS["after"](a, b) == (first > second)


@given(spans, spans)
def test_what_is_true_one_way_round_is_true_the_other(a: Interval, b: Interval) -> None:
    assert COMPARISONS["lt"](a, b) == COMPARISONS["gt"](b, a)
    assert COMPARISONS["le"](a, b) == COMPARISONS["ge"](b, a)
    for name in ("meets", "overlaps", "starts", "finishes"):
        assert RELATIONS[name](a, b) == RELATIONS[name](b, a)


@given(spans, spans)
def test_less_is_also_less_or_equal_but_not_the_other_way(a: Interval, b: Interval) -> None:
    if COMPARISONS["lt"](a, b) or a == b:
        assert COMPARISONS["le"](a, b)
    assert not (COMPARISONS["lt"](a, b) and RELATIONS["overlaps"](a, b))


def test_an_earlier_interval_that_still_lasts_is_less_or_equal_only() -> None:
    early, late = Interval(0, 3), Interval(1, 4)
    assert COMPARISONS["le"](early, late)
    assert not COMPARISONS["lt"](early, late)
    assert not COMPARISONS["eq"](early, late)
