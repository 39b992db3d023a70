"""The index against published figures."""

from __future__ import annotations

import pytest

from meydan.base.packs.public import load_pack
from meydan.domains.environment.engine.air_index import (
    current_concentration,
    in_table_unit,
    index_of,
    nowcast,
    truncated,
)
from meydan.domains.environment.engine.tables import IndexTable, table_from


@pytest.fixture(scope="module")
def epa() -> IndexTable:
    return table_from(load_pack("generic").document("air/us_epa_2024"))


@pytest.fixture(scope="module")
def europe() -> IndexTable:
    return table_from(load_pack("generic").document("air/eaqi"))


# 40 CFR 58 Appendix G as in force since 6 May 2024 (89 FR 16202): the ends of the classes, and one within.
@pytest.mark.parametrize(
    ("concentration", "index"),
    [
        (0.0, 0), (9.0, 50), (9.1, 51), (35.4, 100), (35.5, 101), (35.9, 102), (55.4, 150), (55.5, 151),
        (125.4, 200), (125.5, 201), (225.4, 300), (225.5, 301), (325.4, 500), (900.0, 500),
    ],
)  # fmt: skip
def test_fine_dust_equals_the_published_breakpoints(
    epa: IndexTable, concentration: float, index: int
) -> None:
    assert index_of(concentration, epa.pollutants["pm2_5"], epa) == index


@pytest.mark.parametrize(
    ("code", "concentration", "index"),
    [
        ("pm10", 54.9, 50), ("pm10", 154, 100), ("pm10", 155, 101), ("pm10", 354, 200),
        ("o3", 0.054, 50), ("o3", 0.0709, 100), ("o3", 0.085, 150),
        ("co", 9.4, 100), ("no2", 100, 100), ("no2", 53.9, 50), ("so2", 75, 100), ("so2", 304, 200),
    ],
)  # fmt: skip
def test_the_other_pollutants_equal_the_published_breakpoints(
    epa: IndexTable, code: str, concentration: float, index: int
) -> None:
    assert index_of(concentration, epa.pollutants[code], epa) == index


# The worked example of the EPA's Technical Assistance Document: an 8-hour ozone of 0.078 ppm is 126
# (under breakpoints 0.071 to 0.085 for 101 to 150).
def test_ozone_equals_the_worked_example_of_the_epa(epa: IndexTable) -> None:
    assert index_of(0.07853333, epa.pollutants["o3"], epa) == 126


def test_a_value_is_cut_and_never_rounded_up_into_a_class(epa: IndexTable) -> None:
    assert index_of(35.49, epa.pollutants["pm2_5"], epa) == 100
    assert truncated(35.5, 0.1) == 35.5
    assert truncated(0.0709, 0.001) == 0.07


def test_every_tenth_has_an_index_that_never_falls(epa: IndexTable) -> None:
    found = [index_of(tenth / 10, epa.pollutants["pm2_5"], epa) for tenth in range(5000)]
    assert found == sorted(found)


@pytest.mark.parametrize(
    ("concentration", "band"), [(0, 1), (10, 1), (10.9, 1), (11, 2), (50, 4), (75, 5), (999, 6)]
)
def test_the_european_index_answers_with_its_band(
    europe: IndexTable, concentration: float, band: int
) -> None:
    assert index_of(concentration, europe.pollutants["pm2_5"], europe) == band


# Published example ("NowCast (air quality index)", Wikipedia): one hour of 71 µg/m³ in clean air gives about
# half of it in its own hour, half of that in the next, and so on.
def test_a_pulse_in_clean_air_halves_every_hour() -> None:
    pulse: list[float | None] = [71.0] + [0.0] * 11
    later: list[float | None] = [0.0, 71.0] + [0.0] * 10
    assert nowcast(pulse) == pytest.approx(35.5, abs=0.02)
    assert nowcast(later) == pytest.approx(17.75, abs=0.01)


def test_steady_air_is_its_twelve_hour_mean() -> None:
    assert nowcast([20.0] * 12) == pytest.approx(20.0)


def test_the_weight_is_the_smallest_over_the_largest_mean() -> None:
    # 40 and 50: w = 0.8, (50 + 0.8 x 40) / 1.8 = 45.56.
    assert nowcast([50.0, 40.0]) == pytest.approx(82 / 1.8)


def test_a_missing_hour_keeps_its_place() -> None:
    # 40, nothing, 20: w = 0.5, (40 + 0.25 x 20) / 1.25 = 36.
    assert nowcast([40.0, None, 20.0]) == pytest.approx(36.0)


def test_two_of_the_newest_three_hours_must_be_there() -> None:
    assert nowcast([None, None, 20.0, 20.0]) is None
    assert nowcast([None, 20.0, 20.0]) is not None


def test_a_mean_of_eight_hours_needs_six(epa: IndexTable) -> None:
    ozone = epa.pollutants["o3"]
    assert current_concentration([10.0] * 6, ozone) == 10
    assert current_concentration([10.0] * 5 + [None] * 3, ozone) is None


def test_ozone_in_micrograms_becomes_parts_per_million(epa: IndexTable) -> None:
    # 48 g/mol at 24.45 L/mol: 100 µg/m³ are 50.9 ppb.
    assert in_table_unit(100, "µg/m³", epa.pollutants["o3"]) == pytest.approx(0.0509, abs=1e-4)


def test_carbon_monoxide_in_milligrams_becomes_parts_per_million(epa: IndexTable) -> None:
    assert in_table_unit(10, "mg/m³", epa.pollutants["co"]) == pytest.approx(8.73, abs=0.01)


def test_a_negative_concentration_is_refused(epa: IndexTable) -> None:
    with pytest.raises(ValueError, match="cannot be"):
        index_of(-1, epa.pollutants["pm2_5"], epa)
