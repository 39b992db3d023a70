"""Files as cities really send them."""

import json
import os
import signal
import subprocess
import sys
import time
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import CommandError, call_command

from meydan.kernel.places.engine.tagging import names_of, read_filter
from meydan.kernel.places.imports.runs import cut_imports
from meydan.kernel.places.models import ImportRun
from meydan.kernel.places.public import Layer, Place
from meydan.kernel.places.tests.factories import MOMENT, a_layer, a_row, stored

pytestmark = pytest.mark.django_db


def _run(command: str, *words: str) -> dict[str, Any]:
    out = StringIO()
    call_command(command, *words, "--json", stdout=out)
    return json.loads(out.getvalue())


@pytest.fixture
def chemists(pack: Any) -> Layer:
    pack("tr/gumushane")
    return a_layer(geometry="point")


# --- tags


def test_a_filter_reads_alternatives_conjunctions_and_any_value() -> None:
    wanted = read_filter("amenity=pharmacy|building=*|highway=bus_stop;shelter=yes")
    assert wanted.matches({"amenity": "pharmacy"})
    assert wanted.matches({"building": "house"})
    assert not wanted.matches({"building": "no"})
    assert not wanted.matches({"highway": "bus_stop"})
    assert wanted.matches({"highway": "bus_stop", "shelter": "yes"})


def test_a_plain_name_is_in_the_citys_language_unless_that_is_named_too() -> None:
    assert names_of({"name": "Kale", "name:en": "Castle"}, "tr") == {"tr": "Kale", "en": "Castle"}
    assert names_of({"name": "قلعه", "name:fa": "دژ"}, "fa") == {"fa": "دژ"}
    assert names_of({"addr:street": "Gül Sokak", "addr:housenumber": "4"}, "tr") == {"tr": "Gül Sokak 4"}


# --- tables


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1254"])
def test_a_turkish_sheet_is_read_in_any_encoding_with_decimal_commas(
    chemists: Layer, tmp_path: Path, encoding: str
) -> None:
    file = tmp_path / "liste.csv"
    file.write_bytes("Ad;Adres;Enlem;Boylam\nIşık Eczanesi;Gül Sk. 4;40,4603;39,4814\n".encode(encoding))
    assert _run("import_places", str(file), "--layer", "pharmacies")["stored"] == 1
    one = Place.objects.get()
    assert (one.names, one.lon, one.lat, one.address) == (
        {"tr": "Işık Eczanesi"},
        39.4814,
        40.4603,
        "Gül Sk. 4",
    )


@pytest.mark.parametrize("encoding", ["utf-8", "cp1256"])
def test_a_persian_sheet_is_read_with_persian_digits(pack: Any, tmp_path: Path, encoding: str) -> None:
    pack("ir/khoy")
    a_layer(geometry="point")
    digits = ("۴۴٫۹۵", "۳۸٫۵۵") if encoding == "utf-8" else ("44.95", "38.55")
    file = tmp_path / "فهرست.csv"
    file.write_bytes(f"نام,طول,عرض\nداروخانه راز,{digits[0]},{digits[1]}\n".encode(encoding))
    assert _run("import_places", str(file), "--layer", "pharmacies")["stored"] == 1
    one = Place.objects.get()
    assert (one.names, one.lon, one.lat) == ({"fa": "داروخانه راز"}, 44.95, 38.55)


def test_a_workbook_and_a_mapping_are_read(chemists: Layer, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["Sıra", "İsim", "KX", "KY", "Tel"])
    book.active.append(["a1", "Zafer Eczanesi", 39.49, 40.46, "0456 213 10 09"])
    book.save(tmp_path / "liste.xlsx")
    mapping = tmp_path / "m.toml"
    mapping.write_text(
        'lon="KX"\nlat="KY"\nkey="Sıra"\n[names]\ntr="İsim"\n[properties]\nphone="Tel"\n', encoding="utf-8"
    )
    words = (str(tmp_path / "liste.xlsx"), "--layer", "pharmacies", "--mapping", str(mapping))
    assert _run("import_places", *words)["stored"] == 1
    assert Place.objects.get(key="a1").properties == {"phone": "0456 213 10 09"}


def test_each_bad_row_is_named_and_the_good_ones_stay(chemists: Layer, tmp_path: Path) -> None:
    file = tmp_path / "liste.csv"
    file.write_text("name,lon,lat\nA,39.48,40.46\nB,,40.4\nC,yok,40.4\nD,39.48,140\n", encoding="utf-8")
    told = _run("import_places", str(file), "--layer", "pharmacies")
    assert told["stored"] == 1
    assert [fault.get("line", fault.get("key")) for fault in told["refused"]] == [3, 4, "row-5"]


