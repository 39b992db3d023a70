"""Values that people write down: kept, replaced with a word, refused with a reason."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone, translation

from meydan.base.audit.public import Entry
from meydan.base.people.public import Role
from meydan.base.people.tests.factories import staff
from meydan.domains.environment.hand_table import TableUnreadable, read_table
from meydan.domains.environment.models import HandEntry
from meydan.domains.environment.operations.entering import NotByHand, Written, series_by_hand, write_down
from meydan.kernel.observations.public import ObservedProperty, ensure_property, ensure_thing, series

pytestmark = pytest.mark.django_db
NAMES = {"tr": "Serbest klor", "fa": "کلر آزاد", "en": "Free chlorine"}


@pytest.fixture
def tap():
    return ensure_thing(
        key="tap-1",
        names={"tr": "Çarşı çeşmesi", "fa": "شیر بازار", "en": "Market tap"},
        lon=39.48,
        lat=40.46,
    )


@pytest.fixture
def chlorine():
    return ensure_property(
        code="free_chlorine", names=NAMES, unit="mg/L", kind="drinking_water", minimum=0, maximum=10
    )


def test_of_two_values_for_one_moment_the_newest_wins_and_the_older_stays_readable(tap, chlorine, now):
    clerk = staff(Role.CLERK)
    stream = series_by_hand(thing=tap, observed_property=chlorine)
    at = now - timedelta(hours=2)
    write_down(rows=[Written(stream.pk, at, 0.3, "DPD kit")], actor=clerk, now=now)
    outcome = write_down(
        rows=[Written(stream.pk, at, 0.1, "DPD kit")], actor=clerk, now=now + timedelta(hours=1)
    )
    assert (outcome.kept, outcome.replaced) == (1, 1)
    assert series(stream.pk, at, now).value.tolist() == [0.1]
    assert [(e.value, e.replaced_at is not None) for e in HandEntry.objects.order_by("id")] == [
        (0.3, True),
        (0.1, False),
    ]


def test_the_entry_names_the_post_and_the_log_knows_it(tap, chlorine, now):
    clerk = staff(Role.CLERK)
    stream = series_by_hand(thing=tap, observed_property=chlorine)
    write_down(rows=[Written(stream.pk, now, 0.3)], actor=clerk, now=now)
    assert HandEntry.objects.get().post == clerk.post_codes(now.date())[0]
    assert Entry.objects.filter(verb="environment.written").count() == 1


def test_what_cannot_be_is_refused_and_the_rest_is_kept(tap, chlorine, now):
    stream = series_by_hand(thing=tap, observed_property=chlorine)
    rows = [Written(stream.pk, now - timedelta(hours=1), 99.0), Written(stream.pk, now, 0.4)]
    outcome = write_down(rows=rows, actor=staff(Role.CLERK), now=now)
    assert (outcome.kept, outcome.refused) == (1, [(0, "out_of_range")])


def test_a_sensors_series_is_not_written_into_by_hand(tap):
    dust = ensure_property(code="pm2_5", names=NAMES, unit="µg/m³", kind="air")
    with pytest.raises(NotByHand):
        series_by_hand(thing=tap, observed_property=dust)


@pytest.mark.parametrize(
    ("language", "day", "value"),
    [("tr", "20.11.2026", "0,35"), ("fa", "۱۴۰۵/۰۸/۲۹", "۰٫۳۵"), ("en", "2026-11-20", "0.35")],
)
def test_a_pasted_row_is_read_as_people_write_it(language, day, value):
    with translation.override(language):
        words = f"station;property;day;time;value;method\nÇarşı çeşmesi;free_chlorine;{day};09:30;{value};kit"
        (row,) = read_table(words, {"carsi cesmesi": "tap-1"}, {"free_chlorine": "free_chlorine"})
    assert (row.fault, row.station, row.value) == ("", "tap-1", 0.35)
    assert row.at.astimezone(UTC).date() == datetime(2026, 11, 20).date()


@pytest.mark.parametrize("words", ["", "only one line", "station,day\nx,y"])
def test_what_is_no_table_is_named(words):
    with pytest.raises(TableUnreadable):
        read_table(words, {}, {})


def test_a_faulty_row_keeps_the_whole_table_back(client: Client, tap, chlorine):
    client.force_login(staff(Role.INSPECTOR))
    good, bad = "tap-1,free_chlorine,2026-11-01,0.3", "nowhere,free_chlorine,2026-11-01,0.3"
    series_by_hand(thing=tap, observed_property=chlorine)
    for rows, kept in (([good, bad], 0), ([good], 1)):
        table = "\n".join(["station,property,day,value", *rows])
        page = client.post(reverse("environment:paste"), {"table": table, "keep": ""})
        assert HandEntry.objects.count() == kept
        assert page.status_code == (302 if kept else 200)


def test_the_form_keeps_a_value_at_a_new_place(client: Client, chlorine):
    client.force_login(staff(Role.CLERK))
    said = {
        "place": "Okul musluğu",
        "observed_property": "free_chlorine",
        "day": "2026-11-01",
        "clock": "10:00",
        "value": "0.25",
    }
    said |= {"station": "", "method": "", "note": ""}
    client.get("/", {"lang": "en"})
    assert client.post(reverse("environment:entry"), said).status_code == 302
    assert HandEntry.objects.get().datastream.thing.names["en"] == "Okul musluğu"
    assert "Okul musluğu" in client.get(reverse("environment:entry")).content.decode()


def test_tomorrow_cannot_be_measured_yet(client: Client, tap, chlorine):
    client.force_login(staff(Role.CLERK))
    tomorrow = (timezone.localdate() + timedelta(days=2)).isoformat()
    said = {"place": "x", "observed_property": "free_chlorine", "day": tomorrow, "value": "0.25"}
    assert client.post(reverse("environment:entry"), said).status_code == 422


@pytest.mark.parametrize("name", ["entry", "paste", "marks"])
def test_the_desk_is_for_staff(client: Client, name):
    assert client.get(reverse(f"environment:{name}")).status_code == 302
    client.force_login(staff(Role.MAYOR))
    assert client.get(reverse(f"environment:{name}")).status_code == (200 if name == "marks" else 403)


def test_every_property_of_the_pack_that_people_write_has_a_kind(pack):
    from meydan.base.packs.public import current
    from meydan.domains.environment.engine.kinds import BY_CODE, KINDS

    pack("ir/khoy")
    rows = {row["code"]: row["kind"] for row in current().table("observed_properties")}
    for kind in KINDS:
        assert {rows[code] for code in kind.properties} == {kind.code}
    assert BY_CODE["pollen"].by_hand
    assert ObservedProperty.objects.count() == 0
