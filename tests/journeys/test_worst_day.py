"""The worst day of a home: a taken port, killed processes, lost files, a full disk, a file that is not what it says."""

from __future__ import annotations

import contextlib
import http.cookiejar
import json
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path

import psutil
import pytest
from tools import browsing

pytestmark = [pytest.mark.alone, pytest.mark.slow]
DROP = ("DATABASE_URL", "MEYDAN_HOME", "MEYDAN_NEW_HOME", "MEYDAN_PORT", "DJANGO_SETTINGS_MODULE")
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in DROP}
HEALTHY_S = 30


def start(home, *words, out=subprocess.PIPE):
    """The command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "meydan", "--home", str(home), *map(str, words)],
        env=ENVIRONMENT, stdout=out, stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip


def said(home, *words, wait_s=60):
    """How the command ended and all it said."""
    child = start(home, *words)
    try:
        out, _nothing = child.communicate(timeout=wait_s)
    except subprocess.TimeoutExpired:
        child.kill()
        child.communicate()
        raise
    return child.returncode, out


def refused(home, *words):
    """The words of a command that must end with a fault and without a trace."""
    code, out = said(home, *words)
    assert code not in (0, None), out
    assert "Traceback" not in out, out
    return out


def doctor(home):
    """What the doctor finds bad."""
    _code, out = said(home, "doctor", "--json")
    return [row for row in json.loads(out[out.index("[\n") : out.rindex("]") + 1]) if row["state"] == "bad"]


def until(true, wait_s=HEALTHY_S):
    """Wait until something holds."""
    end = time.monotonic() + wait_s
    while time.monotonic() < end:
        if true():
            return True
        time.sleep(0.1)
    return False


def answers(port):
    """Whether a home answers on a port."""
    with contextlib.suppress(OSError):
        urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=2).close()
        return True
    return False


@pytest.fixture(scope="module")
def model(tmp_path_factory):
    """A small city that each test copies."""
    home = tmp_path_factory.mktemp("worst") / "model"
    browsing.meydan(home, "init", "--pack", "tr/gumushane", "--demo")
    browsing.meydan(home, "sample", "--days", "5", "--cases", "10")
    return home


@pytest.fixture
def home(model, tmp_path):
    """A copy of the small city."""
    shutil.copytree(model, tmp_path / "city")
    return tmp_path / "city"


@contextlib.contextmanager
def serving(home, port):
    """A served home, ended for certain."""
    server = start(home, "serve", "--port", port, out=subprocess.DEVNULL)
    try:
        assert until(lambda: answers(port)), server.poll()
        yield server
    finally:
        family = psutil.Process(server.pid).children(recursive=True) if server.poll() is None else []
        server.terminate()
        with contextlib.suppress(subprocess.TimeoutExpired):
            server.communicate(timeout=20)
        for one in [*family, server]:
            with contextlib.suppress(psutil.NoSuchProcess, ProcessLookupError):
                one.kill()


def test_a_taken_port_is_named_before_anything_starts(home, tmp_path):
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen(1)
        port = other.getsockname()[1]
        told = refused(home, "serve", "--port", port)
        assert f"Port {port}" in told
        assert "--port" in told
        assert not (home / "serving").exists()
        # The second of the three ports of the demo is the taken one; not one home may have been made.
        told = refused(tmp_path / "none", "demo", "--folder", tmp_path / "demo", "--port", port - 1)
        assert f"Port {port}" in told
        assert not (tmp_path / "demo").exists()


def test_processes_that_die_are_replaced_and_none_outlives_its_server(home):
    port = browsing.free_port()
    with serving(home, port) as server:
        family = psutil.Process(server.pid)
        assert until(lambda: len(family.children()) == 2)
        for killed in family.children():
            killed.kill()
            assert until(lambda gone=killed: len(living(family)) == 2 and gone not in living(family))
            assert until(lambda: answers(port))
        left = living(family)
        server.kill()
        server.wait(10)
        _gone, alive = psutil.wait_procs(left, timeout=15)
        assert alive == [], "a process outlives its killed server and keeps the port"
    with serving(home, port):
        assert answers(port)


def living(family):
    """Children that are not just waiting to be buried."""
    return [one for one in family.children() if one.status() != psutil.STATUS_ZOMBIE]


def test_a_second_server_of_one_home_is_refused_and_the_first_goes_on(home):
    first, second = browsing.free_port(), browsing.free_port()
    with serving(home, first):
        told = refused(home, "serve", "--port", second)
        assert f"http://127.0.0.1:{first}" in told
        assert answers(first)
        assert not answers(second)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        ('key = "gm\npack', "line 1"),
        ('key = "gm"\ncolour = 1', "unknown setting 'colour'"),
        ('key = "gm"\nport = "8000"', "port must be"),
        ('key = "gm"\nport = 99999', "port must be"),
        ('key = "gm"\ndemo = "false"', "demo must be"),
        ('key = "gm"\nallowed_hosts = "*"', "allowed_hosts must be"),
        ('key = "gm"\npack = 7', "pack must be"),
        ('key = "gm"\npack = "tr/atlantis"', "There is no pack 'tr/atlantis'"),
        ('key = "a b;c"', "key must be"),
        ('key = "gm"\ndatabase_url = "mysql://u:hidden@x/y"', "database_url"),
        ('key = "gm"\ndatabase_url = "postgresql://u:hidden@x:port/y"', "database_url"),
    ],
)  # fmt: skip
def test_a_mistake_in_the_settings_is_named(home, words, expected):
    (home / "meydan.toml").write_text(words)
    told = refused(home, "doctor")
    assert expected in told
    assert "hidden" not in told


def test_a_lost_secret_is_asked_for_and_never_replaced(home):
    key = (home / "secret_key").read_text()
    for spoil in (Path.unlink, lambda file: file.write_text("")):
        spoil(home / "secret_key")
        assert "secret_key is missing or empty" in refused(home, "serve")
        (home / "secret_key").write_text(key)
    assert doctor(home) == []


def test_a_lost_database_is_not_replaced_by_an_empty_city(home):
    (home / "meydan.sqlite3").rename(home / "away")
    for verb in ("doctor", "serve", "prepare"):
        assert "meydan.sqlite3 is missing" in refused(home, verb)
    assert not (home / "meydan.sqlite3").exists()


def test_a_damaged_database_is_named_with_the_way_out(home):
    (home / "meydan.sqlite3").write_bytes(os.urandom(100_000))
    assert "meydan doctor" in refused(home, "serve", "--port", browsing.free_port())
    remedies = [row["remedy"] for row in doctor(home) if row["name"] == "database.whole"]
    assert remedies
    assert "meydan restore" in remedies[0]


def test_a_database_of_a_newer_version_is_left_alone(home):
    with contextlib.closing(sqlite3.connect(home / "meydan.sqlite3")) as database, database:
        database.execute(
            "INSERT INTO django_migrations (app, name, applied) VALUES ('cases', '0099_later', '2030-01-01')"
        )
    for verb in ("prepare", "serve"):
        assert "cases.0099_later" in refused(home, verb)


# When a command is cut: soon after it began, and well on its way.
CUTS_S = (1.4, 2.4)


def killed(home, after_s, *words):
    """Run a command and kill it on the way."""
    child = start(home, *words)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.communicate(timeout=after_s)
    child.kill()
    child.communicate()


def counts(home):
    """How many rows each table of the city holds."""
    with contextlib.closing(sqlite3.connect(home / "meydan.sqlite3")) as database:
        tables = ("places_place", "places_layer", "observations_datastream", "cases_case", "cases_service")
        return {table: database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in tables}


def reports(home):
    """How many cases citizens opened; a station that falls silent opens one of its own meanwhile."""
    with contextlib.closing(sqlite3.connect(home / "meydan.sqlite3")) as database:
        return database.execute("SELECT count(*) FROM cases_case WHERE source = 'web'").fetchone()[0]


@pytest.fixture(scope="module")
def files(model, tmp_path_factory):
    """A map, a table and a backup to bring in."""
    folder = tmp_path_factory.mktemp("files")
    browsing.meydan(model, "sample", "--osm", str(folder / "town.osm"))
    start_at = datetime(2025, 1, 1)
    minutes = "".join(f"{start_at + timedelta(minutes=n)},{n % 50}\n" for n in range(20_000))
    (folder / "air.csv").write_text("time,pm2_5\n" + minutes)
    browsing.meydan(model, "backup", str(folder / "city.meydan"))
    return folder


@pytest.mark.parametrize(
    "verb",
    ["prepare", "load --overlay demo", "sample --days 5 --cases 10", "import osm {}/town.osm",
     "import csv {}/air.csv --thing t1", "backup {}/second.meydan"],
)  # fmt: skip
def test_a_command_killed_on_the_way_leaves_a_healthy_home(home, files, verb):
    words = verb.format(files).split()
    if verb == "prepare":
        for name in ("meydan.sqlite3", "pack_read"):
            (home / name).unlink()
    before = counts(home) if verb != "prepare" else None
    for after_s in CUTS_S:
        killed(home, after_s + random.random() / 2, *words)
    if verb != "prepare":  # before the first start is through there is no city to look at
        assert doctor(home) == []
    code, out = said(home, *words)
    assert code == 0, out
    assert "Traceback" not in out
    assert doctor(home) == []
    assert {file.name for file in files.iterdir()} <= {"town.osm", "air.csv", "city.meydan", "second.meydan"}
    if before is not None:
        after = counts(home)
        assert all(
            after[table] >= before[table] or verb.startswith(("sample", "import osm")) for table in after
        )


def test_a_restore_killed_on_the_way_is_no_home_and_can_be_done_again(files, tmp_path):
    for after_s in CUTS_S:
        killed(tmp_path / "new", after_s / 2, "restore", files / "city.meydan")
        if (tmp_path / "new").exists():
            break
    if not (tmp_path / "new").exists():
        assert said(tmp_path / "new", "restore", files / "city.meydan")[0] == 0
    assert said(tmp_path / "new", "prepare")[0] == 0
    assert doctor(tmp_path / "new") == []


class Visitor:
    """A browser without a screen."""

    def __init__(self, port):
        self.base = f"http://127.0.0.1:{port}"
        jar = urllib.request.HTTPCookieProcessor(http.cookiejar.CookieJar())
        self.opener = urllib.request.build_opener(jar)

    def get(self, path):
        with self.opener.open(self.base + path, timeout=60) as answer:
            return answer.read().decode()

    def form(self):
        """The hidden fields of the report form."""
        page = self.get("/report/")
        take = lambda name: page.split(f'name="{name}" value="')[1].split('"')[0]  # noqa: E731
        return {"token": take("token"), "csrfmiddlewaretoken": take("csrfmiddlewaretoken")}

    def send(self, fields):
        """Send the form; where it leads and how it ended."""
        body = urllib.parse.urlencode(fields).encode()
        try:
            with self.opener.open(self.base + "/report/", body, timeout=60) as answer:
                return answer.status, answer.url, answer.read().decode()
        except urllib.error.HTTPError as refusal:
            return refusal.code, refusal.url, refusal.read().decode()


def words(n):
    """A report of a hole in a pavement."""
    return {"service": "road_fault", "address": "Cumhuriyet Caddesi 41", "description": f"Çukur {n}",
            "phone": "05321234567", "name": "Gülizar Şahinoğlu", "website": "", "fresh": "1"}  # fmt: skip


def test_eight_reports_at_once_while_a_map_comes_in_are_all_kept_and_sealed(home, files):
    port = browsing.free_port()
    with serving(home, port):
        before = reports(home)
        visitors = [Visitor(port) for _n in range(7)]
        forms = [words(n) | visitor.form() for n, visitor in enumerate(visitors)]
        # The last one clicks twice.
        visitors, forms = [*visitors, visitors[6]], [*forms, forms[6]]
        with ThreadPoolExecutor(9) as pool:
            brought = pool.submit(said, home, "import", "osm", files / "town.osm", wait_s=120)
            answers = list(pool.map(lambda one: one[0].send(one[1]), zip(visitors, forms, strict=True)))
            assert brought.result()[0] == 0, brought.result()[1]
        assert [status for status, _url, _page in answers] == [200] * 8, [
            page[-2000:] for _s, _u, page in answers
        ]
        assert len({url for _status, url, _page in answers}) == 7
        assert reports(home) == before + 7
        # Nine from one address within ten minutes are too many, and that is told kindly.
        late = Visitor(port)
        assert late.send(words(9) | late.form())[0] == 429
        time.sleep(3)  # the worker's letters have gone by then
        for file in home.rglob("*"):
            if (
                file.is_file() and file.parent.name != "outbox"
            ):  # letters for the gateway name whom they go to
                held = file.read_bytes()
                assert b"5321234567" not in held, file
                assert "Şahinoğlu".encode() not in held, file
    assert doctor(home) == []


@pytest.fixture
def small_disk(tmp_path):
    """A disk of its own with room for a home, where this account may mount one."""
    place = tmp_path / "disk"
    place.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=150m", "none", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk needs the rights to mount a tmpfs")
    yield place
    subprocess.run(["umount", "-l", str(place)], check=True)


def fill(disk, left):
    """Take the room of a disk except for ``left`` bytes."""
    with (disk / "filler").open("wb", buffering=0) as out:
        for size in (2**20, 2**12):
            with contextlib.suppress(OSError):
                while out.write(bytes(size)) == size:
                    pass
        out.truncate(out.tell() - left)


def test_a_full_disk_is_told_and_nothing_is_half_kept(model, files, small_disk):
    home, port = small_disk / "city", browsing.free_port()
    shutil.copytree(model, home)
    with serving(home, port):
        visitor = Visitor(port)
        form = words(1) | visitor.form()
        before = counts(home)
        fill(small_disk, 8192)
        status, _url, page = visitor.send(form)
        assert status == 507, page[-1500:]
        assert "Belediyenin diski dolu" in page
        assert "Gümüşhane" in visitor.get("/")
        for verb in (f"import osm {files}/town.osm", f"import csv {files}/air.csv --thing t1", "load --overlay demo",
                     "sample --days 200 --cases 5", f"backup {small_disk}/b.meydan", "prepare"):  # fmt: skip
            assert refused(home, *verb.split()), verb
        assert counts(home) == before
        assert [file.name for file in small_disk.iterdir() if file.name not in ("city", "filler")] == []
        refused(small_disk / "other", "init", "--pack", "tr/gumushane")
        told = refused(small_disk / "copy", "restore", files / "city.meydan")
        assert "No space left" in told
        (small_disk / "filler").unlink()
        status, _url, page = visitor.send(form)
        assert status == 200, page[-1500:]
    assert doctor(home) == []
