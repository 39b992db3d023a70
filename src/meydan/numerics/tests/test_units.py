"""Units against figures worked out by hand and printed in tables, and as properties."""

from __future__ import annotations

import math
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from meydan.numerics.units import (
    MOLAR_MASS,
    TABLE,
    UNITS,
    Air,
    UnitsDoNotMeet,
    UnitUnknown,
    convert,
    unit,
)


@pytest.mark.parametrize(
    ("value", "from_", "to", "expected"),
    [
        (32.0, "degF", "degC", 0.0),
        (212.0, "°F", "°C", 100.0),
        (-40.0, "F", "C", -40.0),
        (0.0, "°C", "K", 273.15),
        (1013.25, "mbar", "hPa", 1013.25),
        (1.0, "atm", "hPa", 1013.25),
        (101.325, "kPa", "hPa", 1013.25),
        (1.0, "bar", "hPa", 1000.0),
        (760.0, "mmHg", "Pa", 101325.0144354),
        (36.0, "km/h", "m/s", 10.0),
        (1.0, "knot", "km/h", 1.852),
        (1.0, "mph", "m/s", 0.44704),
        (1.0, "in", "mm", 25.4),
        (1.0, "L/m²", "mm", 1.0),
        (3.6, "m3/h", "L/s", 1.0),
        (60.0, "L/min", "L/s", 1.0),
        (4.0, "mA", "A", 0.004),
        (1.5, "mg/m3", "ug/m3", 1500.0),
        (1.0, "ppm", "ppb", 1000.0),
        (3.6, "MJ", "kWh", 1.0),
        (0.55, "1", "%", 55.0),
    ],
)
def test_a_value_is_the_same_quantity_in_another_unit(value, from_, to, expected):
    assert convert(value, from_, to) == pytest.approx(expected, rel=1e-9)


@pytest.mark.parametrize(
    ("gas", "temperature_c", "expected"),
    [
        # EU: 20 °C and 1013 hPa (2008/50/EC, annex VI); the usual rounded factors of one ppb.
        ("no2", 20, 1.91),
        ("o3", 20, 2.00),
        ("so2", 20, 2.66),
        ("co", 20, 1.16),
        # US EPA: 25 °C and 1 atm.
        ("no2", 25, 1.88),
        ("o3", 25, 1.96),
        ("so2", 25, 2.62),
    ],
)
def test_a_part_of_the_air_has_the_mass_that_agencies_print(gas, temperature_c, expected):
    air = Air(MOLAR_MASS[gas], temperature_c, 1013.25)
    assert convert(1.0, "ppb", "µg/m³", air) == pytest.approx(expected, abs=0.006)
    assert convert(convert(7.0, "ppm", "mg/m³", air), "mg/m³", "ppm", air) == pytest.approx(7.0)


def test_a_mole_of_gas_fills_what_it_fills_at_the_freezing_point_of_water():
    # CODATA: the molar volume of an ideal gas at 273.15 K and 101 325 Pa, 22.41396954 L/mol.
    air = Air(46.005, 0.0, 1013.25)
    assert convert(1.0, "ppb", "µg/m³", air) == pytest.approx(46.005 / 22.41396954, rel=1e-8)


def test_a_gas_without_its_air_is_refused_not_guessed():
    with pytest.raises(UnitsDoNotMeet):
        convert(40.0, "ppb", "µg/m³")


def test_a_speed_is_no_pressure():
    with pytest.raises(UnitsDoNotMeet):
        convert(1.0, "m/s", "hPa", Air(46, 20, 1013.25))


def test_a_unit_nobody_knows_is_refused_unless_both_are_it():
    with pytest.raises(UnitUnknown):
        convert(1.0, "furlong", "m")
    assert convert(1.0, "furlong", "furlong") == 1.0


def test_letters_that_look_alike_are_one_unit():
    assert unit("\u03bcg/m3") == unit("\u00b5g/m\u00b3") == unit("UG/M3")
    assert unit("º C") == unit("°C")


def test_capitals_count_where_two_units_differ_by_them():
    assert unit("MW").factor == 10**6
    with pytest.raises(UnitUnknown):
        unit("mw")


def test_no_spelling_stands_for_two_units():
    spelled = [name for name, (_, _, others) in TABLE.items() for name in (name, *others.split())]
    assert len(spelled) == len(set(spelled))


def test_nothing_that_is_no_number_becomes_one():
    assert math.isnan(convert(math.nan, "°F", "°C"))
    assert convert(math.inf, "km/h", "m/s") == math.inf


PAIRS = [
    (one.name, other.name)
    for one, other in combinations({id(unit): unit for unit in UNITS.values()}.values(), 2)
    if one.dimension == other.dimension
]


@given(st.sampled_from(PAIRS), st.floats(-1e6, 1e6))
def test_there_and_back_again_is_where_one_began(pair, value):
    there = convert(value, *pair)
    assert convert(there, pair[1], pair[0]) == pytest.approx(value, rel=1e-12, abs=1e-9)
