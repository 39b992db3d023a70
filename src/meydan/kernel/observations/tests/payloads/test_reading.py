"""Documents and mappings become readings: by hand on two servers' payloads, and as properties on any JSON."""

from __future__ import annotations

import contextlib
import json
from datetime import UTC, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from meydan.kernel.observations.engine.moments import from_us
from meydan.kernel.observations.engine.payloads.documents import (
    PayloadTooLarge,
    PayloadUnreadable,
    depth_of,
    document_of,
)
from meydan.kernel.observations.engine.payloads.naming import name_of
from meydan.kernel.observations.engine.payloads.paths import path_of, values_at
from meydan.kernel.observations.engine.payloads.reading import Read, read
from meydan.kernel.observations.engine.payloads.records import with_records
from meydan.kernel.observations.engine.payloads.shapes import TimeShape
from meydan.kernel.observations.engine.payloads.times import TimeUnreadable, instant
from meydan.kernel.observations.engine.payloads.topics import words_of
from meydan.kernel.observations.payloads.mapping import shape_of
from meydan.kernel.observations.tests.payloads import examples

LONG_AGO = -(10**18)


def taken(text: str, document: object, topic: str = "") -> Read:
    shape = shape_of(text)
    return read(document, shape, words_of(topic, shape.topic), LONG_AGO)


def plain(**changes: object) -> Read:
    """A payload of one reading with something changed in it."""
    reading = {"device": "A1", "name": "no2", "value": 40, "unit": "ppb", "at": "2026-11-23T09:00:00Z"}
    return taken(examples.PLAIN, {"readings": [{**reading, **changes}]})


# --- two servers -----------------------------------------------------------------------------
def test_an_uplink_of_chirpstack_is_read_by_its_device_and_time():
    found = taken(examples.AIR, examples.CHIRPSTACK_UP)
    assert [(one.key, one.value, one.unit) for one in found.readings] == [
        ("24e124707c481234-air_temperature", 30.8, "°C"),
        ("24e124707c481234-relative_humidity", 50.5, "%"),
        ("24e124707c481234-air_pressure", 872.4, "hPa"),
    ]
    # Nanoseconds are cut to the microsecond that is stored.
    assert from_us(found.readings[0].at_us) == datetime(2026, 11, 23, 8, 58, 12, 345678, tzinfo=UTC)
    assert name_of(examples.CHIRPSTACK_UP, shape_of(examples.AIR)) == "3ac7e3c4-4401-4b8d-9386-a5c902f9202d"


def test_without_a_time_of_its_own_the_gateway_s_counts():
    up = {name: value for name, value in examples.CHIRPSTACK_UP.items() if name != "time"}
    assert from_us(taken(examples.AIR, up).readings[0].at_us).microsecond == 301000


@pytest.mark.parametrize("event", [examples.CHIRPSTACK_JOIN, examples.CHIRPSTACK_STATUS])
def test_what_the_server_says_of_itself_is_passed_over(event):
    found = taken(examples.AIR, event)
    assert found.is_ignored
    assert not found.refusals


def test_a_battery_in_a_status_event_can_be_asked_for():
    text = examples.AIR + '[[field]]\npath = "batteryLevel"\nkey = "{device}-battery"\nunit = "%"\n'
    assert [one.value for one in taken(text, examples.CHIRPSTACK_STATUS).readings] == [75.3]


def test_bytes_that_nobody_decoded_are_refused_with_the_place_to_look():
    up = {name: value for name, value in examples.CHIRPSTACK_UP.items() if name != "object"}
    (refusal,) = taken(examples.AIR, up).refusals
    assert (refusal.reason, refusal.device, refusal.detail) == (
        "nothing_known", "24e124707c481234", "data / object",
    )  # fmt: skip


def test_an_uplink_of_the_things_stack_is_read():
    (one,) = taken(examples.RIVER, examples.TTS_UP).readings
    assert (one.key, one.value, one.unit) == ("dere-2-river_level", 142.0, "cm")
    assert from_us(one.at_us) == datetime(2026, 11, 23, 8, 59, 0, 731000, tzinfo=UTC)


def test_a_counter_of_nought_is_left_out_by_the_things_stack_and_still_names_the_payload():
    message = {name: value for name, value in examples.TTS_UP["uplink_message"].items() if name != "f_cnt"}
    shape = shape_of(examples.RIVER)
    assert name_of({**examples.TTS_UP, "uplink_message": message}, shape).endswith("==/0")


def test_without_a_session_a_counter_names_nothing():
    message = dict(examples.TTS_UP["uplink_message"])
    del message["session_key_id"]
    assert name_of({**examples.TTS_UP, "uplink_message": message}, shape_of(examples.RIVER)) == ""


