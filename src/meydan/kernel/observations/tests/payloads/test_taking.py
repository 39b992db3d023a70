"""What devices send is stored, and what cannot be lies in quarantine until it can."""

from __future__ import annotations

import copy
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from meydan.base.people.tests.factories import staff
from meydan.kernel.observations.engine.payloads.bounds import KEPT_BYTES
from meydan.kernel.observations.engine.payloads.documents import PayloadTooLarge
from meydan.kernel.observations.models import Datastream, PayloadMapping, QuarantinedRow
from meydan.kernel.observations.operations.payload_report import PayloadReport
from meydan.kernel.observations.operations.payloads import (
    PayloadMappingUnknown,
    take_payload,
    take_payloads,
)
from meydan.kernel.observations.operations.quarantine import DropReasonMissing, drop_rows, replay_rows
from meydan.kernel.observations.public import ensure_datastream, ensure_property, ensure_thing, series, store
from meydan.kernel.observations.tests.payloads import examples
from meydan.kernel.observations.tests.payloads.examples import body

pytestmark = [pytest.mark.django_db, pytest.mark.store]
EUI = "24e124707c481234"
PROPERTIES = {
    "air_temperature": ("°C", -60, 60),
    "relative_humidity": ("%", 0, 100),
    "air_pressure": ("hPa", 500, 1100),
    "river_level": ("m", -10, 50),
    "no2": ("µg/m³", 0, 2000),
    "noise_laeq": ("dB(A)", 20, 140),
}


def mapping(key: str, text: str) -> str:
    PayloadMapping.objects.create(key=key, text=text, changed_at=datetime(2026, 1, 1, tzinfo=UTC))
    return key


def register(device: str, *codes: str) -> list[Datastream]:
    thing = ensure_thing(key=device, names={"en": device})
    for code in codes:
        unit, low, high = PROPERTIES[code]
        ensure_property(code=code, names={"en": code}, unit=unit, minimum=low, maximum=high)
    return [ensure_datastream(key=f"{device}-{code}", thing=thing, observed_property=code) for code in codes]


def values(stream: Datastream) -> list[float]:
    found = series(stream.pk, datetime(1990, 1, 1, tzinfo=UTC), datetime(2040, 1, 1, tzinfo=UTC))
    return found.value.tolist()


def take(key: str, document: Any, now: datetime, **more: Any) -> PayloadReport:
    sent = document if isinstance(document, bytes) else body(document)
    return take_payload(mapping=key, body=sent, now=now, source="gateway", **more)


def waiting(**only: Any) -> list[QuarantinedRow]:
    return list(QuarantinedRow.objects.filter(replayed_at=None, dropped_at=None, **only).order_by("pk"))


@pytest.fixture
def air(db: None) -> str:
    return mapping("air", examples.AIR)


def test_an_uplink_is_stored_in_the_datastreams_of_its_device(air, now):
    streams = register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    assert take(air, examples.CHIRPSTACK_UP, now) == PayloadReport(stored=3)
    assert [values(stream) for stream in streams] == [[30.8], [50.5], [872.4]]


def test_the_same_payload_again_changes_nothing_and_is_answered_as_before(air, now):
    register(EUI, "air_temperature", "relative_humidity")
    first = take(air, examples.CHIRPSTACK_UP, now)
    assert (first.stored, first.refused) == (2, {"stream_unknown": 1})
    again = take(air, examples.CHIRPSTACK_UP, now + timedelta(minutes=1))
    assert (again.known, again.stored, again.refused) == (1, 2, {"stream_unknown": 1})
    assert len(waiting()) == 1, "a payload that comes twice lies in quarantine once"


def test_a_level_in_centimetres_is_stored_in_metres(now):
    (level,) = register("dere-2", "river_level")
    assert take(mapping("river", examples.RIVER), examples.TTS_UP, now).stored == 1
    assert values(level) == [1.42]


def test_a_device_nobody_registered_waits_and_is_taken_in_when_it_is(air, now):
    report = take(air, examples.CHIRPSTACK_UP, now)
    assert report.refused == {"device_unknown": 3}
    (row,) = waiting()
    assert (row.device, row.reason, row.mapping) == (EUI, "device_unknown", "air")
    assert json.loads(row.payload) == examples.CHIRPSTACK_UP
    streams = register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    done = replay_rows(row_ids=[row.pk], now=now + timedelta(days=3))
    assert (done.offered, done.stored, done.refused) == (1, 3, 0)
    assert values(streams[0]) == [30.8]
    assert waiting() == []


