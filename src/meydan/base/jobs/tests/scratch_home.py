"""A home of its own for tests with real worker processes, on SQLite or on the PostgreSQL the tests run on."""

from __future__ import annotations

import os
import secrets
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

SETUP = (
    "import django; django.setup(); import meydan.base.jobs.tests.sample_jobs as jobs; jobs.stand_alone(); "
)
TABLES = """
from django.core.management import call_command
from django.db import connection
call_command("migrate", "jobs", verbosity=0)
with connection.cursor() as cursor:
    cursor.execute("CREATE TABLE effect (what varchar(100), pid integer, at double precision)")
"""


class ScratchHome:
    """A home folder with the queue's tables and a table ``effect``."""

    def __init__(self, folder: Path, database_url: str) -> None:
        self.folder = folder
        self.database_url = database_url
        self.workers: list[subprocess.Popen[str]] = []
        (folder / "meydan.toml").write_text('key = "scratch"\npack = "generic"\n')
        self.python(TABLES)

    def python(self, code: str) -> None:
        """Run code in a process of this home."""
        command = [sys.executable, "-c", SETUP + "\n" + code]
        done = subprocess.run(command, env=self._environment(), capture_output=True, text=True, timeout=60)
        assert done.returncode == 0, done.stdout + done.stderr

    def worker(self, *, lease_s: float = 30, concurrency: int = 1, before: str = "") -> subprocess.Popen[str]:
        """Start a worker process, which runs the code ``before`` first."""
        code = f"{before}\ncall_command('worker', lease={lease_s}, concurrency={concurrency})"
        with (self.folder / f"worker-{len(self.workers)}.log").open("w") as log:
            process = subprocess.Popen(
                [sys.executable, "-c", f"{SETUP}\nfrom django.core.management import call_command\n{code}"],
                env=self._environment(),
                stdout=subprocess.DEVNULL,
                stderr=log,
                text=True,
            )
        self.workers.append(process)
        return process

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Read from the home's database."""
        if self.database_url:
            import psycopg

            with psycopg.connect(self.database_url, autocommit=True) as other:
                return other.execute(sql).fetchall()
        with closing(sqlite3.connect(self.folder / "meydan.sqlite3", timeout=30)) as other:
            return other.execute(sql).fetchall()

    def effects(self, what: str) -> list[int]:
        """The process ids that left this line."""
        return [pid for (pid,) in self.ask(f"SELECT pid FROM effect WHERE what = '{what}'")]

    def until(self, true: Callable[[], Any], seconds: float = 30) -> Any:
        """Wait for something to become true, or fail with what the workers said."""
        ends = time.monotonic() + seconds
        while time.monotonic() < ends:
            if found := true():
                return found
            time.sleep(0.05)
        logs = "\n".join(log.read_text() for log in self.folder.glob("worker-*.log"))
        raise AssertionError(
            f"not in {seconds} s; jobs: {self.ask('SELECT id, name, state, attempts, fence FROM jobs_job')}\n{logs}"
        )

    def all_done(self) -> bool:
        """Whether no job is open."""
        return self.ask("SELECT count(*) FROM jobs_job WHERE state IN ('ready', 'running')") == [(0,)]

    def close(self) -> None:
        """End every worker started here."""
        for process in self.workers:
            process.kill()
            process.wait()

    def _environment(self) -> dict[str, str]:
        paths = os.pathsep.join(path for path in sys.path if path)
        kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
        given = {"DATABASE_URL": self.database_url} if self.database_url else {}
        module = settings.SETTINGS_MODULE
        return {
            **kept,
            **given,
            "MEYDAN_HOME": str(self.folder),
            "DJANGO_SETTINGS_MODULE": module,
            "PYTHONPATH": paths,
        }


@contextmanager
def scratch_home(folder: Path) -> Iterator[ScratchHome]:
    """A home on the same kind of database as the tests'."""
    with _database() as url:
        home = ScratchHome(folder, url)
        try:
            yield home
        finally:
            home.close()


@contextmanager
def _database() -> Iterator[str]:
    if connection.vendor != "postgresql":
        yield ""
        return
    import psycopg

    here = connection.settings_dict
    name = f"meydan_jobs_{secrets.token_hex(4)}"
    address = (
        f"host={here['HOST']} port={here['PORT'] or 5432} user={here['USER']} password={here['PASSWORD']}"
    )
    with psycopg.connect(f"{address} dbname=postgres", autocommit=True) as other:
        other.execute(f"CREATE DATABASE {name}")
    try:
        who = f"{here['USER']}:{here['PASSWORD']}" if here["PASSWORD"] else here["USER"]
        yield f"postgresql://{who}@/{name}?host={here['HOST']}" + (
            f"&port={here['PORT']}" if here["PORT"] else ""
        )
    finally:
        with psycopg.connect(f"{address} dbname=postgres", autocommit=True) as other:
            other.execute(f"DROP DATABASE {name} WITH (FORCE)")
