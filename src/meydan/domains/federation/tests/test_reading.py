"""Peers that are older, newer, broken or lying; no network, no tables."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.domains.federation.engine.comparing import Claim, why_not
from meydan.domains.federation.engine.pace import pause_s
from meydan.domains.federation.engine.reading import (
    DocumentRefused,
    clean,
    opened,
    read_city,
    read_indicators,
    read_layers,
    read_plan,
    read_points,
)
from meydan.domains.federation.tests.peers import feature, indicator, plan

TODAY = date(2026, 11, 23)
HEAD = {"meydan_feed": 1, "city": "khoy"}


def fault_of(body: bytes, key: str = "") -> str:
    with pytest.raises(DocumentRefused) as refusal:
        opened(body, key=key)
    return refusal.value.fault


def test_what_is_no_document_is_refused_with_its_reason() -> None:
    assert fault_of(b"<html>") == "not_json"
    assert fault_of(b"\xff\xfe") == "not_json"
    assert fault_of(b"[" * 100_000) == "not_json"
    assert fault_of(b"[1, 2]") == "not_object"
    assert fault_of(b'{"meydan_feed": 2}') == "other_version"
    assert fault_of(b'{"meydan_feed": 1, "city": "tabriz"}', "khoy") == "other_city"


def test_a_field_of_tomorrow_is_passed_over_and_a_missing_one_has_a_default() -> None:
    head, people = read_city({**HEAD, "names": {"fa": "خوی"}, "new": {"x": 1}})
    assert head.names == {"fa": "خوی"}
    assert (head.country, head.centre, people) == ("", None, None)


def test_a_city_that_does_not_say_who_it_is_is_refused() -> None:
    for lie in ({"names": {"en": "X"}}, {**HEAD, "names": "Khoy"}, {**HEAD, "names": {"de": "Choi"}}):
        with pytest.raises(DocumentRefused):
            read_city(lie)


def test_an_absurd_population_leaves_the_city_and_drops_the_number() -> None:
    head, people = read_city({**HEAD, "names": {"en": "Khoy"}, "population": {"value": -5}})
    assert head.city == "khoy"
    assert people is None


def test_a_row_of_a_wrong_type_is_left_out_and_counted_and_the_others_stay() -> None:
    document = plan()
    actions = document["goals"][0]["actions"]
    actions[0]["progress_percent"] = "forty"
    actions[1]["progress_percent"] = 900
    read = read_plan(document)
    assert [action.code for _goal, rows in read.goals for action in rows] == ["a3"]
    assert read.left_out == 2


def test_a_code_said_twice_counts_once() -> None:
    rows, left_out = read_indicators({"indicators": [indicator("a", 1.0), indicator("a", 2.0)]}, TODAY)
    assert [row.value for row in rows] == [1.0]
    assert left_out == 1


@pytest.mark.parametrize(
    "path", ["javascript:alert(1)", "//evil.example/", "https://evil.example/", "/a b", "/\\evil"]
)
def test_a_path_that_would_lead_elsewhere_leaves_its_row_out(path: str) -> None:
    rows, left_out = read_indicators({"indicators": [indicator("a", 1.0, path=path)]}, TODAY)
    assert (rows, left_out) == ([], 1)


@pytest.mark.parametrize(
    "lie", [{"on": "2031-01-01"}, {"scope": "galaxy"}, {"value": True}, {"code": "../x"}]
)
def test_an_indicator_that_cannot_be_true_is_left_out(lie: dict[str, Any]) -> None:
    rows, left_out = read_indicators(
        {"indicators": [{**indicator("a", 1.0), **lie}, indicator("b", 2.0)]}, TODAY
    )
    assert [row.code for row in rows] == ["b"]
    assert left_out == 1


def test_too_many_rows_refuse_the_document() -> None:
    with pytest.raises(DocumentRefused) as refusal:
        read_layers({"layers": [{}] * 201})
    assert refusal.value.fault == "too_many"


def test_a_list_of_a_wrong_type_refuses_the_document() -> None:
    for document in ({}, {"indicators": None}, {"indicators": {"a": 1}}):
        with pytest.raises(DocumentRefused) as refusal:
            read_indicators(document, TODAY)
        assert refusal.value.fault == "not_understood"


def test_points_off_the_earth_and_shapes_that_are_no_points_are_passed_over() -> None:
    line = {"geometry": {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}, "properties": {}}
    found = read_points(
        {"features": [feature(39.5, 40.4, "Umut"), feature(400, 1, "Off"), line, None, {"geometry": 3}]}
    )
    assert [(point.lon, point.lat, point.names) for point in found] == [(39.5, 40.4, {"tr": "Umut"})]


def test_names_lose_characters_that_turn_the_text_around() -> None:
    assert clean({"en": "a\u202eb\x00c", "de": "x", "tr": "  "}) == {"en": "abc"}


def test_figures_are_compared_only_when_they_speak_of_the_same_thing() -> None:
    good = Claim("µg/m³", "city", "down", True)
    assert why_not([good, good]) == ""
    assert why_not([good, Claim("mg/m³", "city", "down", True)]) == "unit"
    assert why_not([good, Claim("µg/m³", "province", "down", True)]) == "scope"
    assert why_not([good, Claim("µg/m³", "city", "up", True)]) == "direction"
    assert why_not([good, Claim("µg/m³", "city", "down", False)]) == "value"


def test_a_city_that_is_late_is_asked_again_within_seconds_and_then_every_five_minutes() -> None:
    assert [pause_s(n) for n in (0, 1, 2, 6, 7)] == [None, 1, 2, 20, None]


anything = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4),
    max_leaves=12,
)


@given(anything, anything)
def test_no_peer_can_say_anything_that_breaks_the_reader(one: Any, other: Any) -> None:
    document = {**HEAD, "names": one, "plan": one, "goals": [other], "indicators": [one, other], "layers": one,
                "features": [one, {"geometry": other, "properties": one}]}  # fmt: skip
    for read in (read_city, read_plan, read_layers, read_points, lambda d: read_indicators(d, TODAY)):
        try:
            read(document)
        except DocumentRefused:
            continue


@given(anything)
def test_any_json_is_opened_or_refused(thing: Any) -> None:
    try:
        opened(json.dumps(thing).encode())
    except DocumentRefused:
        return
