"""Walking along the feed: late numbers are not lost, and whoever comes back goes on where nothing was missing."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from meydan.kernel.observations.engine.following import OLD_S, YOUNG_S, Place
from meydan.kernel.observations.engine.waiting import Box


def test_a_number_that_is_missing_is_asked_for_until_it_comes() -> None:
    place = Place(10)
    place.take([11, 13], 0.0)
    assert place.asked(0.1, old_too=False) == [12]
    place.take([12], 0.2)
    assert place.asked(0.3, old_too=True) == []


def test_whoever_is_cut_off_goes_on_below_what_is_missing() -> None:
    place = Place(10)
    place.take([11, 13, 14], 0.0)
    assert place.safe(0.1) == 11
    assert place.safe(YOUNG_S + 1) == 14


def test_an_old_gap_is_asked_for_only_now_and_then_and_given_up_at_last() -> None:
    place = Place(10)
    place.take([12], 0.0)
    assert place.asked(YOUNG_S + 1, old_too=False) == []
    assert place.asked(YOUNG_S + 1, old_too=True) == [11]
    place.take([13], OLD_S + 1)
    assert place.asked(OLD_S + 1, old_too=True) == []


def test_a_hole_is_not_a_thousand_questions() -> None:
    place = Place(0)
    place.take([1_000_000], 0.0)
    assert len(place.missing) <= 1_000


@given(st.permutations(list(range(1, 30))), st.integers(1, 6))
def test_in_whatever_order_they_appear_all_are_found(order: list[int], step: int) -> None:
    """A reader that sees the highest so far and asks for the missing finds every number, whenever it commits."""
    place, there, found = Place(0), set(), set()
    for start in range(0, len(order), step):
        there |= set(order[start : start + step])
        seen = sorted({n for n in there if n > place.seen} | (there & set(place.asked(0.0, old_too=False))))
        place.take(seen, 0.0)
        assert not found & set(seen)
        found |= set(seen)
        assert set(range(1, place.safe(0.0) + 1)) <= found
    assert found == set(order)


def test_a_slow_reader_gets_the_newest_of_each_and_is_told_how_many_were_left_out() -> None:
    box = Box(most=3)
    for fact in [(1, 10, 1.0), (1, 11, 2.0), (2, 5, 3.0), (1, 9, 4.0)]:
        box.put(fact)
    assert box.take() == ([(1, 11, 2.0), (2, 5, 3.0)], 2)
    assert box.take() == ([], 0)


def test_a_correction_of_the_newest_takes_its_place() -> None:
    box = Box(most=1)
    box.put((1, 10, 1.0))
    box.put((1, 10, 7.0))
    assert box.take() == ([(1, 10, 7.0)], 1)
