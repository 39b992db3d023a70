"""Every index table against its golden cases, by date, and never by one that nobody has confirmed."""

from __future__ import annotations

from datetime import date

import pytest

from meydan.base.packs.public import load_pack
from meydan.base.packs.reader import read_csv
from meydan.domains.environment.engine.air_index import nowcast, worst_index
from meydan.domains.environment.engine.tables import in_force, table_from
from meydan.domains.environment.queries.tables import golden_index, index_table, index_table_on

PACKS = ("generic", "tr", "ir")
CASES = [(pack, row) for pack in PACKS for row in read_csv(load_pack(pack).file("golden/air.csv"))]


@pytest.mark.parametrize(("pack", "row"), CASES, ids=lambda case: str(case)[:60])
def test_a_golden_case_gives_the_published_index(pack, row):
    assert golden_index(load_pack(pack), row) == row["expected"]


@pytest.mark.parametrize("pack", PACKS)
def test_every_table_has_golden_cases(pack):
    own = {row["table"] for name, row in CASES if name == pack}
    folder = load_pack(pack).folders()[-1] / "air"
    assert {file.stem for file in folder.glob("*.toml")} == own


@pytest.mark.parametrize(("pack_id", "code"), [("tr/gumushane", "tr_uhki"), ("ir/khoy", "ir_aqi_2012")])
def test_a_table_nobody_confirmed_is_there_and_judges_no_city(pack, pack_id, code):
    chosen = pack(pack_id)
    assert chosen.documents("air")[code]["reviewed"] is False
    assert index_table().code != code
    assert index_table().is_reviewed


def epa():
    return table_from(load_pack("generic").document("air/us_epa_2024"))


def test_ozone_takes_the_stricter_of_its_hour_and_its_eight_hours():
    # 0.130 ppm in the newest hour, 0.060 before: the hour is 101 to 150, the eight hours 0.068 are 51 to 100.
    hours = [0.130] + [0.060] * 7
    assert worst_index(hours, "ppm", "o3", epa()) == 107  # 101 + 5/39 x 49 = 107.3
    assert worst_index([0.060] * 8, "ppm", "o3", epa()) == 67  # 51 + 5/15 x 49 = 67.3


def test_ozone_above_two_hundred_thousandths_is_judged_by_the_hour_alone():
    # 8-hour 0.300 says 300 at most; the hour 0.300 lies in 0.205 to 0.404: 201 + 95/199 x 99 = 248.3.
    assert worst_index([0.450] * 8, "ppm", "o3", epa()) == 346  # the hour: 301 + 45/199 x 199 = 346


def test_sulphur_dioxide_needs_its_day_to_go_beyond_two_hundred():
    assert worst_index([400.0] + [100.0] * 23, "ppb", "so2", epa()) == 200
    assert worst_index([400.0] * 24, "ppb", "so2", epa()) == 232  # 201 + 95/299 x 99 = 232.5 cut: 232


def test_the_nowcast_follows_the_steps_of_the_epa():
    # The eight steps of "PM NowCast" (US EPA, nepis P100X0J6): range 80, rate 0.89, weight 0.11 raised to 0.5;
    # 13 + 16/2 + 10/4 + ... = 34.82, over 1.9995: 17.4.
    hours = [13, 16, 10, 21, 74, 64, 53, 82, 90, 75, 80, 50]
    assert nowcast([float(hour) for hour in hours]) == pytest.approx(17.4, abs=0.05)


def test_a_day_is_judged_by_the_version_that_held_on_it(pack):
    pack("tr/gumushane")
    assert index_table_on(date(2024, 5, 5)).code == "us_epa_2015"
    assert index_table_on(date(2024, 5, 6)).code == "us_epa_2024"
    assert index_table_on(date(2010, 1, 1)) is None


def test_of_two_versions_in_force_the_younger_counts():
    tables = [table_from(load_pack("generic").document(f"air/{code}")) for code in ("eaqi", "eaqi_2024")]
    assert in_force(tables, "eaqi", date(2024, 12, 31)).code == "eaqi"
    assert in_force(tables, "eaqi", date(2026, 1, 1)).code == "eaqi_2024"
