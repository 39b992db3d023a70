"""Files as they really come: every trap is named by file, line and remedy, and nothing is half imported."""

from __future__ import annotations

import gzip
import io
import os
import signal
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from meydan.kernel.observations.models import Datastream, ImportRun
from meydan.kernel.observations.public import ensure_property, series

LONG_AGO, FAR = datetime(2000, 1, 1, tzinfo=UTC), datetime(2030, 1, 1, tzinfo=UTC)
MAPPING = """
[time]
columns = ["time"]
{time}
[file]
{file}
[thing]
key = "karsiyaka"
names = {{ tr = "Karşıyaka", fa = "کارشی‌یاکا", en = "Karşıyaka" }}
[[datastream]]
column = "{column}"
key = "karsiyaka-pm2_5"
property = "pm2_5"
period_s = 3600
"""


@pytest.fixture(autouse=True)
def in_english() -> None:
    from django.utils import translation

    with translation.override("en"):
        yield


@pytest.fixture
def properties(db: None) -> None:
    for code in ("pm2_5", "no2", "co", "air_temperature", "relative_humidity"):
        ensure_property(code=code, names={"en": code}, unit="µg/m³", minimum=-100, maximum=1500)
    ensure_property(code="pm2_5", names={"en": "PM2.5"}, unit="µg/m³", minimum=0, maximum=1500)


def bring(
    folder: Path, content: bytes | str, *options: str, name: str = "hava.csv", column: str = "pm", time: str = "",
    file: str = "",
) -> tuple[str, str]:  # fmt: skip
    """Import a file; what the command said on its two outputs."""
    path, mapping = folder / name, folder / "mapping.toml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    mapping.write_text(MAPPING.format(time=time, file=file, column=column), encoding="utf-8")
    out, err = io.StringIO(), io.StringIO()
    try:
        call_command(
            "import_csv", str(path), "--mapping", str(mapping), *options, stdout=out, stderr=err,
            no_color=True,
        )  # fmt: skip
    except CommandError as fault:
        raise CommandError(f"{err.getvalue()}\n{fault}") from fault
    return out.getvalue(), err.getvalue()


def stored() -> list[tuple[datetime, float]]:
    stream = Datastream.objects.get(key="karsiyaka-pm2_5")
    found = series(stream.pk, LONG_AGO, FAR)
    return [
        (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=int(at)), value)
        for at, value in zip(found.at, found.value, strict=True)
    ]


def refusal(folder: Path, content: bytes | str, **options: str) -> str:
    """What is said about a file that is refused; nothing of it may be stored."""
    with pytest.raises(CommandError) as fault:
        bring(folder, content, **options)
    assert not Datastream.objects.exists()
    assert not ImportRun.objects.exists()
    return str(fault.value)


pytestmark = pytest.mark.usefixtures("properties")


def test_a_plain_file_is_stored_in_the_zone_of_the_city(tmp_path: Path, settings: object) -> None:
    from zoneinfo import ZoneInfo

    settings.CITY_ZONE = ZoneInfo("Asia/Tehran")
    out, _ = bring(tmp_path, "time,pm\n2026-11-01 00:00,12.5\n2026-11-01 01:00,13\n")
    assert stored()[0] == (datetime(2026, 10, 31, 20, 30, tzinfo=UTC), 12.5)
    assert "Stored 2" in out


def test_the_same_file_twice_changes_nothing(tmp_path: Path) -> None:
    bring(tmp_path, "time,pm\n2026-11-01 00:00,12.5\n")
    out, _ = bring(tmp_path, "time,pm\n2026-11-01 00:00,12.5\n")
    assert "Stored 0, known before 1" in out


def test_a_dry_run_stores_nothing(tmp_path: Path) -> None:
    out, _ = bring(tmp_path, "time,pm\n2026-11-01 00:00,12.5\n", "--dry-run")
    assert "Dry run" in out
    assert not Datastream.objects.exists()


def test_turkish_windows_text_is_recognised(tmp_path: Path) -> None:
    content = "time;Ölçüm (µg/m³) Gümüşhane ığdır\n01.11.2026 00:00;12,5\n31.10.2026 00:00;9,5\n".encode(
        "cp1254"
    )
    bring(tmp_path, content, column="Ölçüm (µg/m³) Gümüşhane ığdır")
    assert [value for _, value in stored()] == [9.5, 12.5]


def test_persian_windows_text_is_recognised(tmp_path: Path) -> None:
    content = "time;ذرات معلق\n2026-11-01 00:00;12.5\n".encode("cp1256")
    bring(tmp_path, content, column="ذرات معلق")
    assert stored()[0][1] == 12.5


