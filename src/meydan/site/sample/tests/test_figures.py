"""What the published sets say is answered is counted in the demo city, or says what is missing."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from meydan.base.packs.public import current, loaders
from meydan.kernel.strategy.public import Indicator, indicator_standings, query_named, recompute
from meydan.site.sample.operations.town import build_town, store_town

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
# What the sample town alone can give; the rest waits for cases, measurements, warnings or a layer.
COUNTED_IN_A_TOWN = {
    "iso37120_green_area", "iso37122_services_online", "iso37122_e_permits", "iso37123_shelter", "u4ssc_open_data",
    "u4ssc_services_online", "u4ssc_green_access", "stops_near", "iso37122_citizens_engaged",
}  # fmt: skip
# Without records there is nothing to divide, and the sentence of the failure alone says so.
PLAIN = ("cases.reply_days", "observations.mean_of_property")


def answered_by(pack):
    sets = [row["code"] for row in pack.table("data/indicator_sets")]
    rows = [row for code in sets for row in pack.table(f"data/indicator_sets/{code}")]
    return {row["answered_by"] for row in rows if row["answered_by"]}


@pytest.mark.parametrize("city", ["tr/gumushane", "ir/khoy"])
def test_every_answered_row_has_a_value_or_says_what_is_missing(pack, city):
    chosen = pack(city)
    for loader in loaders():
        loader.load(chosen, NOW, False)
    store_town(town=build_town(chosen), now=NOW)
    recompute(now=NOW)
    answered = answered_by(chosen)
    standings = indicator_standings(Indicator.objects.filter(code__in=answered), NOW)
    assert {one.indicator.code for one in standings.values()} == answered
    given = set()
    for one in standings.values():
        if not one.indicator.query:
            continue
        assert query_named(one.indicator.query).formula
        if one.value is not None:
            assert one.value.row_count > 0 or one.value.value == 0, one.indicator.code
            given.add(one.indicator.code)
        else:
            assert one.indicator.failure == "nothing", one.indicator.code
            assert query_named(one.indicator.query).needs or one.indicator.query in PLAIN
    assert COUNTED_IN_A_TOWN & answered <= given
    assert current().id == city


def test_the_figures_of_the_town_are_of_a_town_size(pack):
    chosen = pack("tr/gumushane")
    for loader in loaders():
        loader.load(chosen, NOW, False)
    store_town(town=build_town(chosen), now=NOW)
    recompute(now=NOW)
    rows = Indicator.objects.filter(code__in=("iso37120_green_area", "u4ssc_green_access", "stops_near"))
    values = {s.indicator.code: s.value.value for s in indicator_standings(rows, NOW).values() if s.value}
    assert 1 < values["iso37120_green_area"] < 500
    assert 5 < values["u4ssc_green_access"] <= 100
    assert 5 < values["stops_near"] <= 100