def test_a_replay_that_is_refused_again_waits_again_with_its_first_moment_of_receipt(air, now):
    up = copy.deepcopy(examples.CHIRPSTACK_UP)
    del up["time"], up["rxInfo"]
    take(air, up, now)
    replay_rows(row_ids=[waiting()[0].pk], now=now + timedelta(hours=1))
    (row,) = waiting()
    assert row.received_at == now
    (stream, *_) = register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    replay_rows(row_ids=[row.pk], now=now + timedelta(hours=2))
    found = series(stream.pk, now - timedelta(hours=3), now + timedelta(hours=3))
    assert found.at.tolist() == [int(now.timestamp() * 1e6)], "the moment of receipt, not of the replay"


def test_a_value_without_a_time_counts_from_its_receipt_and_is_said_so(air, now):
    register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    up = {name: value for name, value in examples.CHIRPSTACK_UP.items() if name not in ("time", "rxInfo")}
    assert take(air, up, now).timed_by_receipt == 3


def test_good_values_are_stored_although_others_are_not(air, now):
    streams = register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    up = copy.deepcopy(examples.CHIRPSTACK_UP)
    up["object"] = {"temperature": "broken", "humidity": 130, "pressure": 872.4}
    report = take(air, up, now)
    assert (report.stored, report.refused) == (1, {"not_a_number": 1, "out_of_range": 1})
    assert [values(stream) for stream in streams] == [[], [], [872.4]]
    by_reason = {row.reason: row for row in waiting()}
    assert by_reason["out_of_range"].datastream == streams[1]
    assert by_reason["not_a_number"].detail == "object.temperature: broken"


@pytest.mark.parametrize(
    ("hours", "reason"), [(3, "in_the_future"), (24 * 365 * 7000, "in_the_future")], ids=["three hours", "year 9026"]
)  # fmt: skip
def test_a_clock_that_is_ahead_is_refused_and_not_shifted(air, now, hours, reason):
    (stream, *_) = register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    up = {**examples.CHIRPSTACK_UP, "time": (now + timedelta(hours=hours)).isoformat()}
    assert take(air, up, now).refused == {reason: 3}
    assert values(stream) == []


def test_a_clock_that_is_hours_behind_is_kept_as_the_device_says_it(air, now):
    (stream, *_) = register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    late = now - timedelta(hours=3)
    take(air, {**examples.CHIRPSTACK_UP, "time": late.isoformat()}, now)
    found = series(stream.pk, late - timedelta(minutes=1), late + timedelta(minutes=1))
    assert found.value.tolist() == [30.8]


@pytest.mark.parametrize(
    ("time", "refused"),
    [
        ("0000-11-23T09:00:00Z", {"time_unreadable": 1}),
        ("1970-01-01T00:00:09Z", {"clock_wrong": 1}),
        ("9999-12-01T00:00:00Z", {"in_the_future": 3}),
        ("9999-12-31T23:59:59Z", {"time_impossible": 3}),
        ("soon", {"time_unreadable": 1}),
    ],
)
def test_a_time_that_cannot_be_is_refused(air, now, time, refused):
    register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    assert take(air, {**examples.CHIRPSTACK_UP, "time": time}, now).refused == refused


def test_values_out_of_order_all_find_their_place(air, now):
    (stream, *_) = register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    for minute in (3, 1, 2):
        up = copy.deepcopy(examples.CHIRPSTACK_UP)
        up["deduplicationId"], up["time"] = f"d{minute}", (now - timedelta(minutes=minute)).isoformat()
        up["object"]["temperature"] = float(minute)
        take(air, up, now)
    assert values(stream) == [3.0, 2.0, 1.0]


# --- units -----------------------------------------------------------------------------------
GAS = """
device = ["id"]
[[field]]
path = "no2"
key = "{device}-no2"
unit_path = "unit"
temperature_c = 20
pressure_hpa = 1013.25
"""


def test_a_gas_in_ppb_is_stored_as_mass_in_the_air_that_is_named(now):
    (stream,) = register("g1", "no2")
    take(mapping("gas", GAS), {"id": "g1", "no2": 20, "unit": "ppb"}, now)
    assert values(stream) == [pytest.approx(38.25, abs=0.01)]