def test_a_byte_order_mark_is_no_part_of_the_first_column(tmp_path: Path) -> None:
    bring(tmp_path, b"\xef\xbb\xbftime,pm\n2026-11-01 00:00,12.5\n")
    assert len(stored()) == 1


def test_persian_digits_and_jalali_dates_are_read(tmp_path: Path, settings: object) -> None:
    from zoneinfo import ZoneInfo

    settings.CITY_ZONE = ZoneInfo("Asia/Tehran")
    # 30 Aban 1404 was 21 November 2025.
    bring(tmp_path, "time,pm\n۱۴۰۴/۰۸/۳۰ ۰۰:۰۰,۱۲٫۵\n", time='calendar = "jalali"')
    assert stored() == [(datetime(2025, 11, 20, 20, 30, tzinfo=UTC), 12.5)]


def test_decimal_commas_are_found_between_semicolons(tmp_path: Path) -> None:
    bring(tmp_path, "time;pm\n2026-11-01 00:00;1.012,5\n2026-11-01 01:00;7,25\n")
    assert [value for _, value in stored()] == [1012.5, 7.25]


def test_american_dates_are_read_when_only_they_fit(tmp_path: Path) -> None:
    bring(tmp_path, "time,pm\n3/31/2026 18:00:00,5\n", time='zone = "UTC"')
    assert stored()[0][0] == datetime(2026, 3, 31, 18, tzinfo=UTC)


def test_a_date_with_two_readings_is_asked_about(tmp_path: Path) -> None:
    said = refusal(tmp_path, "time,pm\n3/10/2026 18:00,5\n")
    assert "hava.csv" in said
    assert "3/10/2026" in said
    assert "Write format in [time]" in said


def test_a_time_that_says_its_offset_needs_no_zone(tmp_path: Path) -> None:
    bring(tmp_path, "time,pm\n2026-11-01T00:00:00+03:30,5\n2026-11-01T01:00:00Z,6\n")
    assert [at for at, _ in stored()] == [
        datetime(2026, 10, 31, 20, 30, tzinfo=UTC),
        datetime(2026, 11, 1, 1, tzinfo=UTC),
    ]


def test_sentinels_and_words_for_missing_are_no_values(tmp_path: Path) -> None:
    out, _ = bring(
        tmp_path, "time,pm\n2026-11-01 00:00,-200\n2026-11-01 01:00,NA\n2026-11-01 02:00,\n2026-11-01 03:00,-200.0\n"
        "2026-11-01 04:00,5\n", file='missing = ["-200"]',
    )  # fmt: skip
    assert len(stored()) == 1
    assert "4 cells without a value" in out


def test_empty_rows_at_the_end_are_left_out_and_counted(tmp_path: Path) -> None:
    out, _ = bring(tmp_path, "time,pm\n2026-11-01 00:00,5\n,\n,\n\n")
    assert "3 empty rows left out" in out


@pytest.mark.parametrize(
    ("bad", "words"),
    [
        ("2026-11-01 01:00,abc", ['"abc" is not a number', "missing"]),
        ("2026-11-01 01:00,-200", ["-200 is outside", "Add -200 to missing"]),
        ("2026-13-41 01:00,5", ['"2026-13-41 01:00" is not a time', "format in [time]"]),
        ("2035-11-01 01:00,5", ["measured in the future", "time zone"]),
        ("2026-11-01 01:00,5,6", ["the row has 3 cells, the header 2", "quotes"]),
        ("2026-11-01 00:00,6", ["line 2 has another value for the same time", "summer time"]),
    ],
)
def test_a_bad_row_is_named_with_its_line_and_what_to_do(tmp_path: Path, bad: str, words: list[str]) -> None:
    said = refusal(tmp_path, f"time,pm\n2026-11-01 00:00,5\n{bad}\n2026-11-01 02:00,7\n")
    assert "hava.csv, line 3" in said
    for word in words:
        assert word in said
    assert "nothing was stored" in said


def test_the_good_rows_can_be_kept(tmp_path: Path) -> None:
    out, err = bring(
        tmp_path, "time,pm\n2026-11-01 00:00,5\n2026-11-01 01:00,abc\n2026-11-01 02:00,9999\n", "--keep-good",
        "--report", str(tmp_path / "report.csv"),
    )  # fmt: skip
    assert [value for _, value in stored()] == [5]
    assert "line 3" in err
    assert "left out 2" in out
    assert (tmp_path / "report.csv").read_text(encoding="utf-8-sig").count("\n") == 3


def test_a_cell_of_several_lines_does_not_shift_the_lines_that_are_named(tmp_path: Path) -> None:
    said = refusal(tmp_path, 'time,pm,note\n2026-11-01 00:00,5,"two\nlines"\n2026-11-01 01:00,abc,\n')
    assert "hava.csv, line 4" in said


