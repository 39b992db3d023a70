"""A datastream as a file."""

import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command

from meydan.kernel.observations.public import store
from meydan.kernel.observations.stores.values import read_on
from meydan.kernel.observations.tests.factories import stream

pytestmark = [pytest.mark.django_db, pytest.mark.store]
START = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture
def dust(now):
    made = stream(key="karsiyaka:pm2_5")
    rows = [(made.pk, START + timedelta(hours=hour), 10.5 + hour) for hour in range(3)]
    store(rows=rows, now=now, source="test", evaluate=False)
    return made


def export(*words):
    out = io.StringIO()
    call_command("export_csv", *words, stdout=out)
    return out.getvalue()


def test_times_are_utc_and_the_unit_stands_in_the_header(dust, tmp_path):
    file = tmp_path / "new" / "dust.csv"
    told = json.loads(export(dust.key, str(file), "--json"))
    assert (told["values"], told["unit"]) == (3, "µg/m³")
    assert file.read_text(encoding="utf-8").splitlines() == [
        "time,value [µg/m³]",
        "2026-11-23T06:00:00+00:00,10.5",
        "2026-11-23T07:00:00+00:00,11.5",
        "2026-11-23T08:00:00+00:00,12.5",
    ]


def test_a_part_begins_with_from_and_ends_before_until_by_the_citys_clock(dust, tmp_path, pack):
    pack("tr/gumushane")  # three hours ahead of UTC
    export(dust.key, str(tmp_path / "x"), "--from", "2026-11-23T10:00", "--until", "2026-11-23T11:00")
    assert [line[:16] for line in (tmp_path / "x").read_text().splitlines()[1:]] == ["2026-11-23T07:00"]


def test_a_moment_that_is_none_is_refused(dust, tmp_path):
    with pytest.raises(CommandError, match="yesterday is not a moment"):
        export(dust.key, str(tmp_path / "x"), "--from", "yesterday")
    assert not list(tmp_path.iterdir())


def test_an_unknown_datastream_names_those_there_are(dust, tmp_path):
    with pytest.raises(CommandError, match=r"There is no datastream dust. Datastreams: karsiyaka:pm2_5"):
        export("dust", str(tmp_path / "x"))


def test_no_value_is_lost_where_one_chunk_ends(dust):
    for chunk in (1, 2, 3, 4):
        rows = [row for part in read_on(dust.pk, 0, 2**62, chunk) for row in part]
        assert [value for _at, value in rows] == [10.5, 11.5, 12.5]