@pytest.mark.parametrize("unit", ["", "°C", "furlong", None])
def test_a_unit_that_is_not_said_or_does_not_fit_is_refused_and_taken_in_when_it_is_clear(now, unit):
    (stream,) = register("g1", "no2")
    key = mapping("gas", GAS)
    assert take(key, {"id": "g1", "no2": 20, "unit": unit}, now).refused == {"unit_unknown": 1}
    assert values(stream) == []
    PayloadMapping.objects.update(text=GAS.replace('unit_path = "unit"', 'unit = "µg/m³"'))
    assert replay_rows(row_ids=[row.pk for row in waiting()], now=now).stored == 1
    assert values(stream) == [20.0]


def test_a_unit_nobody_said_is_not_taken_for_the_datastream_s_without_one(now):
    (stream,) = register("g1", "no2")
    Datastream.objects.update(unit="")
    assert take(mapping("gas", GAS), {"id": "g1", "no2": 20}, now).refused == {"unit_unknown": 1}
    assert values(stream) == []


@pytest.mark.parametrize(
    "at_us", [2**61, -(2**61), 253402300800 * 10**6], ids=["far", "long ago", "the year 10000"]
)
def test_a_time_that_no_calendar_has_is_refused_even_where_the_future_is_open(now, at_us):
    (stream,) = register("g1", "no2")
    Datastream.objects.update(ahead_s=None)
    report = store(rows=[(stream.pk, at_us, 5.0), (stream.pk, now, 6.0)], now=now, source="test")
    assert [row.reason for row in report.refused] == ["time_impossible"]
    assert values(stream) == [6.0]


def test_a_gas_without_its_air_is_refused(now):
    register("g1", "no2")
    text = "\n".join(line for line in GAS.splitlines() if "_c" not in line and "_hpa" not in line)
    assert take(mapping("gas", text), {"id": "g1", "no2": 20, "unit": "ppb"}, now).refused == {
        "unit_unknown": 1
    }


# --- whole bodies ----------------------------------------------------------------------------
def test_a_body_that_is_no_json_is_kept_and_can_be_offered_when_it_can_be_read(air, now):
    assert take(air, b"t=21;h=40", now).refused == {"unreadable": 1}
    (row,) = waiting()
    assert (row.payload, row.is_cut) == ("t=21;h=40", False)


def test_a_long_body_is_cut_and_says_that_it_cannot_be_offered_again(air, now):
    take(air, b"\xff" * (KEPT_BYTES + 10), now)
    (row,) = waiting()
    assert row.is_cut
    assert len(row.payload.encode()) <= KEPT_BYTES
    assert replay_rows(row_ids=[row.pk], now=now).impossible == 1
    assert len(waiting()) == 1


def test_a_nul_in_a_payload_breaks_no_database(air, now):
    take(air, {"object": {"temperature": "a\x00b"}, "deviceInfo": {"devEui": "x\x00"}}, now)
    assert waiting()


def test_beyond_ten_megabytes_nothing_is_kept(air, now):
    with pytest.raises(PayloadTooLarge):
        take(air, b" " * (10 * 1024 * 1024 + 1), now)
    assert waiting() == []


def test_of_many_records_only_those_refused_are_kept(now):
    register("a", "no2")
    readings = [
        {
            "device": "a" if n % 100 else f"new{n}",
            "name": "no2",
            "value": n,
            "unit": "µg/m³",
            "at": 1795420800 + n,
        }
        for n in range(2000)
    ]
    report = take(mapping("plain", examples.PLAIN), {"id": "p1", "readings": readings}, now)
    assert (report.stored, report.refused) == (1980, {"device_unknown": 20})
    rows = waiting()
    assert [row.device for row in rows] == [f"new{n}" for n in range(0, 2000, 100)]
    assert json.loads(rows[3].payload)["readings"] == [readings[300]]


def test_a_great_many_refused_records_of_one_device_are_kept_in_parts_that_can_be_offered(now):
    key = mapping("plain", examples.PLAIN)
    readings = [
        {"device": "late", "name": "no2", "value": n % 900, "unit": "µg/m³", "at": 1795420800 + n}
        for n in range(3000)
    ]
    take(key, {"id": "p2", "readings": readings}, now)
    rows = waiting()
    assert 2 < len(rows) < 10
    assert not any(row.is_cut for row in rows)
    (stream,) = register("late", "no2")
    assert replay_rows(row_ids=[row.pk for row in rows], now=now).stored == 3000
    assert len(values(stream)) == 3000


