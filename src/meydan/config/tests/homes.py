"""Homes made by the real command, for tests of what survives a backup and a move."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from secrets import token_hex

import psycopg

COUNTS = """
from django.apps import apps
import json
tables = {m._meta.db_table: m._base_manager.count() for m in apps.get_models(include_auto_created=True)}
print("COUNTS" + json.dumps({t: n for t, n in tables.items() if t not in %r}))
"""
# Sessions belong to a moment, not to the city: they are not copied.
NOT_COUNTED = ("django_session",)


def meydan(home: Path, *words: str, fails: bool = False) -> str:
    """Run the command in a process of its own; return what it said."""
    paths = os.pathsep.join(path for path in sys.path if path)
    drop = ("DATABASE_URL", "MEYDAN_HOME", "MEYDAN_NEW_HOME", "MEYDAN_PORT", "DJANGO_SETTINGS_MODULE")
    kept = {name: value for name, value in os.environ.items() if name not in drop}
    done = subprocess.run(
        [sys.executable, "-m", "meydan", "--home", str(home), *words],
        env={**kept, "PYTHONPATH": paths},
        capture_output=True,
        text=True,
        timeout=300,
        check=False,
    )
    assert (done.returncode != 0) == fails, done.stdout + done.stderr
    assert "Traceback" not in done.stderr, done.stderr
    return done.stdout + done.stderr


def counts(home: Path) -> dict[str, int]:
    """How many rows each table has."""
    said = meydan(home, "shell", "--verbosity", "0", "-c", COUNTS % (NOT_COUNTED,))
    return dict(json.loads(said.split("COUNTS", 1)[1]))


@contextmanager
def empty_postgresql() -> Iterator[str]:
    """An empty database on the server the tests run on, by its address."""
    url = os.environ["DATABASE_URL"]
    name = f"meydan_moved_{token_hex(4)}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
        try:
            before, _, query = url.partition("?")
            yield f"{before.rsplit('/', 1)[0]}/{name}" + (f"?{query}" if query else "")
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")
