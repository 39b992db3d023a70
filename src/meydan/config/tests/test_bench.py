"""The benchmark command: what it prints, and what it says when a case cannot run."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from meydan.config.bench_report import section, text_table, written
from meydan.config.benching import (
    BenchUnknown,
    CannotRun,
    Figure,
    Goal,
    Measure,
    bench_module,
    bench_names,
    given,
    median_figure,
    rows_of,
)
from meydan.config.management.commands import bench

BENCH = """
from meydan.config.benching import CannotRun, Figure, Goal, Measure

def quick():
    return {"warm": Figure(12.5, runs=3, spread=(11.0, 14.0))}

def without_browser():
    raise CannotRun("no chromium on this machine")

MEASURES = (
    Measure((Goal("warm", "ms", must=10, aim=5),), quick),
    Measure((Goal("screen", "s", must=2.5, aim=1.8),), without_browser),
)
"""


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A checkout with one benchmark, which the command takes for its own."""
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "bench_tea_making.py").write_text(BENCH)
    (tmp_path / "docs").mkdir()
    monkeypatch.setattr(bench, "bench_names", lambda: bench_names(tmp_path))
    monkeypatch.setattr(bench, "bench_module", lambda name: bench_module(name, tmp_path))
    monkeypatch.setattr(bench, "REPORT", tmp_path / "docs" / "benchmarks.md")
    monkeypatch.setattr("sys.path", ["a list that the test may lengthen"])
    return tmp_path


def _gives(case: str, figure: Figure) -> Callable[[], Mapping[str, Figure]]:
    return lambda: {case: figure}


def test_json_is_one_object_a_name_and_nothing_else(checkout: Path, capsys: pytest.CaptureFixture[str]):
    call_command("bench", "tea-making", json=True)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 1
    assert json.loads(lines[0]) == {
        "bench": "tea-making",
        "database": "sqlite",
        "rows": [
            {"case": "warm", "ours": 12.5, "peer": None, "ratio": None, "unit": "ms", "better": "lower",
             "runs": 3, "spread": [11.0, 14.0], "must": 10, "aim": 5},
            {"case": "screen", "ours": None, "peer": None, "ratio": None, "unit": "s", "better": "lower",
             "runs": 0, "must": 2.5, "aim": 1.8, "why": "no chromium on this machine"},
        ],
    }  # fmt: skip


def test_a_measure_that_breaks_says_why_and_the_next_one_goes_on():
    def breaks() -> Mapping[str, Figure]:
        raise ZeroDivisionError("division by zero")

    measures = (
        Measure((Goal("a", "s"), Goal("b", "MB")), breaks),
        Measure((Goal("c", "s"),), _gives("c", Figure(1.0, runs=1))),
    )
    rows = list(rows_of(measures, (), lambda line: None))
    assert [(row.case, row.ours, row.why) for row in rows] == [
        ("a", None, "broke: ZeroDivisionError: division by zero"),
        ("b", None, "broke: ZeroDivisionError: division by zero"),
        ("c", 1.0, ""),
    ]


def test_only_the_cases_asked_for_are_measured():
    def never() -> Mapping[str, Figure]:
        raise CannotRun("this must not be asked")

    measures = (
        Measure((Goal("a", "s"),), never),
        Measure((Goal("c", "s"),), _gives("c", Figure(1.0, runs=1))),
    )
    assert [row.case for row in rows_of(measures, ("c",), lambda line: None)] == ["c"]


def test_an_unknown_name_ends_with_2_and_says_which_there_are(checkout: Path):
    with pytest.raises(CommandError, match="Known: tea-making") as refusal:
        call_command("bench", "coffee")
    assert refusal.value.returncode == 2


def test_strict_fails_when_a_figure_misses_its_must(checkout: Path):
    with pytest.raises(CommandError, match="misses its must") as refusal:
        call_command("bench", "tea-making", strict=True)
    assert refusal.value.returncode == 1


def test_an_installed_program_says_where_benchmarks_are(tmp_path: Path):
    with pytest.raises(BenchUnknown, match="from a checkout of the source"):
        bench_names(tmp_path)


def test_higher_is_better_where_the_goal_says_so():
    goal = Goal("rate", "obs/s", better="higher", must=4)
    (row,) = rows_of((Measure((goal,), _gives("rate", Figure(3.9, runs=5))),), (), lambda line: None)
    assert row.misses(row.must)
    assert not row.misses(3.9)


def test_the_median_carries_its_spread():
    assert median_figure([3.0, 1.0, 2.004]) == Figure(2.0, runs=3, spread=(1.0, 3.0))


def test_the_report_replaces_one_benchmark_and_keeps_the_others(
    checkout: Path, capsys: pytest.CaptureFixture[str]
):
    report = checkout / "docs" / "benchmarks.md"
    report.write_text(written("", "air", "## air\n\nkept\n"))
    call_command("bench", "tea-making", write=True)
    call_command("bench", "tea-making", write=True)
    text = report.read_text()
    assert text.count("## tea-making") == 1
    assert text.index("## air\n\nkept") < text.index("## tea-making")
    assert "| `warm` | **12.5** |" in text
    assert "| `screen` | not run |" in text
    assert "no chromium on this machine" in capsys.readouterr().out


def test_a_missed_aim_is_slanted_and_the_section_names_the_day():
    measures = (Measure((Goal("warm", "ms", must=20, aim=5),), _gives("warm", Figure(12.5, runs=3))),)
    rows = list(rows_of(measures, (), lambda line: None))
    part = section("tea", "sqlite", rows, datetime(2026, 11, 23, 9, 0, tzinfo=UTC))
    assert "2026-11-23 09:00 UTC, sqlite" in part
    assert "| `warm` | *12.5* |" in part
    assert "12.5" in text_table(rows)


def test_part_of_a_benchmark_is_not_written_over_the_whole(checkout: Path):
    with pytest.raises(CommandError, match="wants a whole benchmark"):
        call_command("bench", "tea-making", write=True, only=["warm"])
    assert not (checkout / "docs" / "benchmarks.md").exists()


def test_every_benchmark_of_this_checkout_names_its_cases_once():
    for name in bench_names():
        cases = [goal.case for measure in bench_module(name).MEASURES for goal in measure.goals]
        assert cases
        assert len(cases) == len(set(cases)), name


def test_a_goal_by_ratio_is_missed_by_the_ratio_and_not_by_the_figure():
    goal = Goal("beside-the-peer", "ms", must=3, aim=5, by_ratio=True)
    measures = (Measure((goal,), _gives(goal.case, Figure(900.0, runs=1, peer=3600.0, ratio=4.0))),)
    [row] = rows_of(measures, (), lambda line: None)
    assert not row.misses(row.must)
    assert row.misses(row.aim)
    assert row.as_json()["by_ratio"] is True


def test_what_is_given_to_measure_reaches_the_benchmark(
    checkout: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("MEYDAN_BENCH_AIR", "")
    call_command("bench", "tea-making", "--air", str(tmp_path / "here.csv"), json=True)
    assert given("air") == tmp_path / "here.csv"
    assert given("labelled") is None
    with pytest.raises(KeyError):
        given("coffee")
