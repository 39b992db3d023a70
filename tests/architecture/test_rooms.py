"""Every room is kept: a README, named jobs, a door without dead handles, files of a size one can hold in mind."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

import meydan
from meydan.base.jobs.registry import specs

SOURCE = Path(meydan.__file__).parent
ROOMS = sorted(
    folder
    for storey in ("base", "kernel", "domains", "site")
    for folder in (SOURCE / storey).iterdir()
    if (folder / "__init__.py").exists()
)
OURS = sorted(file for file in SOURCE.rglob("*.py") if "migrations" not in file.parts)
TEXTS = {file: file.read_text(encoding="utf-8") for file in SOURCE.rglob("*.py")}
MOST_LINES = 400


def named(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix()


def test_the_walk_finds_the_house():
    assert {"base/jobs", "kernel/cases", "domains/environment", "site/desk"} <= {
        named(room) for room in ROOMS
    }


@pytest.mark.parametrize("room", [*ROOMS, SOURCE / "config", SOURCE / "numerics"], ids=named)
def test_every_room_says_what_it_is_for_in_three_languages(room):
    words = (room / "README.md").read_text(encoding="utf-8")
    assert words.startswith("# ")
    assert len(words) > 400, "half a page, please"
    assert re.search("[\u0600-\u06ff]{3}", words), "its words in Persian are missing"
    assert re.search(r"Turkish|\btr\b|[çğışöü]", words), "its words in Turkish are missing"


def test_every_job_has_a_name_a_person_can_read():
    found = [
        spec
        for spec in specs()
        if spec.work.__module__.startswith("meydan.") and ".tests." not in spec.work.__module__
    ]
    assert len(found) > 10
    assert [spec.name for spec in found if not str(spec.label).strip()] == []


@pytest.mark.parametrize("file", OURS, ids=named)
def test_no_file_grows_beyond_what_one_can_hold_in_mind(file):
    assert TEXTS[file].count("\n") <= (2 * MOST_LINES if "tests" in file.parts else MOST_LINES)


def test_nothing_prints_but_the_commands():
    spoken = [
        named(file)
        for file in OURS
        if "tests" not in file.parts
        and "commands" not in file.parts
        and any(
            isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
            for node in ast.walk(ast.parse(TEXTS[file]))
        )
    ]
    assert spoken == []


def test_nothing_is_put_off():
    put_off = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "NotImplemented" + "Error"]) + r")\b")
    assert [named(file) for file in OURS if put_off.search(TEXTS[file])] == []


# --- doors -----------------------------------------------------------------------------------

DOORS = [room / "public.py" for room in ROOMS if (room / "public.py").exists()]


def handles(door: Path) -> list[str]:
    """The names in ``__all__``."""
    for node in ast.parse(TEXTS[door]).body:
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__":
            return list(ast.literal_eval(node.value))
    raise AssertionError(f"{named(door)} has no __all__")


def is_used_elsewhere(handle: str, door: Path) -> bool:
    module = "meydan." + ".".join(door.relative_to(SOURCE).with_suffix("").parts)
    package, word = module.rpartition(".")[0], re.compile(rf"\b{handle}\b")
    return any(
        door.parent not in file.parents
        and "tests" not in file.parts
        and (module in words or f"from {package} import public" in words)
        and word.search(words)
        for file, words in TEXTS.items()
    )


def is_documented(handle: str, door: Path) -> bool:
    """A docstring where it is made, or a word about it in the README; constants have a comment beside them."""
    made = re.compile(
        rf"^(?:class|def) {handle}\b[^\n]*(?:\n(?!class |def )[^\n]*)*?:\n\s+\"\"\"|^{handle}\b\s*[:=]", re.M
    )
    return any(
        {door.parent, SOURCE / "numerics"} & {*file.parents} and made.search(words)
        for file, words in TEXTS.items()
    ) or bool(re.search(rf"\b{handle}\b", (door.parent / "README.md").read_text(encoding="utf-8")))


@pytest.mark.parametrize("door", DOORS, ids=named)
def test_every_handle_of_a_door_is_used_or_explained(door):
    idle = [h for h in handles(door) if not is_used_elsewhere(h, door) and not is_documented(h, door)]
    assert idle == []


@pytest.mark.parametrize("door", DOORS, ids=named)
def test_a_door_has_each_handle_once_and_in_order(door):
    found = handles(door)
    assert len(found) == len(set(found))
    module = __import__("meydan." + ".".join(door.relative_to(SOURCE).with_suffix("").parts), fromlist=found)
    assert [handle for handle in found if not hasattr(module, handle)] == []
