"""The packs that are shipped: sound, complete and playable."""

from __future__ import annotations

from itertools import pairwise

import pytest

from meydan.base.packs.checking.book import Book
from meydan.base.packs.checking.flows import sources_of
from meydan.base.packs.checking.goldens import check_goldens
from meydan.base.packs.checking.whole import SHIPPED, check_pack
from meydan.base.packs.public import available, load_pack, names
from meydan.base.packs.reader import LANGUAGES

CITIES = ("tr/gumushane", "ir/khoy")
OURS = ("generic", "tr", "ir", *CITIES)


def test_the_five_packs_are_there():
    assert set(OURS) <= set(available())


def test_no_pack_that_is_shipped_has_a_fault():
    assert [str(fault) for fault in check_pack(SHIPPED)] == []


@pytest.mark.parametrize("pack_id", OURS)
def test_golden_cases_give_what_was_counted_by_hand(pack_id):
    book = Book(SHIPPED / pack_id, load_pack(pack_id))
    check_goldens(book)
    assert book.faults == []


def test_there_are_golden_cases_for_both_countries():
    for country in ("tr", "ir"):
        assert len((SHIPPED / country / "golden" / "deadlines.csv").read_text().splitlines()) > 3


@pytest.mark.parametrize("pack_id", OURS)
def test_every_case_can_be_played_from_its_beginning_to_an_end(pack_id):
    for code, flow in load_pack(pack_id).documents("workflows").items():
        finals = {state["code"] for state in flow["state"] if state.get("final")}
        way = shortest_way(flow, finals)
        assert way, f"{pack_id}: {code} never ends"
        for here, there in pairwise(way):
            assert any(here in sources_of(t) and t["to"] == there and t["roles"] for t in flow["transition"])


def shortest_way(flow, finals):
    ways = [[flow["initial"]]]
    seen = {flow["initial"]}
    while ways:
        way = ways.pop(0)
        if way[-1] in finals:
            return way
        for step in flow["transition"]:
            if way[-1] in sources_of(step) and step["to"] not in seen:
                seen.add(step["to"])
                ways.append([*way, step["to"]])
    return []


@pytest.mark.parametrize("pack_id", CITIES)
def test_an_alert_is_closed_only_with_evidence(pack_id):
    flow = load_pack(pack_id).documents("workflows")["alert_response"]
    done = {state["code"] for state in flow["state"] if state.get("outcome") == "done"}
    assert done
    assert all("evidence" in step["require"] for step in flow["transition"] if step["to"] in done)


@pytest.mark.parametrize("pack_id", CITIES)
def test_a_city_offers_at_least_fourteen_services_and_each_states_its_time(pack_id):
    services = load_pack(pack_id).documents("services").values()
    public = [service for service in services if service["public"]]
    assert len(public) >= 14
    # A notice and an appointment say their own hours.
    owing = [service for service in services if service["kind"] not in ("notice", "appointment")]
    assert [service["code"] for service in owing if not service.get("clock")] == []


@pytest.mark.parametrize("pack_id", CITIES)
def test_every_label_stands_in_every_language(pack_id):
    pack = load_pack(pack_id)
    for table in (
        "units",
        "posts",
        "layers",
        "observed_properties",
        "rules",
        "indicators",
        "datasets",
        "platforms",
    ):
        for row in pack.table(table):
            assert set(names(row)) == set(LANGUAGES), (table, row["code"])
    for folder in ("services", "workflows", "air"):
        for code, document in pack.documents(folder).items():
            assert set(document["names"]) == set(LANGUAGES), (folder, code)


@pytest.mark.parametrize("pack_id", CITIES)
def test_persian_is_written_with_persian_letters(pack_id):
    pack = load_pack(pack_id)
    texts = [
        row.get("names.fa", "")
        for table in ("units", "posts", "layers", "indicators")
        for row in pack.table(table)
    ]
    texts += [service["about"]["fa"] for service in pack.documents("services").values()]
    assert [text for text in texts if set(text) & set("يك")] == []


@pytest.mark.parametrize("pack_id", CITIES)
def test_the_smart_city_unit_of_both_articles_is_there(pack_id):
    assert "smart_city" in {row["code"] for row in load_pack(pack_id).table("units")}


@pytest.mark.parametrize(
    ("pack_id", "streets", "neighbourhoods"), [("tr/gumushane", 120, 20), ("ir/khoy", 120, 20)]
)
def test_the_sample_town_has_words_enough(pack_id, streets, neighbourhoods):
    pack = load_pack(pack_id)
    assert len({row["name"] for row in pack.table("names/streets")}) >= streets
    assert len({row["name"] for row in pack.table("names/neighbourhoods")}) >= neighbourhoods
    for kind in ("schools", "pharmacies", "parks", "public_buildings", "shops"):
        assert len(pack.table(f"names/{kind}")) >= 15


def test_the_us_table_of_fine_dust_is_that_of_2024():
    table = load_pack("generic").document("air/us_epa_2024")
    dust = next(p for p in table["pollutant"] if p["property"] == "pm2_5")
    # 89 FR 16202: the bounds of the six categories.
    assert dust["breakpoints"] == [
        [0, 9],
        [9.1, 35.4],
        [35.5, 55.4],
        [55.5, 125.4],
        [125.5, 225.4],
        [225.5, 325.4],
    ]


def test_the_oversight_desk_takes_the_four_kinds_of_1888():
    services = load_pack("ir/khoy").documents("services")
    assert {services[code]["unit"] for code in ("criticism", "complaint", "suggestion", "thanks")} == {
        "inspection_1888"
    }


def test_the_law_on_information_gives_fifteen_working_days_here_and_ten_days_there():
    clocks = {
        city: next(
            c for c in load_pack(city).documents("services")["information"]["clock"] if c["id"] == "promise"
        )
        for city in CITIES
    }
    assert [(clocks[city]["length"], clocks[city]["unit"], clocks[city]["law"]) for city in CITIES] == [
        (15, "workday", "4982-11"),
        (10, "day", "foi"),
    ]
