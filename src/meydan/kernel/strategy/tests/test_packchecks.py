"""A broken set, a unit without words and a query nobody counts are named with their line."""

from __future__ import annotations

from pathlib import Path

import pytest

from meydan.base.packs.public import check_pack
from meydan.base.packs.tests.folders import change, town, write

HEADS = """\
code,numbering,source,reviewed_by,names.tr,names.fa,names.en
ours,own,ourselves,,Bizim,ما,Ours
"""
ROWS = """\
code,theme,unit,answered_by,names.tr,names.fa,names.en
1,air,µg/m³,iso37120_pm2_5,Toz,گرد,Dust
2,water,%,,Su,آب,Water
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A town with a small set of its own."""
    town_folder = town(tmp_path)
    write(town_folder / "data/indicator_sets.csv", HEADS)
    write(town_folder / "data/indicator_sets/ours.csv", ROWS)
    return town_folder


def told(folder: Path) -> list[str]:
    """Each fault as file, line and problem."""
    return [f"{fault.file.name}:{fault.line} {fault.problem}" for fault in check_pack(folder)]


def test_a_sound_set_has_no_fault(folder: Path) -> None:
    assert told(folder) == []


@pytest.mark.parametrize(
    ("file", "old", "new", "fault"),
    [
        ("ours.csv", "2,water,%", "1,water,%", "ours.csv:3 The code '1' already stands on line 2."),
        ("ours.csv", "2,water,%", "2,water,%%", "ours.csv:3 The unit '%%' has no words."),
        ("ours.csv", "iso37120_pm2_5", "iso37120_pm25", "ours.csv:2 There is no indicator 'iso37120_pm25'."),
        ("ours.csv", "آب", "", "ours.csv:3 names.fa is empty."),
        ("../indicator_sets.csv", "own,", "mine,", "indicator_sets.csv:2 numbering 'mine' is not known."),
        (
            "../indicator_sets.csv",
            "ours,own",
            "others,own",
            "indicator_sets.csv:2 The set 'others' has no table.",
        ),
    ],
)
def test_what_is_broken_is_named_with_its_line(
    folder: Path, file: str, old: str, new: str, fault: str
) -> None:
    change(folder / "data/indicator_sets" / file, old, new)
    assert fault in told(folder)


def test_an_indicator_that_nobody_can_count_is_named(folder: Path) -> None:
    head = "code,set,unit,direction,query,params,decimals,freshness_days,scope,names.tr,names.fa,names.en\n"
    write(folder / "indicators.csv", f"{head}x,Meydan,%,up,moon.phases,{{}},0,1,city,Ay,ماه,Moon\n")
    assert "indicators.csv:2 no query 'moon.phases'" in "\n".join(told(folder))


OUTCOMES = """\
[[composite]]
code = "ours"
names = { tr = "Bizim", fa = "ما", en = "Ours" }
about = { tr = "Nasıl?", fa = "چطور؟", en = "How?" }

[[composite.part]]
code = "stations_live"
weight = 1
best = 100
worst = 0
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("weight = 1", "weight = -1", "The weight is negative."),
        ("best = 100", "best = 0", "best and worst are the same."),
        ("best = 100", 'best = "all"', "weight, best and worst are not all numbers."),
        ("stations_live", "stations_dead", "There is no indicator 'stations_dead'."),
        (', en = "How?"', "", "about.en is empty."),
    ],
)
def test_a_view_that_cannot_be_worked_out_is_named(folder: Path, old: str, new: str, fault: str) -> None:
    file = write(folder / "data/outcomes.toml", OUTCOMES)
    assert told(folder) == []
    change(file, old, new)
    assert fault in "\n".join(told(folder))


CHECKLIST = """\
code = "ours"
names = { tr = "Bizim", fa = "ما", en = "Ours" }
about = { tr = "Nasıl?", fa = "چطور؟", en = "How?" }

[[component]]
code = "air"
names = { tr = "Hava", fa = "هوا", en = "Air" }

[[criterion]]
code = "a1"
component = "air"
level = 1
names = { tr = "Ölçülür", fa = "سنجیده", en = "Measured" }
indicator = "stations_live"
at_least = 80
"""


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ('component = "air"', 'component = "ait"', "There is no component 'ait'."),
        ("level = 1", "level = 0", "The level is not a number from 1."),
        ("at_least = 80", "", "It is not said where the criterion is met."),
        ('indicator = "stations_live"', "", "at_least stands without an indicator."),
        ("stations_live", "stations_dead", "There is no indicator 'stations_dead'."),
        ('code = "ours"', 'code = "others"', "The code 'others' is not the name of the file."),
    ],
)
def test_a_criterion_that_nobody_can_judge_is_named(folder: Path, old: str, new: str, fault: str) -> None:
    file = write(folder / "data/maturity/ours.toml", CHECKLIST)
    assert told(folder) == []
    change(file, old, new)
    assert fault in "\n".join(told(folder))
