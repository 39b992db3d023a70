"""The lock files pin what pyproject.toml asks for: a fresh clone gets the same house."""

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
EXTRAS = PROJECT["optional-dependencies"]
RUNNING = [*PROJECT["dependencies"], *EXTRAS["build"]]
LOCKS = {"requirements.lock": RUNNING, "requirements-dev.lock": [*RUNNING, *EXTRAS["dev"]]}


def text(name):
    return (ROOT / name).read_text()


def pins(name):
    entries = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)", text(name), re.M)
    return {canonicalize_name(package): version for package, version in entries}


@pytest.mark.parametrize("name", LOCKS)
def test_everything_asked_for_is_pinned_to_a_version_that_fits(name):
    pinned = pins(name)
    missing = [
        str(one)
        for one in map(Requirement, LOCKS[name])
        if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"), prereleases=True)
        or canonicalize_name(one.name) not in pinned
    ]
    assert missing == [], "run: make lock"


@pytest.mark.parametrize("name", LOCKS)
def test_every_pin_carries_its_digests_and_no_address_of_anybodys_index(name):
    entries = re.split(r"\n(?=[\w.-]+(?:\[[\w,]+\])?==)", text(name).strip())
    assert len(entries) > len(LOCKS[name])
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "index-url" not in text(name)
    assert "file:" not in text(name)


def test_a_developer_runs_what_a_city_runs():
    theirs, ours = pins("requirements.lock"), pins("requirements-dev.lock")
    assert {name: ours.get(name) for name in theirs} == theirs
    assert "mypy" not in theirs, "a city needs no type checker"
