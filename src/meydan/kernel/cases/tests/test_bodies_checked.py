"""Faults of bodies and of decisions that name one are told with file and line."""

from __future__ import annotations

from pathlib import Path

import pytest

from meydan.base.packs.public import check_pack
from meydan.base.packs.tests.folders import FLOW, write
from meydan.base.packs.tests.test_faults import folder

__all__ = ["folder"]
BODY = """\
code = "board"
names = { tr = "Kurul", fa = "هیئت", en = "Board" }
unit = "roads"
secretary_unit = "roads"
quorum = [{ of = "seats", more_than = "1/2" }]
majority = [{ of = "present", more_than = "1/2" }]
tie = "chair"

[[seat]]
code = "head"
count = 3
names = { tr = "Üye", fa = "عضو", en = "Member" }
institution = { tr = "Belediye", fa = "شهرداری", en = "Municipality" }
chair = true

[[seat]]
code = "scribe"
vote = false
secretary = true
names = { tr = "Kâtip", fa = "دبیر", en = "Secretary" }
institution = { tr = "Belediye", fa = "شهرداری", en = "Municipality" }

[[option]]
code = "mend"
names = { tr = "Onar", fa = "تعمیر", en = "Mend" }
"""
DECIDED = FLOW + '\n[[transition.decision]]\nbody = "board"\noption = "mend"\n'


def faults(folder: Path, body: str, flow: str = DECIDED) -> list[str]:
    """What is told of the body and of the decision alone."""
    write(folder / "bodies/board.toml", body)
    write(folder / "workflows/fix.toml", flow)
    found = check_pack(folder)
    return [f"{one.file.name}: {one.problem}" for one in found if one.file.stem in ("board", "fix")]


def test_a_sound_body_and_its_decision_have_no_fault(folder: Path) -> None:
    assert faults(folder, BODY) == []


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('tie = "chair"', 'tie = "coin"', "board.toml: The body 'board': tie must be one of"),
        ('quorum = [{ of = "seats", more_than = "1/2" }]', "", "board.toml: The body 'board': quorum"),
        ('secretary_unit = "roads"', 'secretary_unit = "rods"', "board.toml: There is no unit 'rods'"),
        (
            'unit = "roads"\nsecretary',
            'unit = "nowhere"\nsecretary',
            "board.toml: There is no unit 'nowhere'",
        ),
        ('tie = "chair"', 'tie = "chair"\nlaw = "x-1"', "board.toml: There is no law 'x-1'"),
    ],
)
def test_what_a_body_lacks_is_named(folder: Path, was: str, becomes: str, told: str) -> None:
    assert was in BODY
    assert [one for one in faults(folder, BODY.replace(was, becomes)) if one.startswith(told)]


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('body = "board"', 'body = "bored"', "fix.toml: There is no body 'bored'"),
        ('option = "mend"', 'option = "break"', "fix.toml: There is no option 'break'"),
    ],
)
def test_a_decision_names_a_body_and_one_of_its_options(
    folder: Path, was: str, becomes: str, told: str
) -> None:
    assert [one for one in faults(folder, BODY, DECIDED.replace(was, becomes)) if one.startswith(told)]
