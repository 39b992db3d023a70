"""The feed in a folder is the feed at its addresses."""

import io
import json

import pytest
import shapely
from django.core.management import CommandError, call_command

from meydan.base.packs.public import loaders
from meydan.kernel.exchange.management.commands import export_feed
from meydan.kernel.places.public import PlaceRow, ensure_layer, store_places

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(pack, now):
    chosen = pack("ir/khoy")
    for loader in loaders():
        loader.load(chosen, now, False)
    layer = ensure_layer(code="wells", names={"fa": "چاه"}, geometry="point")
    store_places(
        layer=layer, rows=[PlaceRow("w", {"fa": "چاه"}, shapely.Point(44.9, 38.5))], is_sample=False, now=now
    )
    ensure_layer(code="secret", names={"en": "Secret"}, geometry="point", is_public=False)
    return chosen


def export(*words):
    out = io.StringIO()
    call_command("export_feed", *words, stdout=out)
    return out.getvalue()


def test_each_file_holds_what_its_address_answers(client, city, tmp_path):
    told = json.loads(export(str(tmp_path / "feed"), "--json"))
    files = {
        path.relative_to(tmp_path / "feed").as_posix(): path for path in (tmp_path / "feed").rglob("*.*json")
    }
    assert set(files) == set(told["files"])
    assert {"city.json", "plan.json", "indicators.json", "layers.json", "places/wells.geojson"} <= set(files)
    assert "places/secret.geojson" not in files
    for name, path in files.items():
        written, answered = json.loads(path.read_text()), json.loads(client.get(f"/feed/{name}").content)
        assert written.pop("generated_at"), name
        answered.pop("generated_at")
        assert written == answered, name


def test_a_full_disk_is_named_and_leaves_whole_documents(city, tmp_path, monkeypatch):
    def two(now):
        yield "city.json", b"{}"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export_feed, "documents", two)
    with pytest.raises(CommandError, match=r"No space left on device. 1 documents are there, each whole"):
        export(str(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["city.json"]