def test_each_line_of_a_body_is_a_payload(air, now):
    register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    second = {**examples.CHIRPSTACK_UP, "deduplicationId": "2", "time": "2026-11-23T08:59:12Z"}
    lines = b"\n".join([body(examples.CHIRPSTACK_UP), b"", b"{broken", body(second)])
    report = take_payloads(mapping=air, body=lines, now=now, source="gateway")
    assert (report.payloads, report.stored, report.refused) == (3, 6, {"unreadable": 1})


def test_a_sender_writes_where_it_may_alone(air, now):
    temperature, humidity, _ = register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    report = take(air, examples.CHIRPSTACK_UP, now, only=frozenset({temperature.pk}))
    assert (report.stored, report.refused) == (1, {"not_allowed": 2})
    assert values(humidity) == []
    assert waiting() == [], "what was not allowed is not kept for a replay that would let it in"


def test_a_mapping_that_is_switched_off_takes_nothing(air, now):
    PayloadMapping.objects.update(is_active=False)
    with pytest.raises(PayloadMappingUnknown):
        take(air, examples.CHIRPSTACK_UP, now)


# --- the quarantine --------------------------------------------------------------------------
def test_what_is_dropped_keeps_its_reason_and_is_not_offered_again(air, now):
    take(air, examples.CHIRPSTACK_UP, now)
    (row,) = waiting()
    actor = staff("clerk")
    with pytest.raises(DropReasonMissing):
        drop_rows(row_ids=[row.pk], reason="  ", actor=actor, now=now)
    assert drop_rows(row_ids=[row.pk], reason="not our device", actor=actor, now=now) == 1
    assert replay_rows(row_ids=[row.pk], now=now).offered == 0
    row.refresh_from_db()
    assert (row.drop_reason, row.dropped_by, row.dropped_at) == ("not our device", actor, now)


def test_a_value_is_offered_again_after_its_range_was_corrected(air, now):
    (stream, *_) = register(EUI, "air_temperature", "relative_humidity", "air_pressure")
    up = copy.deepcopy(examples.CHIRPSTACK_UP)
    up["object"]["temperature"] = 75.0
    take(air, up, now)
    (row,) = waiting(reason="out_of_range")
    ensure_property(code="air_temperature", names={"en": "t"}, unit="°C", minimum=-60, maximum=90)
    assert replay_rows(row_ids=[row.pk], now=now).stored == 1
    assert values(stream) == [75.0]


def test_a_row_is_a_value_or_a_payload_and_never_half_of_one(now):
    with pytest.raises(IntegrityError), transaction.atomic():
        QuarantinedRow.objects.create(at_us=5, reason="unreadable", received_at=now)


# --- real files ------------------------------------------------------------------------------
SOUND = """
topic = "sound/{device}"
columns = { day = "dates", clock = "times", level = "aleq" }
[time]
paths = ["day", "clock"]
join = true
format = "%d/%m/%Y %H:%M:%S"
zone = "Europe/Dublin"
[[field]]
path = "level"
key = "{device}-noise_laeq"
unit = "dB(A)"
"""
LEVELS = """
records = "features[*]"
device = ['properties["station.ref"]']
[vars]
sensor = 'properties["sensor.ref"]'
[time]
paths = ["properties.datetime"]
[[field]]
path = "properties.value"
key = "{device}-river_level"
unit = "m"
drop = [{ path = 'properties["sensor.ref"]', among = ["0002", "0003", "OD"] }]
"""


@pytest.mark.realdata
def test_a_day_of_a_sound_meter_is_taken_in(real_data: Path, now):
    (stream,) = register("site-1", "noise_laeq")
    key = mapping("sound", SOUND)
    day = (real_data / "iot" / "dublin_sound_reading_2.json").read_bytes()
    assert take(key, day, now, topic="sound/site-1").stored == 120
    assert values(stream)[:2] == [38.45, 36.52]
    none = (real_data / "iot" / "dublin_sound_reading_1.json").read_bytes()
    assert take(key, none, now, topic="sound/site-1") == PayloadReport(ignored=1)


@pytest.mark.realdata
def test_levels_of_many_rivers_wait_until_their_station_is_known(real_data: Path, now):
    raw = (real_data / "iot" / "dublin_waterlevel_example.json").read_bytes()
    report = take(mapping("levels", LEVELS), raw, now)
    assert report.dropped > 0
    assert report.refused["device_unknown"] > 300
    assert len(waiting()) == 100, "one payload does not fill the quarantine"
    station = waiting()[0].device
    (stream,) = register(station, "river_level")
    assert replay_rows(row_ids=[row.pk for row in waiting(device=station)], now=now).stored == 1
    assert len(values(stream)) == 1
