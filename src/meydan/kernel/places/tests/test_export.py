"""A layer as a file: every place, whole or not at all."""

import io
import json

import pytest
import shapely
from django.core.management import CommandError, call_command

from meydan.kernel.places.management.commands import export_geojson
from meydan.kernel.places.public import PlaceRow, ensure_layer, store_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def wells(now):
    layer = ensure_layer(
        code="wells", names={"tr": "Kuyular", "fa": "چاه‌ها"}, geometry="any", is_public=False
    )
    shapes = [
        shapely.Point(39.48, 40.46),
        shapely.box(39.4, 40.4, 39.5, 40.5),
        shapely.LineString([(1, 2), (3, 4)]),
    ]
    rows = [
        PlaceRow(key=f"w{i}", names={"fa": f"چاه {i}"}, geometry=shape, properties={"depth_m": i})
        for i, shape in enumerate(shapes)
    ]
    store_places(layer=layer, rows=rows, is_sample=True, now=now)
    return layer


def export(*words):
    out = io.StringIO()
    call_command("export_geojson", *words, stdout=out)
    return out.getvalue()


@pytest.mark.store
def test_every_place_comes_with_its_shape_its_names_and_its_properties(wells, tmp_path):
    file = tmp_path / "out" / "wells.geojson"
    told = json.loads(export("wells", str(file), "--json"))
    assert (told["places"], told["bytes"]) == (3, file.stat().st_size)
    read = json.loads(file.read_text(encoding="utf-8"))
    assert (read["type"], read["layer"], read["names"]["tr"]) == ("FeatureCollection", "wells", "Kuyular")
    assert [f["geometry"]["type"] for f in read["features"]] == ["Point", "Polygon", "LineString"]
    first = read["features"][0]
    assert first["geometry"]["coordinates"] == [39.48, 40.46]
    assert (first["properties"]["key"], first["properties"]["depth_m"]) == ("w0", 0)
    assert first["properties"]["names"] == {"fa": "چاه 0"}
    assert first["properties"]["is_sample"] is True
    # An independent reader agrees.
    assert len(shapely.get_parts(shapely.from_geojson(file.read_text()))) == 3


def test_what_was_written_can_be_brought_in_again(wells, tmp_path, now, pack):
    pack("tr/gumushane")
    file = tmp_path / "wells.geojson"
    export("wells", str(file))
    ensure_layer(code="again", names={"en": "Again"}, geometry="any")
    out = io.StringIO()
    call_command("import_geojson", str(file), layer="again", key="key", dry_run=True, json=True, stdout=out)
    assert json.loads(out.getvalue())["stored"] + len(json.loads(out.getvalue())["refused"]) == 3


def test_an_empty_layer_is_an_empty_collection(tmp_path):
    ensure_layer(code="none", names={"en": "None"}, geometry="point")
    assert "0 places" in export("none", str(tmp_path / "x"))
    assert json.loads((tmp_path / "x").read_text())["features"] == []


def test_an_unknown_layer_names_those_there_are(wells, tmp_path):
    with pytest.raises(CommandError, match=r"There is no layer welsl\. Layers: wells\."):
        export("welsl", str(tmp_path / "x"))


def test_a_fault_half_way_leaves_the_old_file(wells, tmp_path, monkeypatch):
    file = tmp_path / "x"
    file.write_text("old")

    def full(places):
        yield {"type": "Feature"}
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_geojson, "features", full)
    with pytest.raises(CommandError, match=r"No space left on device. Nothing was left behind"):
        export("wells", str(file))
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("x", "old")]