def test_projected_coordinates_are_named_and_reprojected_when_told(chemists: Layer, tmp_path: Path) -> None:
    file = tmp_path / "tm.csv"
    # pyproj 3.7: EPSG:4326 (39.4814, 40.4603) in TUREF / TM39 (EPSG:5257).
    file.write_text("name,lon,lat\nA,540811.3,4480533.4\n", encoding="utf-8")
    with pytest.raises(CommandError, match=r"tm\.csv: .*EPSG:5257.*--crs\. Nothing was changed\."):
        _run("import_places", str(file), "--layer", "pharmacies")
    assert _run("import_places", str(file), "--layer", "pharmacies", "--crs", "EPSG:5257")["stored"] == 1
    assert Place.objects.get().lon == pytest.approx(39.4814, abs=2e-3)


def test_swapped_columns_are_seen_by_where_the_city_lies(chemists: Layer, tmp_path: Path) -> None:
    file = tmp_path / "swapped.csv"
    file.write_text("name,lon,lat\nA,40.4603,39.4814\nB,40.4612,39.4890\n", encoding="utf-8")
    with pytest.raises(CommandError, match="swapped"):
        _run("import_places", str(file), "--layer", "pharmacies")
    assert _run("import_places", str(file), "--layer", "pharmacies", "--swap")["stored"] == 2


@pytest.mark.parametrize("command", ["import_osm", "import_geojson", "import_places"])
def test_a_folder_is_called_a_folder(command: str, tmp_path: Path) -> None:
    words = [] if command == "import_osm" else ["--layer", "pharmacies"]
    with pytest.raises(CommandError, match=r"is a folder\. Name the file in it"):
        _run(command, str(tmp_path), *words)


