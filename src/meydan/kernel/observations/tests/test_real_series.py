"""Two published series, and what a plain program counts in them."""

from __future__ import annotations

import csv
import gzip
import io
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from django.core.management import call_command

from meydan.kernel.observations.models import Alert, Datastream, ImportRun
from meydan.kernel.observations.public import ensure_property, series
from meydan.kernel.observations.tests.factories import rule

pytestmark = [pytest.mark.django_db, pytest.mark.realdata, pytest.mark.slow]
RECIPES = Path(__file__).parents[5] / "docs" / "recipes"
CHINA = timezone(timedelta(hours=8))
LONG_AGO, FAR = datetime(2000, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)


@pytest.fixture(autouse=True)
def properties(db: None) -> None:
    for code in ("pm2_5", "no2", "co", "air_temperature", "relative_humidity"):
        ensure_property(code=code, names={"en": code}, unit="", minimum=-100, maximum=3000)


# An hourly series that says nothing for a day is silent.
SILENCE = timedelta(days=1)


def beijing(folder: Path) -> list[tuple[datetime, float]]:
    with gzip.open(folder / "air" / "uci_beijing_pm25_2010_2013.csv.gz", "rt") as file:
        return [
            (
                datetime(int(r["year"]), int(r["month"]), int(r["day"]), int(r["hour"]), tzinfo=CHINA),
                float(r["pm2.5"]),
            )
            for r in csv.DictReader(file)
            if r["pm2.5"] != "NA"
        ]


def breaches(values: list[tuple[datetime, float]], hours: int, limit: float, clear: float) -> list[tuple]:
    """Episodes above a limit, one value at a time; with hours, of the mean over them, 75 % of values there."""
    found, active, heard = [], False, None
    for place, (at, value) in enumerate(values):
        if hours:
            window = [
                v for t, v in values[max(0, place - hours) : place + 1] if at - t < timedelta(hours=hours)
            ]
            if len(window) < 0.75 * hours:
                continue
            value = sum(window) / len(window)
        if active and at - heard > SILENCE:
            # Nobody knows what went on while nothing came: the episode ended with what was last heard.
            found[-1], active = (found[-1][0], heard), False
        heard = at
        if not active and value > limit:
            found.append((at, None))
        elif active and value <= clear:
            found[-1] = (found[-1][0], at)
        active = (active and value > clear) or value > limit
    return found


@pytest.mark.parametrize(
    ("statistic", "hours", "limit", "clear"), [("value", 0, 150.0, 75.0), ("mean_24h", 24, 75.0, 35.0)]
)
def test_a_replay_of_beijing_opens_the_alerts_that_a_plain_program_counts(
    real_data: Path, statistic: str, hours: int, limit: float, clear: float
) -> None:
    from meydan.kernel.observations.tests.factories import stream

    rule(
        stream(key="beijing-pm2_5", thing_key="beijing", maximum=3000),
        statistic=statistic, limit=limit, clear_limit=clear,
    )  # fmt: skip
    out = io.StringIO()
    call_command(
        "replay", str(real_data / "air" / "uci_beijing_pm25_2010_2013.csv.gz"),
        "--mapping", str(RECIPES / "beijing.toml"), "--at-once",
        "--from", "2010-01-01T00:00+08:00", "--until", "2012-01-01T00:00+08:00", stdout=out,
    )  # fmt: skip
    end = datetime(2012, 1, 1, tzinfo=CHINA)
    expected = breaches([row for row in beijing(real_data) if row[0] < end], hours, limit, clear)
    found = list(Alert.objects.order_by("opened_at").values_list("opened_at", "cleared_at"))
    assert found == expected
    assert len(found) > 50


def test_all_of_beijing_is_stored_and_its_mean_is_the_file_s(real_data: Path) -> None:
    path = real_data / "air" / "uci_beijing_pm25_2010_2013.csv.gz"
    call_command(
        "import_csv", str(path), "--mapping", str(RECIPES / "beijing.toml"),
        stdout=io.StringIO(), stderr=io.StringIO(),
    )  # fmt: skip
    rows = beijing(real_data)
    found = series(Datastream.objects.get(key="beijing-pm2_5").pk, LONG_AGO, FAR)
    assert len(found) == len(rows)
    assert found.value.sum() == sum(value for _, value in rows)
    assert ImportRun.objects.get().report["missing"] == 35_064 - len(rows)


def test_the_traps_of_the_italian_file_are_all_stepped_over(real_data: Path) -> None:
    out = io.StringIO()
    call_command(
        "import_csv", str(real_data / "air" / "uci_air_quality_italy_2004_2005.csv.gz"),
        "--mapping", str(RECIPES / "italy.toml"), stdout=out, stderr=io.StringIO(),
    )  # fmt: skip
    with gzip.open(real_data / "air" / "uci_air_quality_italy_2004_2005.csv.gz", "rt") as file:
        rows = list(csv.reader(file))[1:]
    no2 = [float(row[9]) for row in rows if row[9] not in ("", "-200")]
    found = series(Datastream.objects.get(key="italy-no2").pk, LONG_AGO, FAR)
    assert found.value.tolist() == no2
    assert datetime.fromtimestamp(found.at[0] / 1e6, UTC) == datetime(2004, 3, 10, 17, tzinfo=UTC)
    assert ImportRun.objects.get().report["empty_rows"] == 114
