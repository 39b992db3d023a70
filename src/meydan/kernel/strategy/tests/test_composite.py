"""A view of several figures: by hand, and what is missing is never a zero."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as some

from meydan.kernel.strategy.engine.composite import Part, chosen_weights, composite, score
from meydan.kernel.strategy.engine.trend import trend


def test_a_score_lies_between_its_ends_and_never_beyond() -> None:
    dust = Part("dust", 1, best=5, worst=35)
    assert [score(Part("dust", 1, 5, 35, value)) for value in (35, 20, 5, 0, 90)] == [0, 50, 100, 100, 0]
    assert score(dust) is None


def test_three_figures_by_hand() -> None:
    """(3 × 50 + 1 × 100 + 0 × 0) / 4 = 62.5."""
    found = composite([Part("a", 3, 5, 35, 20), Part("b", 1, 100, 0, 100), Part("c", 0, 100, 0, 0)])
    assert (found.total, found.known_share) == (62.5, 1)
    assert [one.points for one in found.parts] == [37.5, 25, 0]


def test_what_is_missing_is_no_zero_and_its_weight_is_shared_out() -> None:
    found = composite([Part("a", 2, 100, 0, 80), Part("b", 1, 100, 0, 50), Part("c", 1, 100, 0, None)])
    assert found.total == pytest.approx((2 * 80 + 50) / 3)
    assert [(one.share, one.given_share) for one in found.parts] == [
        (0.5, pytest.approx(2 / 3)), (0.25, pytest.approx(1 / 3)), (0.25, 0),
    ]  # fmt: skip


def test_with_less_than_half_of_the_weight_known_there_is_no_whole() -> None:
    assert composite([Part("a", 1, 100, 0, 90), Part("b", 2, 100, 0, None)]).total is None
    assert composite([Part("a", 1, 100, 0, 90), Part("b", 1, 100, 0, None)]).total == 90
    assert composite([Part("a", 0, 100, 0, 90)]).total is None
    assert composite([]).total is None


@given(
    some.lists(
        some.tuples(some.floats(0, 10), some.one_of(some.none(), some.floats(-1e6, 1e6))),
        min_size=1,
        max_size=8,
    )
)
def test_the_whole_is_always_between_0_and_100_and_the_given_shares_make_one(
    rows: list[tuple[float, float | None]],
) -> None:
    found = composite([Part(str(n), weight, 100, 0, value) for n, (weight, value) in enumerate(rows)])
    if found.total is not None:
        assert -1e-9 <= found.total <= 100 + 1e-9
        assert sum(one.given_share for one in found.parts) == pytest.approx(1)


def test_what_is_no_weight_is_not_taken() -> None:
    asked = {"w.a": "3", "w.b": "-1", "w.c": "nan", "w.d": "many", "w.e": "11", "w.x": "5", "w.f": "1e1"}
    own = {"a": 1.0, "b": 2.0, "c": 3.0, "d": 4.0, "e": 5.0, "f": 6.0}
    assert chosen_weights(asked, own) == {"a": 3, "b": 2, "c": 3, "d": 4, "e": 5, "f": 10}


def test_better_is_whatever_the_figure_wants() -> None:
    assert trend([20, 10], up_is_better=False) == "better"
    assert trend([20, 10], up_is_better=True) == "worse"
    assert trend([100, 101], up_is_better=True) == "same"
    assert trend([0, 0], up_is_better=True) == "same"
    assert trend([7], up_is_better=True) == ""
