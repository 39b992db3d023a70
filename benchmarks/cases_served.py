"""Our server on a home with very many cases, on either database."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.http_load import Ask, Load, load
from benchmarks.processes import environment, tree, work_folder
from benchmarks.sensorthings_figures import cpu_s
from benchmarks.sensorthings_servers import Server, durable_postgres, ours, postmaster
from meydan.config.benching import CHECKOUT

# A smaller number makes a quick look.
CASES = int(os.environ.get("MEYDAN_BENCH_CASES", "1000000"))
OPEN_CASES = min(50_000, CASES)
FILL = CHECKOUT / "benchmarks" / "cases_fill.py"


@dataclass(frozen=True)
class Desk:
    """A server with its cases, and the cookie of an officer."""

    server: Server
    home: Path
    cluster: Path | None
    cookie: str

    @property
    def address(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server.port}"

    def get(self, path: str, *, signed_in: bool = True) -> Ask:
        """A request of the officer's, or of a visitor's."""
        headers = (("Cookie", self.cookie), ("Accept", "*/*")) if signed_in else ()
        return Ask("GET", path, headers=headers)

    def send(self, asks: list[Ask], *, concurrency: int = 1) -> Load:
        """Send requests; each connection takes the next when it is free."""
        return load(self.server.port, asks, concurrency=concurrency)

    def cpu_s(self) -> float:
        """Processor time of server and database until now [s]."""
        database = [] if self.cluster is None else tree(postmaster(self.cluster))
        return cpu_s([*self.server.processes, *database])


@contextlib.contextmanager
def desk(database: str, cases: int = CASES, open_cases: int = OPEN_CASES) -> Iterator[Desk]:
    """
    Our server with two processes on a fresh home that holds the cases.

    :param database: ``postgresql`` or ``sqlite``
    :raises CannotRun: if there is no PostgreSQL here
    """
    with work_folder() as folder, contextlib.ExitStack() as held:
        url, cluster = held.enter_context(durable_postgres()) if database == "postgresql" else ("", None)
        server = held.enter_context(ours(folder, url, processes=2))
        home = folder / f"home-{'pg' if url else 'sqlite'}"
        program(home, cases, open_cases)
        yield Desk(server, home, cluster, f"meydan_bench_session={program(home, 'session', 'bench')}")


def program(home: Path, *words: object) -> str:
    """Run ``cases_fill.py`` on a home and return what it says."""
    return subprocess.run(
        [sys.executable, str(FILL), *map(str, words)], check=True, text=True, stdout=subprocess.PIPE,
        env=environment(MEYDAN_HOME=str(home), DJANGO_SETTINGS_MODULE="meydan.config.settings"),
    ).stdout.strip()  # fmt: skip
