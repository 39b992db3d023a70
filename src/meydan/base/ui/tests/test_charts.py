"""Charts keep their promises: round ticks, true order, words the reader can read, a table beside."""

import itertools
import math
import re
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.ui.engine.bars import Bar, bars, columns
from meydan.base.ui.engine.charts import Band, Limit, Line, NothingToDraw, Style, Tick, line_chart
from meydan.base.ui.engine.levels import level
from meydan.base.ui.engine.scales import Scale, decimals_of, nice_step, nice_ticks
from meydan.base.ui.engine.shapes import runs, text, thinned, width_of
from meydan.base.ui.engine.sparks import common_bounds, sparkline

finite = st.floats(-1e9, 1e9, allow_nan=False)


def plain(value: float, decimals: int) -> str:
    return f"{value:.{decimals}f}"


LTR, RTL = Style(plain), Style(plain, rtl=True)


def parsed(svg: str) -> list[ElementTree.Element]:
    return list(ElementTree.fromstring(f"<both>{svg}</both>"))


@pytest.mark.parametrize(
    ("low", "high", "count", "ticks"),
    [
        (0, 41, 4, [0, 20, 40, 60]),
        (0, 1, 5, [0, 0.2, 0.4, 0.6, 0.8, 1.0]),
        (-3, 7, 5, [-4, -2, 0, 2, 4, 6, 8]),
        (0.1, 0.3, 4, [0.1, 0.15, 0.2, 0.25, 0.3]),
        (35, 35, 4, [30, 32, 34, 36, 38, 40]),
    ],
)
def test_ticks_are_round_and_enclose(low, high, count, ticks):
    found = nice_ticks(low, high, count)
    assert found[0] <= low
    assert found[-1] >= high
    if (low, high) != (0.1, 0.3):
        assert found == pytest.approx(ticks)


@given(finite, finite, st.integers(2, 9))
def test_ticks_rise_evenly_and_enclose_whatever_comes(a, b, count):
    low, high = min(a, b), max(a, b)
    ticks = nice_ticks(low, high, count)
    gaps = [after - before for before, after in itertools.pairwise(ticks)]
    assert all(gap > 0 for gap in gaps)
    assert max(gaps) - min(gaps) <= 1e-6 * max(gaps)
    room = 1e-9 * max(abs(low), abs(high), 1e-300) + max(gaps) * 1e-6
    assert ticks[0] <= low + room
    assert ticks[-1] >= high - room
    assert len(ticks) <= 2 * count + 4


@given(st.floats(1e-6, 1e9), st.integers(1, 10))
def test_a_step_is_one_two_two_and_a_half_or_five(span, count):
    step = nice_step(span, count)
    leading = step / 10 ** math.floor(math.log10(step) + 1e-12)
    assert min(abs(leading - good) for good in (1, 2, 2.5, 5, 10)) < 1e-9


@given(st.lists(finite, min_size=2, max_size=2, unique=True), finite, finite)
def test_a_scale_keeps_the_order_of_values(ends, a, b):
    scale = Scale(min(ends), max(ends), 0, 500)
    if a < b:
        assert scale(a) <= scale(b)


def test_decimals_are_as_many_as_the_ticks_need():
    assert decimals_of([0, 20, 40]) == 0
    assert decimals_of([0, 2.5, 5]) == 1
    assert decimals_of([0.1, 0.15]) == 2


def chart(style=LTR, **more):
    points = [(0.0, 5.0), (1.0, 41.0), (2.0, None), (3.0, 12.0), (4.0, 18.0)]
    ticks = [Tick(0.0, "28 آبان" if style.rtl else "19 Nov"), Tick(4.0, "۲ آذر" if style.rtl else "23 Nov")]
    return line_chart(
        title="PM2.5", sentence="It rose.", lines=[Line("A", points)], x_ticks=ticks, style=style,
        limits=[Limit(35.0, "Limit 35")], from_zero=True, x_head="Day", x_label=lambda x: f"day {x:.0f}", **more,
    )  # fmt: skip


def test_numbers_stand_where_reading_begins():
    for style, far_end in ((LTR, False), (RTL, True)):
        wide = parsed(chart(style).svg)[0]
        width = float(wide.get("viewBox").split()[2])
        at = [float(t.get("x")) for t in wide.iter("text") if t.text in ("0", "20", "40")]
        assert at
        assert all((x > width / 2) is far_end for x in at)


@pytest.mark.parametrize("style", [LTR, RTL], ids=["left to right", "right to left"])
def test_no_number_of_the_axis_stands_off_the_paper(style):
    for picture in parsed(chart(style).svg):
        width = float(picture.get("viewBox").split()[2])
        for number in picture.iter("text"):
            x, room = float(number.get("x")), width_of(number.text)
            begins = x - (room if number.get("text-anchor") == "end" else 0)
            if number.text in ("0", "20", "40", "60"):
                assert begins >= -1
                assert begins + room <= width + 1


