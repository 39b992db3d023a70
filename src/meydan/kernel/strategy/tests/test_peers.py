"""Other cities beside ours: one unit, one scope, every source named, no place without the list."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.packs.public import current, overlay_of
from meydan.base.people.tests.factories import staff
from meydan.kernel.strategy.engine.peers import (
    COLUMNS,
    Asked,
    UnitsDiffer,
    brought_to,
    place_among,
    read_rows,
)
from meydan.kernel.strategy.models import PeerFigure
from meydan.kernel.strategy.operations.peers import load_peers, remove_sample_peers
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db
HEAD = ",".join(COLUMNS)
WEB = "https://example.org/a"
SOUND = f"Kavaklı,dust,2025,14.2,µg/m³,city,,,{WEB},CC-BY-4.0"


@pytest.fixture
def dust(pack: Any) -> Any:
    """Our fine dust, typed in today."""
    pack("tr/gumushane")
    found = make.indicator("dust", unit="µg/m³", direction="down", decimals=1)
    make.value(found, timezone.localdate(), 20)
    return found


def sent(*lines: str) -> SimpleUploadedFile:
    return SimpleUploadedFile("peers.csv", "\n".join((HEAD, *lines)).encode())


def bring(client: Client, *lines: str) -> str:
    """Look the lines through and bring them in where that is offered."""
    client.force_login(staff("manager", "works"))
    address = reverse("strategy:peers_desk")
    page = client.post(address, {"file": sent(*lines)})
    sealed = page.context.get("sealed", "")
    if sealed:
        client.post(address, {"rows": sealed})
    return page.content.decode()


def faults(line: str, unit: str = "µg/m³") -> list[tuple[str, str]]:
    columns = {column: at for at, column in enumerate(COLUMNS)}
    _rows, found = read_rows([(2, line.split(","))], columns, {"dust": Asked(unit, "city")}, 2026)
    return [(one.column, one.kind) for one in found]


def test_a_count_is_divided_by_the_people_told_beside_it() -> None:
    assert brought_to(61, "ha", "ha/100k", 82_000, None) == pytest.approx(74.390, abs=1e-3)
    assert brought_to(41, "1", "1/100k", 82_000, None) == 50
    assert brought_to(82_000, "t", "t/cap", 41_000, None) == 2
    assert brought_to(12, "1", "1/km²", None, 48) == 0.25
    assert brought_to(7, "%", "%", None, None) == 7


@pytest.mark.parametrize(
    ("unit", "wanted", "population"),
    [
        ("ha", "ha/100k", None),
        ("ha", "ha/100k", 0),
        ("mg/m³", "µg/m³", 5),
        ("1/100k", "1", 5),
        ("%", "1/100k", 5),
    ],
)
def test_other_units_are_refused(unit: str, wanted: str, population: float | None) -> None:
    with pytest.raises(UnitsDiffer):
        brought_to(1, unit, wanted, population, None)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("2025", "2031", ("year", "year")),
        ("14.2", "many", ("value", "number")),
        ("14.2", "1e999", ("value", "number")),
        ("dust", "mist", ("indicator", "indicator")),
        ("city", "province", ("scope", "scope")),
        ("µg/m³", "mg/m³", ("unit", "unit")),
        (WEB, "javascript:alert(1)", ("source", "source")),
        (WEB, "https://[bad", ("source", "source")),
        ("CC-BY-4.0", "", ("licence", "missing")),
        ("Kavaklı", "K" * 300, ("city", "long")),
    ],
)
def test_every_fault_of_a_row_is_named_with_its_column(old: str, new: str, fault: tuple[str, str]) -> None:
    assert faults(SOUND) == []
    assert fault in faults(SOUND.replace(old, new))


def test_one_fault_keeps_the_whole_table_out(client: Client, dust: Any) -> None:
    page = bring(client, SOUND, SOUND.replace("city", "province").replace("Kavaklı", "Dereköy"))
    assert not PeerFigure.objects.exists()
    assert 'name="rows"' not in page
    assert "scope" in page


def test_looking_writes_nothing_and_only_what_was_looked_at_comes_in(client: Client, dust: Any) -> None:
    client.force_login(staff("manager", "works"))
    address = reverse("strategy:peers_desk")
    sealed = client.post(address, {"file": sent(SOUND)}).context["sealed"]
    assert not PeerFigure.objects.exists()
    client.post(address, {"rows": sealed[:-3] + "xxx"})
    assert not PeerFigure.objects.exists()
    client.post(address, {"rows": sealed})
    client.post(address, {"rows": sealed})
    assert PeerFigure.objects.get().comparable == 14.2


def test_a_place_stands_only_above_the_list_and_only_with_enough_cities(client: Client, dust: Any) -> None:
    bring(client, SOUND)
    address = reverse("strategy:peer_figure", args=["dust"])
    assert "No place is worked out" in client.get(address, {"lang": "en"}, follow=True).content.decode()
    bring(client, SOUND.replace("Kavaklı", "Dereköy").replace("14.2", "31.5"))
    page = client.get(address, {"lang": "en"}, follow=True).content.decode()
    assert "Place 2 of the 3 with data, as the list shows" in page
    assert page.index("Kavaklı") < page.index("our city") < page.index("Dereköy")
    assert "The figures are of different years" in page
    assert 'href="https://example.org/a"' in page


def test_who_stands_equal_shares_the_better_place() -> None:
    assert place_among(5, [5, 9, 1], up_is_better=True) == 2
    assert place_among(5, [5, 9, 1], up_is_better=False) == 2


def test_an_old_figure_of_ours_has_no_place(client: Client, dust: Any) -> None:
    dust.values.update(on="2024-01-01")
    bring(client, SOUND, SOUND.replace("Kavaklı", "Dereköy"))
    page = client.get(reverse("strategy:peer_figure", args=["dust"]), {"lang": "en"}, follow=True)
    assert "No place is worked out" in page.content.decode()


def test_a_clerk_brings_no_table_in(client: Client, dust: Any) -> None:
    client.force_login(staff("clerk", "works"))
    assert client.post(reverse("strategy:peers_desk"), {"file": sent(SOUND)}).status_code == 403


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_the_demo_s_cities_are_invented_and_go_away(client: Client, pack: Any, language: str) -> None:
    pack("tr/gumushane")
    make.indicator("iso37120_pm2_5", unit="µg/m³", direction="down", decimals=1)
    make.indicator("iso37122_services_online", unit="%")
    make.indicator("iso37120_green_area", unit="ha/100k")
    report = load_peers(overlay_of(current(), "demo"), timezone.now(), True)
    assert (report.created, report.remarks) == (15, [])
    for address in (reverse("strategy:peers"), reverse("strategy:peer_figure", args=["iso37120_green_area"])):
        assert client.get(address, {"lang": language}, follow=True).status_code == 200
    assert remove_sample_peers(timezone.now()) == 15
