"""requirements.lock pins what pyproject.toml asks for: a fresh clone gets the same house."""

import re
import tomllib
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
ASKED = [Requirement(line) for line in [*PROJECT["dependencies"], *PROJECT["optional-dependencies"]["dev"]]]
LOCK = (ROOT / "requirements.lock").read_text()


def test_everything_asked_for_is_pinned_to_a_version_that_fits():
    entries = re.findall(r"^([\w.-]+)(?:\[[\w,]+\])?==([^\s;]+)", LOCK, re.M)
    pinned = {canonicalize_name(name): version for name, version in entries}
    missing = [
        str(one)
        for one in ASKED
        if not one.specifier.contains(pinned.get(canonicalize_name(one.name), "0"), prereleases=True)
        or canonicalize_name(one.name) not in pinned
    ]
    assert missing == [], "run: make lock"


def test_every_pin_carries_its_digests_and_no_address_of_anybodys_index():
    entries = re.split(r"\n(?=[\w.-]+(?:\[[\w,]+\])?==)", LOCK.strip())
    assert len(entries) > len(ASKED)
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []
    assert "index-url" not in LOCK
    assert "file:" not in LOCK