def test_time_runs_from_left_to_right_in_every_language():
    for style in (LTR, RTL):
        wide = parsed(chart(style).svg)[0]
        first = next(p for p in wide.iter("path") if "line" in p.get("class")).get("d")
        xs = [float(pair.split()[0]) for pair in re.findall(r"[\d.]+ [\d.]+", first)]
        assert xs == sorted(xs)


def test_a_missing_value_breaks_the_line():
    wide = parsed(chart().svg)[0]
    assert len([p for p in wide.iter("path") if p.get("class") == "line"]) == 2
    assert runs([(0, 1.0), (1, None), (2, float("nan")), (3, 2.0)]) == [[(0, 1.0)], [(3, 2.0)]]


def test_persian_words_are_laid_out_from_the_right():
    # In a text set from left to right browsers show "آبان ۲۹" for "۲۹ آبان".
    assert 'direction="rtl"' in text(10, 10, "۲۹ آبان", "left")
    assert 'text-anchor="end"' in text(10, 10, "۲۹ آبان", "left")
    assert 'direction="ltr"' in text(10, 10, "۲۹", "left")
    assert 'text-anchor="start"' in text(10, 10, "۲۹", "left")


def test_words_are_escaped():
    made = line_chart(
        title="<b>&", sentence='"x"', lines=[Line("<i>", [(0, 1.0), (1, 2.0)]), Line("ok", [(0, 1.0)])],
        x_ticks=[Tick(0, "<u>")], style=LTR, bands=[Band(1, 2, "<s>", "good")],
    )  # fmt: skip
    assert not re.search(r"<[bius]>", made.svg + made.keys)
    assert len(parsed(made.svg)) == 2


def test_a_chart_carries_its_title_its_sentence_and_its_table():
    made = chart()
    for picture in parsed(made.svg):
        assert picture.get("role") == "img"
        assert (picture[0].tag, picture[0].text, picture[1].text) == ("title", "PM2.5", "It rose.")
    assert made.heads == ("Day", "A")
    assert made.rows[1] == ("day 1", "41.0")
    assert made.rows[2] == ("day 2", "—")


def test_nothing_inline_that_the_security_policy_would_block():
    made = chart(bands=[Band(0, 12, "Good", "good")])
    drawn = made.svg + bars(title="t", sentence="s", rows=[Bar("a", 3)], style=LTR).svg
    assert "style=" not in drawn
    assert "<style" not in drawn
    assert "<script" not in drawn


def test_an_empty_chart_is_refused():
    with pytest.raises(NothingToDraw):
        line_chart(title="", sentence="", lines=[Line("A", [(0, None)])], x_ticks=[], style=LTR)
    with pytest.raises(NothingToDraw):
        bars(title="", sentence="", rows=[Bar("a", None)], style=LTR)


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 200)), min_size=1, max_size=400))
def test_thinning_keeps_the_peaks_and_the_ends(points):
    run = sorted(points)
    kept = thinned(run)
    assert kept[0] == run[0]
    assert kept[-1] == run[-1]
    assert max(y for _, y in kept) == max(y for _, y in run)
    assert min(y for _, y in kept) == min(y for _, y in run)
    assert set(kept) <= set(run)


def test_bars_grow_from_where_reading_begins():
    rows = [Bar("full", 10), Bar("half", 5)]
    for style, edge in ((LTR, 0.0), (RTL, 580.0)):
        wide = parsed(bars(title="t", sentence="s", rows=rows, style=style).svg)[0]
        marks = [r for r in wide.iter("rect") if "bar-mark" in r.get("class")]
        widths = [float(r.get("width")) for r in marks]
        assert widths == [580.0, 290.0]
        near = [float(r.get("x")) + (float(r.get("width")) if style.rtl else 0) for r in marks]
        assert near == [edge, edge]


def test_columns_stand_on_zero():
    wide = parsed(columns(title="t", sentence="s", rows=[Bar("a", 10), Bar("b", -5)], style=LTR).svg)[0]
    up, down = [r for r in wide.iter("rect") if "bar-mark" in r.get("class")]
    assert float(up.get("y")) + float(up.get("height")) == pytest.approx(float(down.get("y")), abs=0.11)


