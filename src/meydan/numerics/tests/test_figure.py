"""What a figure says of nothing, of something and in percent."""

from datetime import UTC, datetime

from meydan.numerics.figure import Figure

AT = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


def test_three_of_four_are_three_quarters_or_75_percent():
    share = Figure.of_share(3, 4, AT)
    assert share == Figure(0.75, 4, AT)
    assert share.in_percent() == Figure(75.0, 4, AT)


def test_a_share_of_nothing_is_no_figure_rather_than_zero():
    assert Figure.of_share(0, 0, None) == Figure(None, 0, None)
    assert Figure.of_share(0, 0, None).in_percent().value is None


def test_none_counted_is_a_figure_and_it_is_zero():
    assert Figure.of_count(0, None) == Figure(0.0, 0, None)