def test_a_dry_run_changes_nothing(chemists: Layer, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("name,lon,lat\nA,39.48,40.46\n", encoding="utf-8")
    assert _run("import_places", str(file), "--layer", "pharmacies", "--dry-run")["stored"] == 1
    assert not Place.objects.exists()


def test_a_picture_and_a_sheet_without_coordinates_are_refused_by_name(
    chemists: Layer, tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_bytes(b"\x89PNG\r\n\x1a\n\x00\x00\xff\xfe\x81")
    (tmp_path / "b.csv").write_text("name,street\nA,B\n", encoding="utf-8")
    (tmp_path / "c.xlsx").write_text("no", encoding="utf-8")
    for name in ("a.csv", "b.csv", "c.xlsx"):
        with pytest.raises(CommandError, match=name):
            _run("import_places", str(tmp_path / name), "--layer", "pharmacies")
    assert set(ImportRun.objects.values_list("state", flat=True)) == {"failed"}


# --- GeoJSON


def test_features_come_in_and_sample_places_of_the_layer_go(chemists: Layer, tmp_path: Path) -> None:
    stored(chemists, a_row("sample"), is_sample=True)
    feature = {
        "type": "Feature", "id": "x", "properties": {"name": "Merkez", "name_en": "Central"},
        "geometry": {"type": "Point", "coordinates": [39.48, 40.46]},
    }  # fmt: skip
    broken = {"type": "Feature", "id": "y", "properties": {}, "geometry": None}
    file = tmp_path / "a.geojson"
    file.write_text(
        json.dumps({"type": "FeatureCollection", "features": [feature, broken]}), encoding="utf-8"
    )
    told = _run("import_geojson", str(file), "--layer", "pharmacies", "--source", "Belediye")
    assert (told["stored"], told["removed"], len(told["refused"])) == (1, 1, 1)
    assert Place.objects.get().names == {"tr": "Merkez", "en": "Central"}
    chemists.refresh_from_db()
    assert (chemists.source, chemists.is_sample) == ("Belediye", False)


def test_an_unknown_layer_and_a_foreign_file_are_named(chemists: Layer, tmp_path: Path) -> None:
    file = tmp_path / "a.geojson"
    file.write_text("[1, 2", encoding="utf-8")
    with pytest.raises(CommandError, match="not GeoJSON"):
        _run("import_geojson", str(file), "--layer", "pharmacies")
    with pytest.raises(CommandError, match="pharmacies"):
        _run("import_geojson", str(file), "--layer", "chemists")


# --- OpenStreetMap


@pytest.mark.realdata
@pytest.mark.store
def test_a_real_country_comes_in_and_again_without_a_change(pack: Any, real_data: Path) -> None:
    pack("tr/gumushane")
    a_layer("schools", is_sample=True, geometry="point", osm="amenity=school")
    stored(Layer.objects.get(code="schools"), a_row("sample-1"), is_sample=True)
    file = str(real_data / "osm" / "liechtenstein.osm.pbf")
    words = (file, "--layers", "pharmacies,schools,streets,parks")
    first = _run("import_osm", *words)["layers"]
    assert first["schools"]["removed"] == 1
    assert first["streets"]["stored"] > 2000
    again = _run("import_osm", *words)["layers"]
    assert {code: told["unchanged"] for code, told in again.items()} == {
        c: t["stored"] for c, t in first.items()
    }
    assert not Place.objects.filter(is_sample=True).exists()
    assert "OpenStreetMap" in Layer.objects.get(code="streets").source


@pytest.mark.realdata
def test_the_areas_agree_with_the_ones_cut_from_the_same_file_by_others(pack: Any, real_data: Path) -> None:
    import gzip

    from shapely.geometry import box, shape

    pack("tr/gumushane")
    _run("import_osm", str(real_data / "osm/liechtenstein.osm.pbf"), "--layers", "buildings")
    with gzip.open(real_data / "osm/vaduz_schaan/buildings.geojson.gz") as stream:
        theirs = [shape(f["geometry"]) for f in json.load(stream)["features"]]
    from meydan.kernel.places.public import places_in

    ours = places_in((9.47, 47.11, 9.55, 47.19), ["buildings"], limit=10_000)
    # Their cut goes by boxes, ours by shapes.
    areas = [area for area in theirs if area.intersects(box(9.47, 47.11, 9.55, 47.19))]
    assert len(ours) == len(areas)
    assert sum(p.shape().area for p in ours) == pytest.approx(sum(a.area for a in areas), rel=1e-3)


@pytest.mark.realdata
def test_a_box_takes_only_what_meets_it(pack: Any, real_data: Path) -> None:
    pack("tr/gumushane")
    words = (
        str(real_data / "osm/liechtenstein.osm.pbf"),
        "--layers",
        "bus_stops",
        "--box",
        "9.5,47.13,9.54,47.15",
    )
    _run("import_osm", *words)
    assert 0 < Place.objects.count() < 100
    assert all(9.5 <= p.lon <= 9.54 and 47.13 <= p.lat <= 47.15 for p in Place.objects.all())


@pytest.mark.realdata
def test_a_truncated_or_foreign_file_is_named_and_changes_nothing(
    pack: Any, real_data: Path, tmp_path: Path
) -> None:
    pack("tr/gumushane")
    whole = (real_data / "osm/monaco.osm.pbf").read_bytes()
    (tmp_path / "half.osm.pbf").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "no.osm.pbf").write_bytes(b"hello")
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff")
    for name in ("half.osm.pbf", "no.osm.pbf", "photo.jpg"):
        with pytest.raises(CommandError, match=name):
            _run("import_osm", str(tmp_path / name))
    assert not Place.objects.exists()


@pytest.mark.realdata
@pytest.mark.slow
def test_a_kill_at_any_moment_leaves_the_old_places(real_data: Path, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    (home / "meydan.toml").write_text('key = "k"\npack = "tr/gumushane"\n', encoding="utf-8")
    environment = {**os.environ, "MEYDAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "meydan.config.settings"}
    environment.pop("DATABASE_URL", None)
    meydan = [sys.executable, "-c", "from meydan.config.cli import main; main()"]

    def run(*words: str) -> str:
        done = subprocess.run([*meydan, *words], env=environment, capture_output=True, text=True, check=True)
        return done.stdout

    run("migrate", "--verbosity", "0")
    box = ("--box", "9.5,47.13,9.54,47.15", "--layers", "bus_stops,buildings")
    file = str(real_data / "osm" / "liechtenstein.osm.pbf")
    run("import", "osm", file, *box)
    before = _rows(home)
    for wait_s in (1.6, 2.4, 3.2):
        cut = subprocess.Popen(
            [*meydan, "import", "osm", file],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        time.sleep(wait_s)
        was_running = cut.poll() is None
        cut.send_signal(signal.SIGKILL)
        cut.wait()
        if was_running:
            assert _rows(home) == before
    told = json.loads(run("import", "osm", file, *box, "--json"))
    assert told["layers"]["bus_stops"]["stored"] == 0
    assert _rows(home) == before


def _rows(home: Path) -> list[Any]:
    import sqlite3

    with sqlite3.connect(home / "meydan.sqlite3") as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        return database.execute(
            "SELECT count(*), sum(id), sum(lon), (SELECT count(*) FROM places_rtree) FROM places_place"
        ).fetchone()


def test_the_doctor_tells_of_a_cut_import() -> None:
    assert cut_imports(MOMENT).state == "good"
    gone = subprocess.Popen([sys.executable, "-c", ""])
    gone.wait()
    ImportRun.objects.create(kind="osm", file="a.osm.pbf", process=gone.pid, started_at=MOMENT)
    finding = cut_imports(MOMENT)
    assert finding.state == "watch"
    assert "a.osm.pbf" in finding.sentence
    assert finding.remedy
