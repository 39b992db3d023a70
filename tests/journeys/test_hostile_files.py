"""Files that are not what they say: each is refused with its name and a remedy, and nothing of it is stored."""

from __future__ import annotations

import gzip
import json
import zipfile

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from meydan.kernel.observations.importing import text, workbook
from meydan.kernel.observations.public import Datastream
from meydan.kernel.places.imports import tables
from meydan.kernel.places.public import Place

LAUGHS = """<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">
<!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;"><!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;&c;&c;">]>
<osm version="0.6"><node id="1" lat="40.46" lon="39.48" version="1"><tag k="name" v="&d;"/></node></osm>"""
BINARY = bytes(range(256)) * 20


@pytest.fixture
def city(db, pack, monkeypatch):
    pack("tr/gumushane")
    call_command("load", verbosity=0)
    # A bomb of two megabytes explodes as surely as one of two gigabytes, and the tests stay quick.
    monkeypatch.setattr(text, "MOST_UNPACKED_BYTES", 2**20)
    monkeypatch.setattr(workbook, "MOST_UNPACKED_BYTES", 2**20)
    monkeypatch.setattr(tables, "MOST_UNPACKED_BYTES", 2**20)


def refusal(*words, **options):
    """What a command says when it refuses; nothing may be stored by then."""
    before = Place.objects.count(), Datastream.objects.count()
    with pytest.raises(CommandError) as refused:
        call_command(*words, **options)
    assert (Place.objects.count(), Datastream.objects.count()) == before
    return str(refused.value)


def bomb(file):
    """A small workbook that unpacks into two megabytes."""
    openpyxl.Workbook().save(file)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/media/x.xml", b"0" * 2**21)
    return file


@pytest.mark.parametrize(
    ("name", "body"),
    [("a.osm.pbf", b"hello"), ("a.osm.pbf", b""), ("a.osm", b"hello"), ("a.osm", b""), ("a.osm", LAUGHS.encode()),
     ("a.osm.gz", b""), ("a.osm.gz", b"\x1f\x8b\x08"), ("a.osm.pbf", BINARY)],
)  # fmt: skip
def test_a_map_that_is_none_is_refused(city, tmp_path, name, body):
    file = tmp_path / name
    file.write_bytes(body)
    said = refusal("import_osm", str(file))
    assert name in said
    assert "Nothing was changed" in said


def test_a_cut_map_is_refused_whole(city, tmp_path, real_data):
    whole = (real_data / "osm" / "andorra.osm.pbf").read_bytes()
    file = tmp_path / "andorra.osm.pbf"
    file.write_bytes(whole[: len(whole) // 2])
    assert "not a whole OpenStreetMap file" in refusal("import_osm", str(file))


@pytest.mark.parametrize(
    "body",
    [b"", BINARY, b'{"type": "FeatureCollection", "features": [{"ty', b"[1, 2]", b"[" * 100_000, b'{"a":' * 100_000,
     json.dumps({"type": "FeatureCollection", "features": [{"type": "Feature", "properties": {}, "geometry":
         {"type": "Point", "coordinates": [4394000, 4920000]}}]}).encode()],
    ids=["empty", "binary", "cut", "list", "deep list", "deep object", "metres"],
)  # fmt: skip
def test_an_area_file_that_is_none_is_refused(city, tmp_path, body):
    file = tmp_path / "a.geojson"
    file.write_bytes(body)
    assert refusal("import_geojson", str(file), layer="parks")


@pytest.mark.parametrize(
    ("name", "body"), [("a.csv", b""), ("a.csv", BINARY), ("a.xlsx", b""), ("a.xlsx", BINARY)]
)
def test_a_sheet_of_places_that_is_none_is_refused(city, tmp_path, name, body):
    file = tmp_path / name
    file.write_bytes(body)
    assert name in refusal("import_places", str(file), layer="parks")


@pytest.mark.parametrize(
    ("verb", "name", "body"),
    [("import_csv", "a.csv", b""), ("import_csv", "a.csv", BINARY), ("import_csv", "a.csv.gz", b"\x1f\x8b\x08"),
     ("import_csv", "a.csv.gz", b""), ("import_xlsx", "a.xlsx", b""), ("import_xlsx", "a.xlsx", BINARY)],
)  # fmt: skip
def test_a_table_of_measurements_that_is_none_is_refused(city, tmp_path, verb, name, body):
    file = tmp_path / name
    file.write_bytes(body)
    assert name in refusal(verb, str(file), thing="t1")


def test_a_folder_in_the_place_of_a_file_is_refused(city, tmp_path):
    for verb, options in (("import_csv", {"thing": "t"}), ("import_xlsx", {"thing": "t"}), ("import_osm", {}),
                          ("import_geojson", {"layer": "parks"}), ("import_places", {"layer": "parks"})):  # fmt: skip
        assert str(tmp_path.name) in refusal(verb, str(tmp_path), **options)


def test_a_workbook_that_unpacks_without_end_is_refused_unread(city, tmp_path):
    file = bomb(tmp_path / "a.xlsx")
    assert file.stat().st_size < 20_000
    assert "CSV" in refusal("import_xlsx", str(file), thing="t1")
    assert "Save it as CSV" in refusal("import_places", str(file), layer="parks")


def test_a_packed_table_that_unpacks_without_end_is_refused(city, tmp_path):
    file = tmp_path / "a.csv.gz"
    file.write_bytes(gzip.compress(b"time,pm25\n" + b"0" * 2**21))
    assert "a.csv.gz" in refusal("import_csv", str(file), thing="t1")
