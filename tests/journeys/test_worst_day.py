"""The worst day of a home: a taken port, killed processes, lost files, a full disk, a file that is not what it says."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import socket
import sqlite3
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import psutil
import pytest
from tools import browsing

pytestmark = [pytest.mark.alone, pytest.mark.slow]
DROP = ("DATABASE_URL", "MEYDAN_HOME", "MEYDAN_NEW_HOME", "MEYDAN_PORT", "DJANGO_SETTINGS_MODULE")
ENVIRONMENT = {key: value for key, value in os.environ.items() if key not in DROP}
HEALTHY_S = 30


def start(home, *words):
    """The command as a process of its own."""
    return subprocess.Popen(
        [sys.executable, "-m", "meydan", "--home", str(home), *map(str, words)],
        env=ENVIRONMENT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
    )  # fmt: skip


def said(home, *words, wait_s=60):
    """How the command ended and all it said."""
    child = start(home, *words)
    try:
        out, _nothing = child.communicate(timeout=wait_s)
    except subprocess.TimeoutExpired:
        child.kill()
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
    server = start(home, "serve", "--port", port)
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
