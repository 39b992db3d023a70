"""What the schema lets through or refuses wrongly: each fault by its own sentence."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, timedelta
from typing import Any

import pytest
from django.utils import translation

from meydan.domains.warnings.engine.checks.fault import Fault, Known, Setting
from meydan.domains.warnings.engine.checks.whole import examine, faults_of
from meydan.domains.warnings.engine.message import Alert, Reference
from meydan.domains.warnings.engine.writing import to_xml
from meydan.domains.warnings.fault_sentences import SENTENCES
from meydan.domains.warnings.faults import in_words
from meydan.domains.warnings.schema_check import schema_faults
from meydan.domains.warnings.tests.factories import (
    NOON,
    REGION,
    TRIANGLE,
    alert,
    info,
    with_area,
    with_info,
)
from meydan.numerics.outlines import Circle

SETTING = Setting(languages=("tr", "fa", "en"), region=REGION, known={})
HOUR = timedelta(hours=1)
TURNED = tuple((lon, lat) for lat, lon in TRIANGLE)
BOW_TIE = ((40.46, 39.47), (40.47, 39.49), (40.46, 39.49), (40.47, 39.47), (40.46, 39.47))
LINE = ((40.46, 39.47), (40.46, 39.48), (40.46, 39.49), (40.46, 39.47))
BEFORE = Reference("gumushane@gumushane.example", "gm-0", NOON - HOUR)
KNOWN = {"gm-0": Known(BEFORE.sender, BEFORE.sent)}


def codes(message: Alert, setting: Setting = SETTING) -> set[str]:
    return {fault.code for fault in faults_of(message, setting)}


def test_a_sound_message_has_no_fault() -> None:
    assert faults_of(alert(), SETTING) == []
    assert schema_faults(to_xml(alert())) == []


BROKEN: list[tuple[str, Alert]] = [
    ("ring_open", with_area(polygons=((*TRIANGLE[:-1], (40.461, 39.471)),))),
    ("ring_short", with_area(polygons=(TRIANGLE[:3],))),
    ("ring_crosses", with_area(polygons=(BOW_TIE,))),
    ("ring_flat", with_area(polygons=(LINE,))),
    ("lat_lon_swapped", with_area(polygons=(TURNED,))),
    ("lat_lon_swapped", with_area(polygons=(((120.0, 39.0), (121.0, 39.0), (120.0, 40.0), (120.0, 39.0)),))),
    ("elsewhere", with_area(polygons=(((10.0, 10.0), (10.0, 11.0), (11.0, 10.0), (10.0, 10.0)),))),
    ("off_earth", with_area(polygons=(((95.0, 200.0), (95.0, 201.0), (96.0, 200.0), (95.0, 200.0)),))),
    ("radius_nothing", with_area(polygons=(), circles=(Circle(40.46, 39.48, 0.0),))),
    ("radius_large", with_area(polygons=(), circles=(Circle(40.46, 39.48, 2000.0),))),
    ("lat_lon_swapped", with_area(polygons=(), circles=(Circle(39.48, 40.46, 2.0),))),
    ("area_empty", with_area(polygons=())),
    ("area_nameless", with_area(description=" ")),
    ("no_area", with_info(areas=())),
    ("no_end", with_info(expires=None)),
    ("ends_before_sent", with_info(expires=NOON)),
    ("ends_before_effective", with_info(effective=NOON + 7 * HOUR)),
    ("ends_before_onset", with_info(onset=NOON + 6 * HOUR)),
    ("moments_differ", alert(infos=(info("tr"), info("fa", expires=NOON + HOUR), info("en")))),
    ("language_missing", alert(infos=(info("tr"), info("en")))),
    (
        "language_twice",
        alert(infos=(info("tr"), replace(info("tr"), language="tr-TR"), info("fa"), info("en"))),
    ),
    (
        "language_unknown",
        alert(infos=(info("tr"), info("fa"), info("en"), replace(info("en"), language="english!"))),
    ),
    ("text_missing", with_info(instruction="")),
    ("text_in_other_letters", alert(infos=(info("tr"), replace(info("tr"), language="fa"), info("en")))),
    ("text_in_other_letters", alert(infos=(replace(info("fa"), language="tr"), info("fa"), info("en")))),
    ("headline_long", with_info(headline="Dere taşabilir سیلاب " * 9)),
    ("web_unfit", with_info(web="javascript:alert(1)")),
    ("name_unfit", alert(identifier="gm,1")),
    ("name_unfit", alert(sender="belediye gm")),
    ("code_unknown", alert(status="Real")),
    ("code_unknown", alert(scope="City")),
    ("code_unknown", with_info(categories=("Weather",))),
    ("code_unknown", with_info(responses=("Run",))),
    ("no_category", with_info(categories=())),
    ("category_twice", with_info(categories=("Met", "Met"))),
    ("none_and_more", with_info(responses=("None", "Shelter"))),
    ("event_code_empty", with_info(event_codes=(("x", " "),))),
    ("infos_differ", alert(infos=(info("tr"), info("fa", severity="Minor"), info("en")))),
    ("no_restriction", alert(scope="Restricted")),
    ("needless_restriction", alert(restriction="crews")),
    ("no_addresses", alert(scope="Private")),
    ("draft_in_public", alert(status="Draft")),
    ("answer_in_public", alert(msg_type="Ack", references=(BEFORE,))),
    ("error_without_note", alert(msg_type="Error", scope="Private", addresses=("a",), references=(BEFORE,))),
    ("exercise_without_note", alert(status="Exercise")),
    ("no_info", alert(infos=())),
    ("no_reference", alert(msg_type="Update")),
    ("needless_reference", alert(references=(BEFORE,))),
    ("reference_unknown", alert(msg_type="Update", references=(replace(BEFORE, identifier="gm-9"),))),
    ("reference_differs", alert(msg_type="Update", references=(replace(BEFORE, sender="else@x"),))),
    ("reference_self", alert(msg_type="Update", references=(replace(BEFORE, identifier="gm-1"),))),
    ("reference_later", alert(msg_type="Update", references=(replace(BEFORE, sent=NOON + HOUR),))),
]


@pytest.mark.parametrize(
    ("code", "message"), BROKEN, ids=[f"{code}-{n}" for n, (code, _m) in enumerate(BROKEN)]
)
def test_every_fault_is_named_by_its_own_code(code: str, message: Alert) -> None:
    assert code in codes(message, replace(SETTING, known=KNOWN))


def test_the_schema_lets_an_open_crossing_far_away_polygon_pass() -> None:
    # Why these checks exist: each of these is valid to the schema of the standard.
    for code in (
        "ring_open",
        "ring_short",
        "ring_crosses",
        "lat_lon_swapped",
        "area_nameless",
        "ends_before_sent",
    ):
        message = next(message for name, message in BROKEN if name == code)
        assert schema_faults(to_xml(message)) == []


def test_references_that_come_back_are_a_loop() -> None:
    known = {
        "gm-0": Known(BEFORE.sender, BEFORE.sent, ("gm-00",)),
        "gm-00": Known(BEFORE.sender, BEFORE.sent - HOUR, ("gm-1",)),
    }
    update = alert(msg_type="Update", references=(BEFORE,))
    assert "reference_loop" in codes(update, replace(SETTING, known=known))
    known["gm-00"] = Known(BEFORE.sender, BEFORE.sent - HOUR)
    assert codes(update, replace(SETTING, known=known)) == set()


def test_a_circle_on_either_side_of_the_region_is_near_and_a_province_away_is_not() -> None:
    near, far = Circle(40.55, 39.48, 1.0), Circle(40.75, 39.48, 1.0)
    assert codes(with_area(polygons=(), circles=(near,))) == set()
    assert codes(with_area(polygons=(), circles=(far,))) == {"elsewhere"}


def test_a_text_message_of_four_parts_is_too_long() -> None:
    given = replace(SETTING, sms_parts={"fa": 4, "tr": 3})
    assert faults_of(alert(), given) == [Fault("sms_long", {"language": "fa", "parts": 4, "most": 3})]


SENT = "<sent>2026-11-23T12:00:00+03:00</sent>"


def changed(old: str, new: str) -> bytes:
    body = to_xml(alert()).decode()
    assert old in body
    return body.replace(old, new).encode()


@pytest.mark.parametrize(
    ("code", "body"),
    [
        ("element_blank", changed("<status>Actual</status>", "<status>Actual</status>\n  <source> </source>")),
        ("element_padded", changed("<scope>Public</scope>", "<scope>Public </scope>")),
        ("element_order", changed("<status>Actual</status>\n  <msgType>Alert</msgType>",
                                  "<msgType>Alert</msgType>\n  <status>Actual</status>")),
        ("element_unknown", changed("<scope>Public</scope>", "<scope>Public</scope><colour>red</colour>")),
        ("unread_moment_z", changed(SENT, "<sent>2026-11-23T09:00:00Z</sent>")),
        ("unread_moment", changed(SENT, "<sent>2026-13-23T12:00:00+03:00</sent>")),
        ("unread_moment", changed(SENT, "<sent>2026-11-23T12:00:00.5+03:00</sent>")),
        ("unread_twice", changed("<status>Actual</status>", "<status>Actual</status><status>Test</status>")),
        ("unread_shape", changed("40.46,39.47 40.46", "40.46;39.47 40.46")),
        ("unread_shape", changed("40.46,39.47 40.46", "NaN,39.47 40.46")),
        ("unread_reference", changed("</scope>", "</scope><references>gm-0</references>")),
        ("unread_not_cap", changed("cap:1.2", "cap:1.1")),
        ("unread_not_xml", to_xml(alert())[:-9]),
    ],
)  # fmt: skip
def test_what_only_the_document_shows_is_named(code: str, body: bytes) -> None:
    assert code in {fault.code for fault in examine(body, Setting())}


def test_the_times_this_city_writes_have_its_offset_and_utc_is_minus_zero() -> None:
    body = to_xml(alert()).decode()
    assert "<sent>2026-11-23T12:00:00+03:00</sent>" in body
    utc = to_xml(alert(sent=NOON.astimezone(UTC))).decode()
    assert "<sent>2026-11-23T09:00:00-00:00</sent>" in utc
    assert schema_faults(utc.encode()) == []


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_every_fault_is_a_sentence_with_a_remedy_in_every_language(language: str) -> None:
    given: dict[str, Any] = {
        "language": "fa", "element": "headline", "area": "Karşıyaka", "points": 3, "radius": 2000.0, "word": "x",
        "known": "a, b", "type": "Update", "scope": "Public", "identifier": "gm-1", "letters": 200, "most": 160,
        "parts": 4, "parent": "info", "before": "event", "line": 3, "words": "w", "where": "sent",
    }  # fmt: skip
    with translation.override(language):
        for code in SENTENCES:
            said = in_words([Fault(code, given)])[0]
            assert said.problem.endswith((".", "؟", "x", "w", "sent")) or ":" in said.problem
            assert said.remedy
            assert "%(" not in f"{said}"
    if language == "fa":
        with translation.override("fa"):
            assert "۳" in in_words([Fault("ring_short", given)])[0].problem


def test_no_code_is_raised_that_has_no_sentence() -> None:
    from pathlib import Path

    import meydan.domains.warnings as room

    folder = Path(room.__file__).parent
    words = "\n".join(file.read_text(encoding="utf-8") for file in (folder / "engine").rglob("*.py"))
    raised = set(re.findall(r'Fault\(\s*"([a-z_]+)"', words)) - {"unread_"}
    refused = {f"unread_{code}" for code in re.findall(r'MessageRefused\("([a-z_]+)"', words)}
    refused |= {"unread_moment_z", "unread_moment"}
    assert len(raised) > 35
    assert {*raised, *refused} - set(SENTENCES) == set()
