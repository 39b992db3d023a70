"""Faults of ready texts are told with file and line, before a clerk sends one with a hole in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from meydan.base.packs.public import check_pack
from meydan.base.packs.tests.folders import write
from meydan.base.packs.tests.test_faults import folder
from meydan.kernel.cases.queries.replies import FACTS, facts_of
from meydan.kernel.cases.tests.factories import case

__all__ = ["folder"]
REPLY = """\
code = "late"
names = { tr = "Geciktik", fa = "دیر شد", en = "Late" }

[texts]
tr = "{code}: {due} gününe yetişmedi. {link}"
fa = "{code}: تا {due} نرسید. {link}"
en = "{code}: not done by {due}. {link}"
"""


def faults(folder: Path, reply: str) -> list[str]:
    write(folder / "replies/late.toml", reply)
    return [f"{one.line}: {one.problem}" for one in check_pack(folder) if one.file.stem == "late"]


def test_a_sound_text_has_no_fault(folder: Path) -> None:
    assert faults(folder, REPLY) == []


@pytest.mark.parametrize(
    ("was", "becomes", "told"),
    [
        ('fa = "{code}: تا {due} نرسید. {link}"', "", "4: The ready text 'late' has no words in 'fa'."),
        ("{due} gününe", "{deadline} gününe", "5: Nothing of a case fills {deadline} in 'tr'."),
        ("by {due}.", "by {due.", "7: A brace is open in 'en'."),
    ],
)
def test_what_a_ready_text_lacks_is_named(folder: Path, was: str, becomes: str, told: str) -> None:
    assert was in REPLY
    assert told in faults(folder, REPLY.replace(was, becomes))


@pytest.mark.django_db
def test_what_may_be_named_is_what_a_case_fills(pack: object) -> None:
    assert tuple(facts_of(case(), "en")) == FACTS
