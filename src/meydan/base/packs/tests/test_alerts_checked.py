"""Faults of rules and playbooks are named with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from meydan.base.packs.public import check_pack
from meydan.base.packs.tests.folders import write
from meydan.base.packs.tests.test_faults import folder, told, words

__all__ = ["folder"]

PLAYBOOK = """code = "flood"
source = "own"
names = { tr = "Sel", fa = "سیل", en = "Flood" }

[trigger]
rules = ["river_level_high"]

[[task]]
id = "go"
names = { tr = "Git", fa = "برو", en = "Go" }
unit = "disaster"
due_min = 30

[[task]]
id = "write"
names = { tr = "Yaz", fa = "بنویس", en = "Write" }
unit = "disaster"
require = ["note"]
after = ["go"]

[[notice]]
id = "boss"
kind = "managers"
target = "disaster"
names = { tr = "Sel", fa = "سیل", en = "Flood" }

[close]
when = "tasks"
"""


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ("kind,window_s\nx,rate,", "A rule of the kind rate has no window_s"),
        ("kind,provider\nx,index,", "has no provider"),
        (
            "kind,comparison,limit,window_s\nx,flat,above,0.1,3600",
            "A flat line is a spread below a small limit",
        ),
        ("kind,limit\nx,absence,", "says nothing of how long"),
        ("kind,min_count,window_s\nx,area,,3600", "has no min_count"),
        ("quiet_from,quiet_to\nx,22:00,", "Quiet hours have one end"),
        ("quiet_from,quiet_to\nx,22:00,25:00", "is no time of day"),
        ("area\nx,Karşıyaka", "none that can be read"),
        ("kind\nx,thresold", "kind 'thresold' is not known"),
    ],
)
def test_a_rule_that_lacks_what_its_kind_needs_is_named(folder: Path, cells: str, problem: str) -> None:
    write(folder / "rules.csv", f"code,{cells}\n")
    assert ("rules.csv", 2) in told(folder)
    assert problem in words(folder)


def test_a_whole_playbook_has_no_fault(folder: Path) -> None:
    write(folder / "playbooks/flood.toml", PLAYBOOK)
    assert [fault for fault in check_pack(folder) if "playbooks" in str(fault.file)] == []


@pytest.mark.parametrize(
    ("before", "after", "line", "problem"),
    [
        ('rules = ["river_level_high"]', 'rules = ["river_hihg"]', 6, "no rule 'river_hihg'"),
        ('rules = ["river_level_high"]', 'severities = ["red"]', 6, "severity 'red' is not known"),
        ('unit = "disaster"\ndue_min', 'unit = "disastr"\ndue_min', 11, "Did you mean disaster"),
        ("due_min = 30", "due_min = -3", 12, "is no number of minutes"),
        ('after = ["go"]', 'after = ["went"]', 19, "unknown after 'went'"),
        ('after = ["go"]', 'after = ["write"]', 19, "waits for tasks that wait for it"),
        ('require = ["note"]', 'require = ["photo"]', 18, "unknown require 'photo'"),
        ('target = "disaster"', 'target = "nobody"', 24, "no unit 'nobody'"),
        ('when = "tasks"', 'when = "never"', 28, "when 'never' is not known"),
        ('id = "write"', 'id = "go"', 8, "has no id of its own"),
        ('code = "flood"', 'code = "river"', 1, "not the file's name"),
        ('source = "own"\n', "", 1, "has no source"),
    ],
)
def test_a_fault_of_a_playbook_is_named_on_its_line(
    folder: Path, before: str, after: str, line: int, problem: str
) -> None:
    assert before in PLAYBOOK
    write(folder / "playbooks/flood.toml", PLAYBOOK.replace(before, after))
    assert ("playbooks/flood.toml", line) in told(folder)
    assert problem in words(folder)
