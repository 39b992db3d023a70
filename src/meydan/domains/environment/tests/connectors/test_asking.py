"""Outside systems, asked through exchanges that were written by hand in the shape of each."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from meydan.base.connectors.exchanges import recorded
from meydan.base.connectors.public import connectors, is_enabled
from meydan.base.jobs.public import Job, enqueue, run_due
from meydan.base.packs.public import current
from meydan.domains.environment.connectors.air import parse_index, parse_station
from meydan.domains.environment.connectors.quakes import distance_km, parse_quakes
from meydan.domains.environment.connectors.reading import ShapeChanged, moment, number
from meydan.domains.environment.connectors.registered import ALL
from meydan.domains.environment.connectors.weather import parse_weather
from meydan.kernel.observations.loading import load_properties
from meydan.kernel.observations.public import Datastream, series

FIXTURES = Path(__file__).parent / "fixtures"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def city(settings, tmp_path, pack, db):
    """A city that switched every system on."""

    def stand_in(pack_id: str) -> None:
        pack(pack_id)
        load_properties(current(), NOW, False)
        (tmp_path / "connectors.toml").write_text(
            "".join(f"[{connector.code}]\nenabled = true\n" for connector in ALL)
            + '[environment.air_tr.stations]\n"251a7ea1" = "karsiyaka"\n',
            encoding="utf-8",
        )
        if pack_id.startswith("ir"):
            file = tmp_path / "connectors.toml"
            file.write_text(
                file.read_text().replace("[environment.air_ir]", '[environment.air_ir]\ncity = "خوی"')
            )
        settings.MEYDAN_HOME = replace(settings.MEYDAN_HOME, path=tmp_path)

    return stand_in


def ask(name: str, exchange: str, now: datetime = NOW) -> list[str]:
    """Run a job against an exchange; the calls it made."""
    enqueue(f"environment.{name}", run_at=now)
    with recorded(FIXTURES / exchange) as calls:
        run_due(now)
    return calls


def values(key: str) -> dict[datetime, float]:
    stream = Datastream.objects.get(key=key)
    found = series(stream.pk, NOW - timedelta(days=9), NOW + timedelta(days=9))
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    return {
        epoch + timedelta(microseconds=int(at)): value
        for at, value in zip(found.at, found.value, strict=True)
    }


def died() -> list[str]:
    return [job.last_error for job in Job.objects.filter(state=Job.State.DEAD)]


def test_nothing_is_on_before_a_city_switches_it_on(pack):
    for pack_id in ("tr/gumushane", "ir/khoy"):
        pack(pack_id)
        assert [connector.code for connector in ALL if is_enabled(connector)] == []
    assert {connector.code for connector in ALL} <= {connector.code for connector in connectors()}


def test_what_is_off_is_not_asked(pack, db):
    pack("tr/gumushane")
    assert ask("ask_quakes", "quakes.json") == []
    assert died() == []


# --- earthquakes -----------------------------------------------------------------------------
def test_earthquakes_around_the_city_are_stored_with_where_and_how_deep(city):
    city("tr/gumushane")
    assert len(ask("ask_quakes", "quakes.json")) == 1
    assert values("earthquakes-magnitude") == {
        datetime(2026, 11, 22, 21, 14, 5, tzinfo=UTC): 3.4,
        datetime(2026, 11, 23, 2, 0, 41, tzinfo=UTC): 2.1,
    }, "the one in the Aegean is far away, and of two in one second the stronger counts"
    with connection.cursor() as cursor:
        cursor.execute("SELECT parameters FROM observations_detail ORDER BY slot")
        first = str(cursor.fetchone()[0])
    assert "671001" in first
    assert "39.4312" in first
    assert died() == []


def test_the_same_events_asked_again_change_nothing(city):
    city("tr/gumushane")
    ask("ask_quakes", "quakes.json")
    before = values("earthquakes-magnitude")
    ask("ask_quakes", "quakes.json")
    assert values("earthquakes-magnitude") == before


def test_a_page_instead_of_json_stops_nothing_and_stores_nothing(city):
    city("tr/gumushane")
    assert len(ask("ask_quakes", "quakes_html.json")) == 1
    assert (died(), Job.objects.get().state) == ([], Job.State.DONE)
    assert not Datastream.objects.exists()


def test_events_of_another_shape_are_told_to_somebody(city):
    city("tr/gumushane")
    ask("ask_quakes", "quakes_changed.json")
    assert "answers otherwise than it did" in died()[0]
    assert not Datastream.objects.exists()


def test_distances_are_those_of_a_sphere():
    # Ankara to Istanbul; and a degree of latitude on a sphere of R1.
    assert distance_km(32.8597, 39.9334, 28.9784, 41.0082) == pytest.approx(349.4, abs=1)
    assert distance_km(0, 0, 0, 1) == pytest.approx(111.195, abs=0.001)
    assert distance_km(179.9, 0, -179.9, 0) == pytest.approx(22.239, abs=0.001)


# --- weather ---------------------------------------------------------------------------------
def test_weather_now_and_to_come_are_two_datastreams_each(city):
    city("tr/gumushane")
    ask("ask_weather", "weather.json")
    assert values("weather-model-air_temperature") == {NOW: -1.4}
    ahead = values("weather-model-air_temperature-forecast")
    assert [(at.hour, value) for at, value in ahead.items()] == [(10, 0.3), (11, 1.8), (12, 2.9)]
    assert list(values("weather-model-wind_speed-forecast").values()) == [2.0, 2.0, 2.0], "km/h became m/s"
    assert list(values("weather-model-rain-forecast").values()) == [0.4, 0.0, 0.0]
    # A value that is null, a list of another length and a series without a unit are passed over.
    assert len(values("weather-model-relative_humidity-forecast")) == 2
    assert not Datastream.objects.filter(key__in=["weather-model-air_pressure-forecast"]).exists()
    assert not Datastream.objects.filter(key="weather-model-wind_direction-forecast").exists()


def test_a_model_says_that_it_is_none_of_our_stations(city):
    city("tr/gumushane")
    ask("ask_weather", "weather.json")
    thing = Datastream.objects.first().thing
    assert "ölçüm değil" in thing.names["tr"]
    assert "سنجش نیست" in thing.names["fa"]
    assert thing.properties["is_model"] is True
    assert "tahmin" in Datastream.objects.get(key="weather-model-rain-forecast").names["tr"]


# --- air -------------------------------------------------------------------------------------
def test_hours_of_a_turkish_station_are_stored_in_our_units(city):
    city("tr/gumushane")
    ask("ask_air_tr", "air_tr.json")
    ten = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
    assert values("karsiyaka-pm10") == {ten: 41.2, ten + timedelta(hours=1): 38.7}
    assert values("karsiyaka-co") == {ten: pytest.approx(0.812)}
    assert not Datastream.objects.filter(key="karsiyaka-so2").exists(), "-9999 means no value"


def test_a_turkish_network_of_another_shape_is_told_to_somebody(city):
    city("tr/gumushane")
    ask("ask_air_tr", "air_tr_changed.json")
    assert "objects.AQIValues" in died()[0]


def test_the_index_of_an_iranian_city_is_its_highest_valid_station(city):
    city("ir/khoy")
    ask("ask_air_ir", "air_ir.json")
    assert values("city-air-index-air_quality_index") == {datetime(2026, 11, 23, 8, 30, tzinfo=UTC): 92.0}


# --- any answer ------------------------------------------------------------------------------
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=4)
    | st.dictionaries(
        st.sampled_from(["objects", "AQIValues", "Date", "PM10", "T", "D", "R", "A", "current", "hourly", "time",
                         "date", "magnitude", "latitude", "longitude", "current_units", "hourly_units"]), inner,
    ),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_no_answer_breaks_a_reader(answer):
    for parse in (parse_quakes, parse_weather, parse_station, lambda found: parse_index(found, "خوی")):
        try:
            parse(answer)
        except ShapeChanged as changed:
            assert str(changed)  # noqa: PT017 - the words are the point


@pytest.mark.parametrize("value", [True, None, "", "x", "nan", float("inf"), [1], 10**400])
def test_what_is_no_number_is_none(value):
    assert number(value) is None


@pytest.mark.parametrize("value", [None, 5, "", "0000-01-01", "0001-01-01T00:00:00+14:00"])
def test_what_is_no_moment_is_none(value):
    assert moment(value) is None
