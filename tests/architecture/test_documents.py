"""What can be set and what can be typed stands in docs/, no more and no less."""

from __future__ import annotations

import dataclasses
import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import get_commands, load_command_class

from meydan.config.cli import TWO_WORD_VERBS
from meydan.config.home import KINDS, Home

ROOT = Path(__file__).parents[2]
SETTINGS = (ROOT / "docs" / "settings.md").read_text(encoding="utf-8")
COMMANDS = (ROOT / "docs" / "commands.md").read_text(encoding="utf-8")
CODE = [
    file.read_text(encoding="utf-8")
    for folder in ("src", "tools", "benchmarks")
    for file in (ROOT / folder).rglob("*.py")
    if "tests" not in file.parts and ".peers" not in file.parts
]


def rows(document: str) -> dict[str, list[str]]:
    """The rows of the tables by the code in their first cell."""
    lines = [line for line in document.splitlines() if line.startswith("| `")]
    cells = [[cell.strip() for cell in line.strip("|").split(" | ")] for line in lines]
    return {row[0].strip("` "): row[1:] for row in cells}


def test_every_key_of_a_home_is_explained_and_no_other():
    table = SETTINGS.split("## meydan.toml")[1].split("## The environment")[0]
    assert set(rows(table)) == set(KINDS)
    assert set(KINDS) == {field.name for field in dataclasses.fields(Home)} - {"path"}


def test_every_setting_that_a_room_asks_for_is_explained():
    asked = set(re.findall(r"settings[.,] ?\"?(MEYDAN_[A-Z_]+)", "\n".join(CODE)))
    ours = {name for name in dir(settings) if name.startswith("MEYDAN_")}
    table = SETTINGS.split("## Names in the program")[1]
    assert {"MEYDAN_HOME", "MEYDAN_PACK"} <= asked | ours
    assert asked | ours == {name for name in rows(table) if name.startswith("MEYDAN_")}


def test_every_variable_of_the_environment_is_explained():
    read = set(re.findall(r"environ[^\n]{0,12}?[\"'](MEYDAN_[A-Z_]+|DATABASE_URL)[\"']", "\n".join(CODE)))
    assert {"MEYDAN_HOME", "DATABASE_URL", "MEYDAN_LOG"} <= read
    told = set(re.findall(r"`(MEYDAN_[A-Z_]+|DATABASE_URL)`", SETTINGS.split("## Names in the program")[0]))
    assert read - told == set()


def ours() -> dict[str, str]:
    """The name of each command of ours, as it is typed, and the room it lives in."""
    found = {name: room for name, room in get_commands().items() if room.startswith("meydan.")}
    two = re.compile(rf"^({'|'.join(TWO_WORD_VERBS)})_")
    return {two.sub(r"\1 ", name): room for name, room in found.items()}


def test_every_command_is_explained_and_no_other():
    assert set(rows(COMMANDS)) == {*ours(), "version"}


@pytest.mark.parametrize("typed", sorted(ours()))
def test_what_is_said_of_json_and_exit_codes_is_so(typed):
    name = typed if typed in get_commands() else typed.replace(" ", "_")
    parser = load_command_class(ours()[typed], name).create_parser("meydan", name)
    offers = any("--json" in action.option_strings for action in parser._actions)
    _what, says_json, exits = rows(COMMANDS)[typed]
    assert (says_json == "yes") is offers
    assert re.search(r"\b[012]\b", exits)