def test_a_compressed_file_that_ends_too_early_is_refused(tmp_path: Path) -> None:
    whole = gzip.compress(("time,pm\n" + "2026-11-01 00:00,5\n" * 5000).encode())
    said = refusal(tmp_path, whole[: len(whole) // 2], name="hava.csv.gz")
    assert "hava.csv.gz" in said
    assert "Fetch it again" in said


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "the file is empty"),
        (b"%PDF-1.7 ...", "not a text file"),
        (b"PK\x03\x04rest", "import xlsx"),
        ("Sayın yetkili\nölçümler ektedir.\n".encode(), "not a CSV table"),
        (b"time,pm\n", "no row under the header"),
        (b"zaman,pm\n2026-11-01,5\n", "The columns are: zaman, pm"),
    ],
)
def test_what_is_no_table_is_refused_in_words(tmp_path: Path, content: bytes, words: str) -> None:
    said = refusal(tmp_path, content)
    assert words in said
    assert "hava.csv" in said


def test_without_a_mapping_the_command_shows_one_to_start_from(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("zaman,PM 2.5\n2026-11-01 00:00,5\n", encoding="utf-8")
    with pytest.raises(CommandError) as fault:
        call_command("import_csv", str(tmp_path / "a.csv"))
    assert 'columns = ["zaman"]' in str(fault.value)
    assert 'column = "PM 2.5"' in str(fault.value)


def test_with_a_thing_columns_are_property_codes(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("time,PM2_5,no2\n2026-11-01 00:00,5,40\n", encoding="utf-8")
    call_command("import_csv", str(tmp_path / "a.csv"), "--thing", "merkez", stdout=io.StringIO())
    assert set(Datastream.objects.values_list("key", flat=True)) == {"merkez-pm2_5", "merkez-no2"}


def test_a_workbook_is_read_like_a_csv(tmp_path: Path) -> None:
    from openpyxl import Workbook

    book = Workbook()
    book.active.append(["time", "pm"])
    book.active.append([datetime(2026, 11, 1, 5), 12.5])
    book.active.append([datetime(2026, 11, 1, 6), "abc"])
    book.save(tmp_path / "hava.xlsx")
    mapping = tmp_path / "mapping.toml"
    mapping.write_text(MAPPING.format(time='zone = "UTC"', file="", column="pm"), encoding="utf-8")
    err = io.StringIO()
    call_command(
        "import_xlsx", str(tmp_path / "hava.xlsx"), "--mapping", str(mapping), "--keep-good",
        stdout=io.StringIO(), stderr=err,
    )  # fmt: skip
    assert stored() == [(datetime(2026, 11, 1, 5, tzinfo=UTC), 12.5)]
    assert "hava.xlsx, line 3, column pm" in err.getvalue()


@pytest.mark.slow
def test_an_import_that_is_killed_leaves_nothing_behind(tmp_path: Path) -> None:
    import sqlite3

    home = tmp_path / "home"
    home.mkdir()
    (home / "meydan.toml").write_text('pack = "generic"\nkey = "test"\n', encoding="utf-8")
    environment = {**os.environ, "MEYDAN_HOME": str(home), "DJANGO_SETTINGS_MODULE": "meydan.config.settings"}
    environment.pop("DATABASE_URL", None)
    script = tmp_path / "prepare.py"
    script.write_text(
        "import django; django.setup()\n"
        "from django.core.management import call_command\n"
        "call_command('migrate', verbosity=0, skip_checks=True)\n"
        "from meydan.kernel.observations.public import ensure_property\n"
        "ensure_property(code='pm2_5', names={}, unit='', minimum=0, maximum=1500)\n"
    )
    subprocess.run([sys.executable, str(script)], env=environment, check=True, timeout=120)
    first = datetime(2020, 1, 1)
    lines = (f"{first + timedelta(minutes=i)},{i % 70}\n" for i in range(600_000))
    (tmp_path / "big.csv").write_text("time,pm2_5\n" + "".join(lines))
    run = subprocess.Popen(
        [sys.executable, "-c", "from meydan.config.cli import main; main()", "import", "csv",
         str(tmp_path / "big.csv"), "--thing", "m"],
        env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    log = home / "meydan.sqlite3-wal"
    until = time.monotonic() + 90
    # The write-ahead log grows while rows are being written: that is the moment.
    while run.poll() is None and time.monotonic() < until:
        if log.exists() and log.stat().st_size > 2_000_000:
            run.send_signal(signal.SIGKILL)
            break
        time.sleep(0.02)
    run.wait()
    assert run.returncode == -signal.SIGKILL
    with sqlite3.connect(home / "meydan.sqlite3") as database:
        for table in ("value", "dirty_day", "datastream", "importrun"):
            assert database.execute(f"SELECT count(*) FROM observations_{table}").fetchone() == (0,)
