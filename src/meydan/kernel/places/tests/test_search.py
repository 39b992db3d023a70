"""Search in three languages and many spellings."""

import pytest

from meydan.kernel.places.public import area_named, did_you_mean, matching_layers, search
from meydan.kernel.places.tests.factories import a_layer, a_row, stored

pytestmark = [pytest.mark.django_db, pytest.mark.store]


@pytest.fixture(autouse=True)
def _town(db: None) -> None:
    stored(
        a_layer(),
        a_row("1", "Işık Eczanesi", address="Cumhuriyet Caddesi 14"),
        a_row("2", "Merkez Eczanesi", address="Atatürk Caddesi 5"),
        a_row("3", names={"tr": "Razi Okulu", "fa": "مدرسهٔ رازی", "en": "Razi School"}),
        a_row("4", names={"fa": "خیابان شهید بهشتی"}),
    )


@pytest.mark.parametrize(
    ("asked", "key"),
    [
        ("ışık", "1"),
        ("ISIK", "1"),
        ("IŞIK ECZANESİ", "1"),
        ("isik ecz", "1"),
        ("cumhuriyet 14", "1"),
        ("cumhuriyet ۱۴", "1"),
        ("ataturk cad", "2"),
        ("مدرسه رازي", "3"),
        ("razi", "3"),
        ("خيابان", "4"),
    ],
)
def test_a_place_is_found_however_it_is_typed(asked: str, key: str) -> None:
    assert search(asked)[0].place.key == key


@pytest.mark.parametrize(
    "asked", ["", "   ", '"', "* OR", "a'b --", "NEAR(", "%", "()&|!", "\x00", "x" * 5000]
)
def test_odd_input_finds_nothing_and_breaks_nothing(asked: str) -> None:
    assert search(asked) == []
    did_you_mean(asked)


def test_every_word_must_stand_in_the_place() -> None:
    assert search("merkez cumhuriyet") == []


def test_a_slip_of_the_finger_is_set_right() -> None:
    assert search("merkes ecanesi") == []
    assert did_you_mean("merkes ecanesi") == "merkez eczanesi"
    assert did_you_mean("merkez eczanesi") == ""


def test_a_layer_is_found_by_its_name_in_any_language() -> None:
    for asked in ("eczaneler", "pharm", "داروخانه"):
        assert [layer.code for layer in matching_layers(asked)] == ["pharmacies"]


def test_the_nearer_of_two_namesakes_comes_first() -> None:
    layer = a_layer("schools")
    stored(layer, a_row("far", "Atatürk İlkokulu", lon=39.60), a_row("near", "Atatürk İlkokulu", lon=39.481))
    assert search("atatürk ilkokulu", near=(39.48, 40.46))[0].place.key == "near"


def test_a_private_layer_is_not_searched() -> None:
    stored(a_layer("pipes", is_public=False), a_row("p", "Gizli Hat"))
    assert search("gizli") == []


def test_an_area_is_named() -> None:
    layer = a_layer("neighbourhoods", geometry="area")
    import shapely

    stored(layer, a_row("h", "Hasanbey Mahallesi", geometry=shapely.box(39.4, 40.4, 39.5, 40.5)))
    assert area_named("hasanbey").key == "h"  # type: ignore[union-attr]
    assert area_named("nowhere") is None