def test_a_simulated_uplink_is_not_measured():
    found = taken(examples.RIVER, {**examples.TTS_UP, "simulated": True})
    assert (found.dropped, found.readings) == (1, [])


# --- values ----------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("value", "expected"), [("38.45", 38.45), ("۳۸٫۵", 38.5), (True, 1.0), (0, 0.0), (" 7 ", 7.0)]
)
def test_a_number_is_a_number_however_it_is_written(value, expected):
    assert [one.value for one in plain(value=value).readings] == [expected]


@pytest.mark.parametrize(
    "value", ["high", "1_000", "1,5", [1], {"v": 1}, float("nan"), float("inf"), "nan", 10**400]
)
def test_what_is_no_number_is_refused_and_shown(value):
    found = plain(value=value)
    assert [one.reason for one in found.refusals] == ["not_a_number"]
    assert found.refusals[0].detail.startswith("value: ")


@pytest.mark.parametrize("value", [None, "", "n/a", -999, "-999.0"])
def test_no_value_is_counted_and_no_fault(value):
    found = plain(value=value)
    assert (found.missing, found.readings, found.refusals) == (1, [], [])


def test_a_decimal_comma_is_read_where_it_is_said():
    text = examples.PLAIN.replace('unit_path = "unit"', 'unit = "°C"\ndecimal = ","')
    assert taken(text, {"readings": [{"device": "a", "value": "-1,5"}]}).readings[0].value == -1.5


def test_scale_comes_before_the_unit():
    text = examples.PLAIN.replace('unit_path = "unit"', 'unit = "°C"\nscale = 0.1\noffset = -40')
    assert taken(text, {"readings": [{"device": "a", "value": 655}]}).readings[0].value == pytest.approx(25.5)


def test_a_unit_in_the_payload_that_contradicts_the_mapping_is_refused():
    text = examples.PLAIN.replace('unit_path = "unit"', 'unit = "°C"\nunit_path = "unit"')
    readings = [
        {"device": "a", "value": 20, "unit": "degC"},
        {"device": "a", "value": 68, "unit": "F"},
        {"device": "a", "value": 21},
    ]
    found = taken(text, {"readings": readings})
    assert [one.value for one in found.readings] == [20, 21]
    assert [(one.reason, one.detail) for one in found.refusals] == [("unit_unknown", "value: F / °C")]


def test_a_state_of_the_device_leaves_its_values_out():
    text = examples.PLAIN + 'drop = [{ path = "status", among = ["WARMUP", "ERROR"] }]\n'
    readings = [{"device": "a", "value": v, "status": s} for v, s in ((1, "OK"), (2, "ERROR"), (3, "WARMUP"))]
    found = taken(text, {"readings": readings})
    assert ([one.value for one in found.readings], found.dropped) == ([1], 2)


# --- times -----------------------------------------------------------------------------------
NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
NINE_S = int(NINE.timestamp())


@pytest.mark.parametrize(
    ("value", "shape"),
    [
        ("2026-11-23T09:00:00Z", TimeShape()),
        ("2026-11-23 12:00:00+03:00", TimeShape()),
        ("2026-11-23T09:00:00", TimeShape()),
        ("2026-11-23T12:30:00", TimeShape(zone="Asia/Tehran")),
        ("23/11/2026 12:00", TimeShape(format="%d/%m/%Y %H:%M", zone="Europe/Istanbul")),
        (NINE_S, TimeShape()),
        (NINE_S * 1000, TimeShape()),
        (NINE_S * 1_000_000, TimeShape()),
        (float(NINE_S), TimeShape(format="epoch_s")),
        (str(NINE_S * 1000), TimeShape(format="epoch_ms")),
    ],
)  # fmt: skip
def test_a_time_is_read_as_its_shape_says(value, shape):
    assert from_us(instant(value, shape)) == NINE


@pytest.mark.parametrize(
    "value", ["yesterday", "0000-01-01T00:00:00Z", "2026-02-30", True, 1e30, [], "25:00"]
)
def test_a_time_that_cannot_be_read_is_refused_not_replaced(value):
    with pytest.raises(TimeUnreadable):
        instant(value, TimeShape())
    found = plain(at=value)
    assert [one.reason for one in found.refusals] == ["time_unreadable"]
    assert not found.readings


def test_a_time_that_is_absent_is_left_to_the_receiver():
    assert plain(at=None).readings[0].at_us is None


def test_a_device_that_lost_its_clock_is_not_believed():
    shape = shape_of(examples.PLAIN)
    document = {
        "readings": [{"device": "a", "name": "x", "value": 1, "unit": "m", "at": "1970-01-01T00:07:12Z"}]
    }
    found = read(document, shape, {}, 946684800 * 10**6)
    assert [one.reason for one in found.refusals] == ["clock_wrong"]