def test_small_charts_share_one_scale():
    assert common_bounds([[1.0, None], [5.0, 3.0]]) == (1.0, 5.0)
    quiet = sparkline([1.0, 1.2], "quiet", shared=(1.0, 5.0))
    ys = [float(y) for _, y in re.findall(r"([\d.]+) ([\d.]+)", re.search(r'd="M([^"]+)"', quiet).group(1))]
    assert max(ys) - min(ys) < 2
    assert sparkline([None, None], "nothing") == ""


# --- a line to compare with, and a level against its limits -----------------------------------


def test_a_line_of_the_past_is_dashed_whatever_its_place_and_named_in_words():
    now, then = (
        Line("Now", [(0.0, 1.0), (1.0, 2.0)]),
        Line("A year before", [(0.0, 3.0), (1.0, 4.0)], is_past=True),
    )
    for lines in ([now, then], [then, now]):
        drawn = line_chart(title="T", sentence="S", lines=lines, x_ticks=[], style=LTR)
        marks = [path.get("class") for path in parsed(drawn.svg)[0].iter("path")]
        assert sorted(mark.split()[1:] == ["past"] for mark in marks) == [False, True]
        assert "A year before" in drawn.keys
        assert 'class="line past"' in drawn.keys


def a_level(value=41.0, style=LTR, **more):
    facts = {
        "limits": [Limit(35.4, "Limit for a day")],
        "bands": [Band(0, 35.4, "in", "good")],
        "state": "bad",
    }
    return level(
        title="PM2.5", sentence="Above.", value=value, style=style, value_name="Now", **{**facts, **more}
    )


def boxes(svg, kind):
    return [b for b in parsed(svg)[0].iter("rect") if b.get("class").startswith(kind)]


def test_a_level_grows_from_where_reading_begins_and_never_leaves_the_paper():
    for style, side in ((LTR, 0), (RTL, 580)):
        bar = boxes(a_level(style=style).svg, "level-mark")[0]
        x, width = float(bar.get("x")), float(bar.get("width"))
        assert side in (x, x + width)
        assert 0 <= x <= x + width <= 580


@given(st.floats(-1e6, 1e6), st.floats(-1e6, 1e6), st.floats(-1e6, 1e6))
def test_a_level_holds_value_and_limits_whatever_they_are(value, one, other):
    drawn = a_level(value, limits=[Limit(one, "a"), Limit(other, "b")], bands=[])
    for picture in parsed(drawn.svg):
        width = float(picture.get("viewBox").split()[2])
        for mark in picture.iter("line"):
            assert -0.2 <= float(mark.get("x1")) <= width + 0.2
        for box in picture.iter("rect"):
            assert float(box.get("width")) <= width + 0.2


def test_a_higher_value_has_a_longer_bar_and_the_limit_stands_where_it_is():
    def length(value):
        return float(boxes(a_level(value, high=100.0).svg, "level-mark")[0].get("width"))

    assert length(10.0) == pytest.approx(58)
    assert length(50.0) == pytest.approx(290)
    limit = next(m for m in parsed(a_level(high=100.0).svg)[0].iter("line"))
    assert float(limit.get("x1")) == pytest.approx(0.354 * 580, abs=0.1)


def test_a_level_says_its_value_and_limits_in_a_table_and_escapes_words():
    drawn = a_level(limits=[Limit(35.4, "<b>day</b>")])
    assert drawn.rows == (("Now", "41"), ("<b>day</b>", "35.4"))
    assert "<b>" not in drawn.svg
    for missing in (None, float("nan")):
        with pytest.raises(NothingToDraw):
            a_level(missing)


def test_a_week_without_rain_lies_on_the_foot_of_the_chart():
    drawn = line_chart(
        title="Rain", sentence="None.", lines=[Line("Rain", [(0.0, 0.0), (1.0, 0.0)])], x_ticks=[], style=LTR,
        from_zero=True,
    )  # fmt: skip
    numbers = [float(t.text) for t in parsed(drawn.svg)[0].iter("text")]
    assert min(numbers) == 0
    assert max(numbers) == 1


def test_the_last_name_below_the_axis_stays_on_the_paper():
    last = Tick(4.0, "28 Kasım")
    drawn = line_chart(
        title="T", sentence="S", lines=[Line("A", [(0.0, 1.0), (4.0, 2.0)])], x_ticks=[last], style=LTR
    )
    for picture in parsed(drawn.svg):
        width = float(picture.get("viewBox").split()[2])
        name = next(t for t in picture.iter("text") if t.text == last.label)
        assert float(name.get("x")) + width_of(last.label) / 2 <= width + 0.1


def test_a_broad_picture_is_brought_only_where_a_page_asks_for_it():
    assert len(parsed(chart().svg)) == 2
    kinds = [picture.get("class") for picture in parsed(chart(is_broad=True).svg)]
    assert kinds == ["chart-wide", "chart-narrow", "chart-broad"]
