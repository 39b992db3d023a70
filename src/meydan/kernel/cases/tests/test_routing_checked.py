"""Faults of rules of routing are told with file, line and remedy, before a report goes astray."""

from __future__ import annotations

from pathlib import Path

import pytest

from meydan.base.packs.public import check_pack
from meydan.base.packs.tests.folders import write
from meydan.base.packs.tests.test_faults import folder

__all__ = ["folder"]
HIDDEN = "12: The rule “broken” is never reached: “night” before it takes all its cases."
RULES = """\
opens = "08:00"
closes = "17:00"

[[rule]]
code = "night"
names = { tr = "Gece", fa = "شب", en = "Night" }
unit = "roads"
services = ["bench"]
hours = "outside"

[[rule]]
code = "broken"
names = { tr = "Kırık", fa = "شکسته", en = "Broken" }
unit = "roads"
words = ["kırık"]
"""


def faults(folder: Path, rules: str = RULES) -> list[str]:
    write(folder / "routing.toml", rules)
    return [f"{one.line}: {one.problem}" for one in check_pack(folder) if one.file.stem == "routing"]


def test_sound_rules_have_no_fault(folder: Path) -> None:
    assert faults(folder) == []


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('unit = "roads"\nwords', 'unit = "raods"\nwords', "14: There is no unit “raods”."),
        ('["bench"]', '["bnech"]', "8: There is no service “bnech”."),
        ('words = ["kırık"]', "", "12: The rule “broken” asks for nothing and would catch every case."),
        ('words = ["kırık"]', 'words = [".*"]', "15: “.*” is no word to look for."),
        ('words = ["kırık"]', 'services = ["bench"]\nhours = ["22:00", "06:00"]', HIDDEN),
        ('code = "broken"', 'code = "night"', "5: The code “night” stands twice."),
        ('fa = "شکسته", ', "", "13: The rule 'broken' has no name in: fa."),
        ('hours = "outside"', 'hour = "outside"', "9: A rule has no key “hour”."),
        ('closes = "17:00"', 'closes = "07:00"', "1: The office does not open before it closes."),
        ('words = ["kırık"]', 'layers = ["moons"]', "15: There is no layer “moons”."),
        ("[[rule]]\ncode = \"night\"", "[rule]\ncode = \"night\"", ""),
        ('words = ["kırık"]', 'words = ["kırık"', ""),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_rule_is_named_where_it_stands(
    folder: Path, was: str, becomes: str, told: str
) -> None:
    assert was in RULES
    found = faults(folder, RULES.replace(was, becomes))
    assert told in found if told else found


def test_a_city_that_hides_its_countrys_rule_is_told_in_its_own_file(folder: Path) -> None:
    write(
        folder.parent / "routing.toml",
        RULES.replace('"roads"', '"works"').replace('services = ["bench"]\n', 'kinds = ["request"]\n'),
    )
    city = RULES[: RULES.index('[[rule]]\ncode = "broken"')]
    city = (
        city.replace('"night"', '"all"')
        .replace('hours = "outside"', "order = 1")
        .replace('services = ["bench"]', 'kinds = ["request"]')
    )
    assert faults(folder, city) == [
        "5: The rule “night” is never reached: “all” before it takes all its cases."
    ]
