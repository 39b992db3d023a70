"""A playbook document is read whole or refused; its order lets every task begin."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.packs.public import load_pack
from meydan.kernel.cases.engine.playbooks import PlaybookFault, Task, faults_of, read_playbook, ready

NAMES = {"tr": "Git", "fa": "برو", "en": "Go"}
DOCUMENT = {
    "names": NAMES,
    "trigger": {"rules": ["river_level_high"]},
    "task": [
        {"id": "go", "names": NAMES, "unit": "water"},
        {"id": "write", "names": NAMES, "unit": "water", "after": ["go"]},
    ],
}


def written(**changes: object) -> dict[str, object]:
    return {**DOCUMENT, **changes}


def test_a_playbook_answers_to_its_rules_alone() -> None:
    found = read_playbook(DOCUMENT, name="flood")
    assert found.answers(rule="river_level_high", severity="info", observed="x")
    assert not found.answers(rule="other", severity="bad", observed="river_level")


def test_severity_and_property_must_both_fit() -> None:
    found = read_playbook(written(trigger={"severities": ["bad"], "properties": ["pm10"]}), name="dust")
    assert found.answers(rule="any", severity="bad", observed="pm10")
    assert not found.answers(rule="any", severity="watch", observed="pm10")
    assert not found.answers(rule="any", severity="bad", observed="no2")


@pytest.mark.parametrize(
    ("changes", "fault"),
    [
        ({"trigger": {}}, "nothing starts it"),
        ({"task": []}, "no tasks"),
        ({"close": {"when": "never"}}, "never"),
        ({"task": [{"id": "a", "names": NAMES, "unit": "w", "after": ["a"]}]}, "wait for each other"),
        ({"task": [{"id": "a", "names": NAMES, "unit": "w", "after": ["b"]}]}, "which is no task"),
        ({"task": [{"id": "a", "names": NAMES}]}, "no unit owns it"),
        ({"task": [{"id": "a", "names": NAMES, "unit": "w", "require": ["song"]}]}, "cannot require"),
        ({"notice": [{"id": "n", "kind": "list", "target": "duty"}]}, "no list"),
    ],
)
def test_what_nobody_could_work_by_is_refused(changes: dict[str, object], fault: str) -> None:
    with pytest.raises(PlaybookFault, match=fault):
        read_playbook(written(**changes), name="flood")


@pytest.mark.parametrize("pack_id", ["tr/gumushane", "ir/khoy"])
def test_every_shipped_playbook_can_be_worked_by(pack_id: str) -> None:
    pack = load_pack(pack_id)
    documents = pack.documents("playbooks")
    assert set(documents) >= {"air_bad_hour", "river_rising", "water_pressure_low", "station_silent"}
    units = {row["code"] for row in pack.table("units")}
    rules = {row["code"] for row in pack.table("rules")}
    for code, document in documents.items():
        found = read_playbook(document, name=code)
        assert {task.unit for task in found.tasks} <= units
        assert set(found.rules) <= rules
        for task in found.tasks:
            assert set(task.names) == {"tr", "fa", "en"}


def test_each_country_adds_whom_it_calls() -> None:
    keys = {
        pack: {task["id"] for task in load_pack(pack).documents("playbooks")["river_rising"]["task"]}
        for pack in ("tr/gumushane", "ir/khoy")
    }
    assert keys["tr/gumushane"] - keys["ir/khoy"] == {"afad"}
    assert keys["ir/khoy"] - keys["tr/gumushane"] == {"crisis"}


@given(st.lists(st.sets(st.integers(0, 6), max_size=3), min_size=1, max_size=7))
def test_an_order_without_a_fault_is_walked_to_its_end(orders: list[set[int]]) -> None:
    tasks = [
        Task(str(place), NAMES, "w", after=tuple(str(n) for n in sorted(before) if n < len(orders)))
        for place, before in enumerate(orders)
    ]
    rows = [{"id": t.key, "names": NAMES, "unit": "w", "after": list(t.after)} for t in tasks]
    try:
        read_playbook(written(task=rows), name="any")
        is_sound = True
    except PlaybookFault:
        is_sound = False
    done: set[str] = set()
    while fresh := {task.key for task in ready(tasks, done, done)}:
        done |= fresh
    assert is_sound == (len(done) == len(tasks))


def test_faults_are_found_without_raising() -> None:
    assert faults_of(read_playbook(DOCUMENT, name="flood")) == []
