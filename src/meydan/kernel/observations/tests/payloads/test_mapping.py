"""Mappings as people write them: read, checked, loaded from a pack, and never written over."""

from __future__ import annotations

import tomllib
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import meydan
from meydan.base.packs.public import load_pack
from meydan.base.people.tests.factories import staff
from meydan.kernel.observations.models import PayloadMapping
from meydan.kernel.observations.operations.payload_mappings import (
    MappingKeyTaken,
    add_mapping,
    change_mapping,
)
from meydan.kernel.observations.payloads.loading import load_payloads
from meydan.kernel.observations.payloads.mapping import PayloadMappingUnreadable, shape_of
from meydan.kernel.observations.payloads.toml import toml_of
from meydan.kernel.observations.tests.payloads import examples

SHIPPED = sorted((Path(meydan.__file__).parent / "packs").rglob("payloads/*.toml"))
GOOD = 'device = ["id"]\n[[field]]\npath = "t"\nkey = "{device}-t"\nunit = "°C"\n'


@pytest.fixture(autouse=True)
def in_english() -> None:
    from django.utils import translation

    with translation.override("en"):
        yield


def fault_of(text: str) -> str:
    with pytest.raises(PayloadMappingUnreadable) as fault:
        shape_of(text)
    return str(fault.value)


@pytest.mark.parametrize("text", [GOOD, examples.AIR, examples.RIVER, examples.PLAIN])
def test_a_sound_mapping_is_read(text):
    assert shape_of(text).field


@pytest.mark.parametrize("file", SHIPPED, ids=lambda file: file.stem)
def test_a_shipped_mapping_is_sound(file):
    shape = shape_of(file.read_text(encoding="utf-8"))
    assert set(shape.names) == {"tr", "fa", "en"}
    assert shape.source


def test_there_are_shipped_mappings():
    assert len(SHIPPED) >= 2


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('format = "sigfox"', "format must be one of plain, chirpstack, tts"),
        ('records = "a[*"', "a[*"),
        ('records = "a[*]"\ncolumns = { b = "c" }', "records and columns"),
        ('topic = "a/{x}{y}"', "topic is not a pattern"),
        ('oldest = "yesterday"', "oldest is not a day"),
        ("oldest = 5", "oldest"),
        ('devise = ["id"]', "devise"),
    ],
)
def test_a_fault_is_named(change, words):
    assert words in fault_of(f"{change}\n{GOOD}")


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ('unit = "furlong"', "no unit is called furlong"),
        ("", "its unit is not said"),
        ('unit = "ppb"\ntemperature_c = 20', "belong together"),
        ('unit = "%"\ndecimal = ";"', "decimal"),
        ('unit = "%"\n[time]\nzone = "Gotham"', "Gotham is not a time zone"),
        ('unit = "%"\n[time]\nformat = "daily"', "format must be auto"),
    ],
)
def test_a_fault_in_a_field_is_named(change, words):
    assert words in fault_of(GOOD.replace('unit = "°C"', change))


def test_a_mapping_without_a_device_or_a_field_is_refused():
    assert "where the device is" in fault_of(GOOD.removeprefix('device = ["id"]\n'))
    assert "names no field" in fault_of('device = ["id"]')


def test_what_its_format_says_is_completed_and_not_overruled():
    shape = shape_of('format = "chirpstack"\ndevice = ["deviceInfo.deviceName"]\n' + GOOD.partition("\n")[2])
    assert shape.device == ["deviceInfo.deviceName"]
    assert shape.dedupe == ["deduplicationId"]


WORDS = st.text(max_size=6)
PLAIN_VALUES = WORDS | st.booleans() | st.integers(-(10**9), 10**9) | st.floats(allow_nan=False)
TABLES = st.dictionaries(WORDS, PLAIN_VALUES | st.lists(PLAIN_VALUES, max_size=3), max_size=3)
NESTED = st.dictionaries(WORDS, PLAIN_VALUES | TABLES | st.lists(TABLES, max_size=2), max_size=3)
DOCUMENTS = st.dictionaries(WORDS, PLAIN_VALUES | NESTED | st.lists(NESTED, max_size=2), max_size=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(DOCUMENTS)
def test_what_is_written_as_toml_is_read_as_it_was(document):
    assert tomllib.loads(toml_of(document)) == document


# --- the pack --------------------------------------------------------------------------------
@pytest.mark.django_db
def test_the_pack_brings_mappings_and_leaves_those_that_were_changed_here(now):
    pack = load_pack("tr/gumushane")
    first = load_payloads(pack, now, False)
    assert (first.created, first.remarks) == (len(PayloadMapping.objects.all()), [])
    assert load_payloads(pack, now, False).unchanged == first.created
    mapping = PayloadMapping.objects.get(key="lorawan-tts")
    text = mapping.text + '\n[[field]]\npath = "x"\nkey = "{device}-x"\nunit = "m"\n'
    change_mapping(key=mapping.key, text=text, is_active=False, actor=staff("manager"), now=now)
    load_payloads(pack, now + timedelta(days=1), False)
    mapping.refresh_from_db()
    assert (mapping.text, mapping.is_active, mapping.is_edited) == (text, False, True)


@pytest.mark.django_db
def test_a_key_stands_for_one_mapping(now):
    add_mapping(key="own", text=GOOD, actor=staff("manager"), now=now)
    with pytest.raises(MappingKeyTaken):
        add_mapping(key="own", text=GOOD, actor=staff("manager"), now=now)
    with pytest.raises(PayloadMappingUnreadable):
        change_mapping(key="own", text="format =", is_active=True, actor=staff("manager"), now=now)
    assert PayloadMapping.objects.get().text == GOOD