# --- records, lists, topics ------------------------------------------------------------------
def test_lists_that_run_side_by_side_are_records():
    text = """
    fixed_device = "drumcondra"
    columns = { day = "dates", clock = "times", level = "aleq" }
    [time]
    paths = ["day", "clock"]
    join = true
    format = "%d/%m/%Y %H:%M:%S"
    zone = "Europe/Dublin"
    [[field]]
    path = "level"
    key = "{device}-noise"
    unit = "dB(A)"
    """
    document = {"dates": ["02/07/2020"] * 2, "times": ["00:05:00", "00:10:00"], "aleq": ["38.45", "36.52"]}
    found = taken(text, document)
    assert [(one.value, from_us(one.at_us).isoformat()) for one in found.readings] == [
        (38.45, "2020-07-01T23:05:00+00:00"),
        (36.52, "2020-07-01T23:10:00+00:00"),
    ]
    assert with_records(document, shape_of(text), [1])["aleq"] == ["36.52"]
    with pytest.raises(PayloadUnreadable):
        taken(text, {**document, "aleq": ["38.45"]})


def test_an_empty_list_is_no_fault_and_an_absent_one_is():
    assert taken(examples.PLAIN, {"readings": []}).is_ignored
    assert [one.reason for one in taken(examples.PLAIN, {"messages": []}).refusals] == ["nothing_known"]


def test_a_topic_can_name_the_device():
    text = 'topic = "sites/{site}/{device}/up"\n[[field]]\npath = "t"\nkey = "{site}-{device}"\nunit = "°C"'
    (one,) = taken(text, {"t": 3}, "sites/Khoy/A7/up").readings
    assert one.key == "khoy-a7"
    assert [r.reason for r in taken(text, {"t": 3}, "elsewhere").refusals] == ["device_unknown"]


def test_names_with_dots_can_be_reached():
    document = {"properties": {"station.ref": "0001", "list": [{"x": 1}, {"x": 2}]}}
    assert list(values_at(document, path_of('properties["station.ref"]'))) == ["0001"]
    assert list(values_at(document, path_of("properties.list[*].x"))) == [1, 2]
    assert list(values_at(document, path_of("properties.list[-1].x"))) == [2]
    assert list(values_at(document, path_of("properties.nothing[*].x"))) == []


def test_a_part_of_a_payload_is_read_as_it_was_in_the_whole():
    shape = shape_of(examples.PLAIN)
    readings = [{"device": "a", "name": str(n), "value": n, "unit": "m"} for n in range(5)]
    part = with_records({"id": 7, "readings": readings}, shape, [1, 3])
    assert part["id"] == 7
    assert [one.value for one in read(part, shape, {}, LONG_AGO).readings] == [1, 3]


def test_one_payload_does_not_flood_the_house():
    readings = [{"device": "a", "name": "x", "value": n, "unit": "m"} for n in range(10_050)]
    found = taken(examples.PLAIN, {"readings": readings})
    assert len(found.readings) == 10_000
    assert [one.reason for one in found.refusals] == ["too_many"]


# --- any JSON --------------------------------------------------------------------------------
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.dictionaries(
            st.sampled_from(["readings", "value", "at", "device", "unit", "name", "object", "x"]), inner
        )
    ),
    max_leaves=30,
)


@settings(max_examples=200, deadline=None)
@given(JSON, st.sampled_from([examples.PLAIN, examples.AIR, examples.RIVER]))
def test_no_document_breaks_the_reader_and_nothing_read_is_out_of_bounds(document, text):
    try:
        found = taken(text, document_of(json.dumps(document).encode()))
    except PayloadUnreadable:
        return
    for one in found.readings:
        assert one.value == one.value
        assert abs(one.value) != float("inf")
        assert one.at_us is None or from_us(one.at_us)
        assert len(one.device) <= 120


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=300))
def test_no_bytes_break_the_door(body):
    with contextlib.suppress(PayloadUnreadable):
        document_of(body)


@pytest.mark.parametrize(
    "body", [b"[" * 100_000, b'{"a":' * 41 + b"1" + b"}" * 41, b"\xff{}", b"", b"9" * 5000]
)
def test_what_is_too_deep_or_no_json_is_refused(body):
    with pytest.raises(PayloadUnreadable):
        document_of(body)


def test_a_payload_beyond_ten_megabytes_is_not_read():
    with pytest.raises(PayloadTooLarge):
        document_of(b" " * (10 * 1024 * 1024 + 1))


def test_depth_is_counted_by_layers():
    assert [depth_of(x) for x in (1, [], [1], {"a": [1]}, [[], [[]]])] == [0, 1, 1, 2, 3]
