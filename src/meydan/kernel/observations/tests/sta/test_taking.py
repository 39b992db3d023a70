"""What a data array that is partly wrong answers: an address a row that was stored, a sentence a row that was not."""

from __future__ import annotations

import msgspec
import numpy as np
import pytest

from meydan.kernel.observations.operations.ingest import StoreReport, Taken
from meydan.kernel.observations.sta import taking
from meydan.kernel.observations.sta.observing import addresses

NOW_US = 1_764_000_000_000_000


def block(rows: list[object], *, components: tuple[str, ...] = ("phenomenonTime", "result")) -> taking.Block:
    body = [{"Datastream": {"@iot.id": 7}, "components": components, "dataArray": rows}]
    return taking.blocks.decode(msgspec.json.encode(body))[0]


def test_wrong_rows_are_told_apart_from_good_ones() -> None:
    rows = taking.rows_of(
        block([["2026-11-01T00:00:00Z", 1], ["yesterday", 2], ["2026-11-01T01:00:00Z"]]), NOW_US
    )
    taken = Taken(StoreReport(1, 0, 0), np.array([55]), np.array([""], dtype="<U20"))
    told = addresses(rows, taken, "http://x")
    assert told[0] == "http://x/Observations('7_55')"
    assert told[1].startswith("error: 'yesterday' is not an ISO 8601 time")
    assert told[2].startswith("error: a row has as many values as components")


def test_a_row_the_city_refuses_says_why() -> None:
    rows = taking.rows_of(block([["2026-11-01T00:00:00Z", 1]]), NOW_US)
    taken = Taken(StoreReport(0, 0, 0), np.array([55]), np.array(["out_of_range"], dtype="<U20"))
    assert addresses(rows, taken, "http://x") == ["error: the result is outside what is physically possible"]


@pytest.mark.parametrize("time", ["2026-11-01T00:00:00Z", "2026-11-01T03:00:00+03:00", "2026-11-01T00:00:00"])
def test_a_time_is_the_same_moment_however_it_is_written(time: str) -> None:
    assert taking.rows_of(block([[time, 1]]), NOW_US).batch.at_us.tolist() == [1_793_491_200_000_000]


def test_an_interval_a_text_and_parameters_go_the_long_way() -> None:
    rows = taking.rows_of(block([["2026-11-01T00:00:00Z/2026-11-01T01:00:00Z", "iyi"]]), NOW_US)
    rare = rows.batch.rare[0]
    assert (rare.result, rare.end_us) == (["iyi"], 1_793_494_800_000_000)


@pytest.mark.parametrize("key", ["0", "-1", "x", 2**40])
def test_an_impossible_datastream_is_refused(key: object) -> None:
    with pytest.raises(taking.Refusal):
        taking.entity_id(key)
