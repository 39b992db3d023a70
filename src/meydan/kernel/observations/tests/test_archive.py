"""The archive opens in any reader, says what the table said, and gives it back."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from meydan.kernel.observations.engine.batch import NO_TIME, Batch, Rare
from meydan.kernel.observations.engine.moments import to_us
from meydan.kernel.observations.models import ArchivedMonth, Datastream, KeptFrom, LatestValue
from meydan.kernel.observations.operations.keeping import ArchiveIsBusy, keep, set_kept_days, sole_archivist
from meydan.kernel.observations.operations.restoring import archive_until, restore
from meydan.kernel.observations.operations.retention import Keeping, remove_old
from meydan.kernel.observations.public import roll_up, series, store
from meydan.kernel.observations.stores import archive, asof, parquet
from meydan.kernel.observations.stores.details import COLUMNS
from meydan.kernel.observations.tests.factories import stream
from meydan.kernel.observations.tests.homes import own_home

pytestmark = [pytest.mark.django_db, pytest.mark.store]
START = datetime(2026, 8, 20, tzinfo=UTC)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
ALL = (datetime(1990, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC))


@pytest.fixture(autouse=True)
def home() -> Iterator[Path]:
    with own_home() as folder:
        yield folder


def again(datastream: Datastream) -> Datastream:
    return Datastream.objects.select_related("thing", "observed_property").get(pk=datastream.pk)


def rare_rows(datastream: Datastream) -> Batch:
    """Ninety days, every twelve hours; of some the result time, the quality or the parameters are their own."""
    at = np.array([to_us(START + 12 * k * HOUR) for k in range(180)], dtype=np.int64)
    rare = np.full(180, None, dtype=object)
    rare[3] = Rare(quality={"code": "şüpheli"}, parameters={"یادداشت": "بازبینی"})
    rare[7] = Rare(end_us=int(at[7]) + 60_000_000, result=[1, 2], valid_from_us=int(at[7]))
    result = at.copy()
    result[5] = at[5] + 1_000_000
    result[9] = NO_TIME
    return Batch(
        np.full(180, datastream.pk), at, np.arange(180.0), np.zeros(180, np.int64), result,
        np.zeros(180, np.int64), rare,
    )  # fmt: skip


def tables(datastream: Datastream) -> list[list[tuple[object, ...]]]:
    """The rows of a datastream in every table of values, as the database has them."""
    names = {
        "observations_value": "slot, value",
        "observations_detail": ", ".join(COLUMNS[1:]),
        "observations_old_value": "slot, replaced_us, value",
    }
    found = []
    with connection.cursor() as cursor:
        for name, columns in names.items():
            cursor.execute(
                f"SELECT {columns} FROM {name} WHERE datastream_id = %s ORDER BY slot", [datastream.pk]
            )
            found.append(cursor.fetchall())
    return found


def test_a_file_stands_for_itself_in_another_reader(now: datetime, home: Path) -> None:
    import pyarrow.parquet as pq

    pm = stream(key="Şadırvan / PM 2,5", is_sample=True)
    store(rows=rare_rows(pm), now=now, source="test")
    archive_until(datastream=again(pm), until_month=10_000, now=now)
    files = sorted((home / "archive" / "observations").rglob("*.parquet"))
    assert [file.name for file in files] == [
        "2026-08.parquet",
        "2026-09.parquet",
        "2026-10.parquet",
        "2026-11.parquet",
    ]
    body = files[0].read_bytes()
    assert (body[:4], body[-4:]) == (b"PAR1", b"PAR1")
    about = pq.ParquetFile(files[0])
    assert about.metadata.num_rows == 24
    assert str(about.schema_arrow.field("phenomenon_time").type) == "timestamp[us, tz=UTC]"
    assert about.metadata.row_group(0).column(0).compression == "ZSTD"
    rows = about.read().to_pylist()
    assert (rows[0]["datastream_key"], rows[0]["property"], rows[0]["unit"]) == (pm.key, "pm2_5", "µg/m³")
    assert (rows[2]["phenomenon_time"], rows[2]["result"]) == (START + 24 * HOUR, 2.0)
    assert rows[2]["result_time"] == START + 24 * HOUR
    assert rows[5]["result_time"] == START + 60 * HOUR + timedelta(seconds=1)
    assert json.loads(rows[3]["parameters"]) == {"یادداشت": "بازبینی"}
    assert all(row["is_sample"] for row in rows)


def test_archived_twice_a_month_is_the_same_file(now: datetime, home: Path) -> None:
    pm = stream()
    store(rows=rare_rows(pm), now=now, source="test")
    seen = []
    for _ in range(2):
        assert archive_until(datastream=again(pm), until_month=10_000, now=now) == 4
        rows = list(ArchivedMonth.objects.order_by("month").values())
        files = [home / "archive" / "observations" / row["path"] for row in rows]
        seen.append((rows, [file.stat().st_mtime_ns for file in files]))
    assert seen[0] == seen[1]


def test_what_was_removed_comes_back_with_everything_that_was_known_of_it(now: datetime) -> None:
    pm = stream()
    store(rows=rare_rows(pm), now=now - 2 * DAY, source="test")
    store(rows=[(pm.pk, START + 24 * HOUR, 99.0)], now=now - DAY, source="test")
    roll_up(now)
    before, days = tables(pm), series(pm.pk, *ALL, "day").total.tolist()
    known = [asof.read_as_of(pm.pk, *map(to_us, ALL), to_us(now - k * DAY / 2), 500) for k in range(5)]
    remove_old(datastream=again(pm), keeping=Keeping(20, True), now=now)
    assert tables(pm)[:2] != before[:2]
    back = restore(datastream=again(pm), from_us=archive.BEGINNING, now=now)
    assert back > 100
    assert tables(pm) == before
    assert LatestValue.objects.get(pk=pm.pk).first_us == to_us(START)
    roll_up(now)
    assert series(pm.pk, *ALL, "day").total.tolist() == days
    for k in range(5):
        found = asof.read_as_of(pm.pk, *map(to_us, ALL), to_us(now - k * DAY / 2), 500)
        assert [part.tolist() for part in found] == [part.tolist() for part in known[k]]


def test_a_part_comes_back_and_the_rest_stays_in_the_archive(now: datetime) -> None:
    pm = stream()
    store(rows=rare_rows(pm), now=now, source="test")
    whole = series(pm.pk, *ALL)
    remove_old(datastream=again(pm), keeping=Keeping(20, True), now=now)
    middle = START + 40 * DAY
    restore(datastream=again(pm), from_us=to_us(middle), now=now)
    assert KeptFrom.objects.get(pk=pm.pk).raw_from_us == to_us(middle)
    assert len(tables(pm)[0]) == 100
    found = series(pm.pk, *ALL)
    assert (found.at.tolist(), found.value.tolist()) == (whole.at.tolist(), whole.value.tolist())


def test_a_correction_after_archiving_and_before_removal_is_not_lost(now: datetime) -> None:
    pm = stream()
    store(rows=rare_rows(pm), now=now, source="test")
    archive_until(datastream=again(pm), until_month=10_000, now=now)
    store(rows=[(pm.pk, START + 24 * HOUR, 99.0)], now=now, source="test")
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM observations_value WHERE datastream_id = %s AND value = 4.0", [pm.pk])
    remove_old(datastream=again(pm), keeping=Keeping(20, True), now=now)
    assert series(pm.pk, START, START + 48 * HOUR).value.tolist() == [0.0, 1.0, 99.0, 3.0]
    assert 4.0 not in series(pm.pk, *ALL).value.tolist()


def test_a_changed_file_is_not_believed(now: datetime, home: Path) -> None:
    import pyarrow as pa
    import pyarrow.parquet as pq

    pm = stream()
    store(rows=rare_rows(pm), now=now, source="test")
    remove_old(datastream=again(pm), keeping=Keeping(20, True), now=now)
    file = home / "archive" / "observations" / ArchivedMonth.objects.order_by("month").first().path
    table = pq.read_table(file)
    column = pa.array([7.0] * len(table))
    pq.write_table(table.set_column(table.schema.get_field_index("result"), "result", column), file)
    with pytest.raises(parquet.ArchiveUnreadable, match="not as it was written"):
        series(pm.pk, *ALL)


def test_only_one_process_writes_to_the_archive(now: datetime) -> None:
    with sole_archivist(), pytest.raises(ArchiveIsBusy):
        keep(now=now)
    assert keep(now=now).is_whole


def test_the_nightly_round_follows_the_days_of_each_datastream(now: datetime, administrator: object) -> None:
    short, endless = stream(), stream()
    for each in (short, endless):
        store(rows=[(each.pk, now - k * DAY, float(k)) for k in range(60)], now=now, source="test")
    set_kept_days(datastream_id=short.pk, kept_days=30, actor=administrator, now=now)
    assert keep(now=now).removed == 29
    assert [len(tables(each)[0]) for each in (short, endless)] == [31, 60]


def test_the_commands_archive_and_give_back(now: datetime) -> None:
    pm = stream()
    store(rows=rare_rows(pm), now=now, source="test")
    said = StringIO()
    call_command("archive", pm.key, "--until", "2026-10", "--json", stdout=said)
    assert json.loads(said.getvalue())["files"] == 2
    remove_old(datastream=again(pm), keeping=Keeping(20, True), now=now)
    call_command("restore-archive", pm.key, stdout=said)
    assert len(tables(pm)[0]) == 180
    with pytest.raises(CommandError, match="no datastream"):
        call_command("archive", "nothing")
