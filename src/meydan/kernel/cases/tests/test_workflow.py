"""Workflows by hand, and every shipped one played to each of its ends."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.packs.public import available, load_pack
from meydan.kernel.cases.engine.reading import faults_of, read_workflow
from meydan.kernel.cases.engine.workflow import WorkflowFault, missing_requirements

NAMES = {"tr": "a", "fa": "ب", "en": "c"}
SMALL = {
    "code": "small",
    "initial": "new",
    "state": [
        {"code": "new", "names": NAMES},
        {"code": "work", "names": NAMES},
        {"code": "done", "names": NAMES, "final": True, "outcome": "done"},
    ],
    "transition": [
        {"code": "start", "from": "new", "to": "work", "names": NAMES, "roles": ["clerk"]},
        {
            "code": "finish",
            "from": "work",
            "to": "done",
            "names": NAMES,
            "roles": ["inspector"],
            "require": ["evidence", "note"],
        },
    ],
}


def altered(**changes):
    return {**SMALL, **changes}


def test_a_small_workflow_reads():
    walk = read_workflow(SMALL, name="small", languages=("tr", "fa", "en"))
    assert [arrow.code for arrow in walk.open_to("new", {"clerk"})] == ["start"]
    assert walk.open_to("new", {"inspector"}) == []
    assert [arrow.code for arrow in walk.path_to("done")] == ["start", "finish"]


def test_a_state_nothing_leads_to_is_refused():
    states = [*SMALL["state"], {"code": "lost", "names": NAMES, "final": True, "outcome": "done"}]
    with pytest.raises(WorkflowFault, match="lost: nothing leads to it"):
        read_workflow(altered(state=states), name="small")


def test_a_state_without_a_way_out_is_refused():
    states = [*SMALL["state"], {"code": "trap", "names": NAMES}]
    arrows = [
        *SMALL["transition"],
        {"code": "fall", "from": "new", "to": "trap", "names": NAMES, "roles": ["clerk"]},
    ]
    with pytest.raises(WorkflowFault, match="trap: no way to an end"):
        read_workflow(altered(state=states, transition=arrows), name="small")


def test_an_arrow_to_nowhere_and_an_unknown_requirement_are_refused():
    arrows = [{**SMALL["transition"][0], "to": "moon"}, SMALL["transition"][1]]
    with pytest.raises(WorkflowFault, match="no state 'moon'"):
        read_workflow(altered(transition=arrows), name="small")
    arrows = [SMALL["transition"][0], {**SMALL["transition"][1], "require": ["blood"]}]
    with pytest.raises(WorkflowFault, match="cannot require 'blood'"):
        read_workflow(altered(transition=arrows), name="small")


def test_a_label_missing_in_persian_is_refused():
    states = [{**SMALL["state"][0], "names": {"tr": "a", "en": "c"}}, *SMALL["state"][1:]]
    with pytest.raises(WorkflowFault, match="no name in fa"):
        read_workflow(altered(state=states), name="small", languages=("tr", "fa", "en"))


@given(note=st.sampled_from(["", "  ", "söz"]), count=st.integers(0, 2), assignee=st.booleans())
def test_what_is_missing_is_exactly_what_was_required_and_not_given(note, count, assignee):
    arrow = read_workflow(SMALL, name="small").transitions["finish"]
    missing = missing_requirements(arrow, note=note, evidence_count=count, has_assignee=assignee)
    assert ("evidence" in missing) == (count == 0)
    assert ("note" in missing) == (not note.strip())
    assert "assignee" not in missing


def shipped():
    return [
        (pack_id, code, document)
        for pack_id in available()
        if load_pack(pack_id).kind != "overlay"
        for code, document in load_pack(pack_id).documents("workflows").items()
    ]


def test_every_shipped_workflow_can_be_played_to_each_of_its_ends():
    played = 0
    for pack_id, code, document in shipped():
        walk = read_workflow(document, name=f"{pack_id}/{code}", languages=("tr", "fa", "en"))
        assert not faults_of(walk, ("tr", "fa", "en"))
        for end in walk.finals():
            at = walk.initial
            for arrow in walk.path_to(end):
                assert at in arrow.sources
                at = arrow.target
            assert at == end
            played += 1
    assert played > 20


def test_every_shipped_service_walks_a_shipped_workflow_and_its_clocks_name_states():
    for pack_id in available():
        pack = load_pack(pack_id)
        if pack.kind == "overlay":
            continue
        for code, document in pack.documents("services").items():
            walk = read_workflow(pack.documents("workflows")[document["workflow"]], name=code)
            for clock in document.get("clock", []):
                start = clock.get("start")
                named = [start] if isinstance(start, str) else list(start or [])
                stop = clock.get("stop")
                named += [stop] if isinstance(stop, str) else list(stop or [])
                assert set(named) <= set(walk.states), (pack_id, code, clock["id"])
