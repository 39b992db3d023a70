"""
A throwaway PostgreSQL cluster for tests: fast, unsafe, gone afterwards.

    python tools/scratch_postgres.py start      # prints DATABASE_URL=... and FOLDER=...
    DATABASE_URL=... pytest -m store
    python tools/scratch_postgres.py stop FOLDER

or, from Python, ``with scratch_postgres() as url: ...``. Every start makes a cluster of its own in a new
temporary folder, reached by a Unix socket in that folder only, so several may run beside each other. As root
it is owned by the user postgres, for PostgreSQL refuses to run as root.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER = "meydan"
DATABASE = "meydan"
MARK = "scratch-postgres"
PORT = 5432  # only a part of the socket's name: the folder keeps clusters apart
# What every cluster here has; a durable one has nothing else, so that a commit costs what it costs.
COMMON = ("listen_addresses=''", "max_connections=60", "timezone=UTC")
DURABLE = ("shared_buffers=512MB",)
# Nothing here outlives the test, so no write waits for the disk.
UNSAFE = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "shared_buffers=64MB",
)


class NoPostgres(Exception):
    """PostgreSQL's programs are not on this machine; the message says what to install."""


def binaries() -> Path:
    """
    The folder of initdb and pg_ctl, newest version first.

    :raises NoPostgres: if there is none
    """
    homes = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: -int(p.parent.name))
    found = shutil.which("initdb")
    for folder in [*homes, *([Path(found).parent] if found else [])]:
        if (folder / "initdb").is_file():
            return folder
    raise NoPostgres("No PostgreSQL here. On Debian: apt-get install postgresql postgresql-15-postgis-3")


def _run(command: list[str | Path], folder: Path) -> None:
    words = [str(word) for word in command]
    as_other: dict[str, str] = {"user": "postgres", "group": "postgres"} if os.getuid() == 0 else {}
    done = subprocess.run(
        words,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        extra_groups=[] if as_other else None,
        **as_other,  # type: ignore[arg-type]
    )
    if done.returncode:
        raise RuntimeError(f"{' '.join(words)}\n{done.stdout}{done.stderr}")


def start(*, durable: bool = False) -> tuple[str, Path]:
    """
    Start a cluster with one empty database with PostGIS (where it is installed).

    :param durable: writes wait for the disk, as in a city; for benchmarks
    :return: the DATABASE_URL and the folder to give to ``stop``
    """
    programs = binaries()
    folder = Path(tempfile.mkdtemp(prefix=f"{MARK}-"))
    folder.chmod(0o755)
    if os.getuid() == 0:
        account = pwd.getpwnam("postgres")
        os.chown(folder, account.pw_uid, account.pw_gid)
    try:
        _start_in(folder, programs, (*COMMON, *(DURABLE if durable else UNSAFE)))
    except BaseException:
        stop(folder)
        raise
    return f"postgresql://{USER}@/{DATABASE}?host={folder}", folder


def _start_in(folder: Path, programs: Path, settings: tuple[str, ...]) -> None:
    data = folder / "data"
    # C.UTF-8 sorts by code point on every machine, as SQLite does.
    _run(
        [
            programs / "initdb",
            "-D",
            data,
            "-U",
            USER,
            "-A",
            "trust",
            "-E",
            "UTF8",
            "--locale=C.UTF-8",
            "--no-sync",
        ],
        folder,
    )
    (data / "postgresql.auto.conf").write_text("".join(f"{line}\n" for line in settings))
    options = f"-k {folder} -p {PORT}"
    _run([programs / "pg_ctl", "-D", data, "-l", folder / "log", "-o", options, "-w", "start"], folder)
    sql = [programs / "psql", "-h", folder, "-p", str(PORT), "-U", USER, "-q", "-v", "ON_ERROR_STOP=1"]
    _run([*sql, "-d", "postgres", "-c", f"CREATE DATABASE {DATABASE}"], folder)
    if _has_postgis(programs):
        # In the template too, so that the test database Django makes from it has it as well.
        for name in (DATABASE, "template1"):
            _run([*sql, "-d", name, "-c", "CREATE EXTENSION IF NOT EXISTS postgis"], folder)


def _has_postgis(programs: Path) -> bool:
    return any(Path("/usr/share/postgresql", programs.parent.name, "extension").glob("postgis.control"))


def stop(folder: Path) -> None:
    """Stop a cluster made by ``start`` and remove its folder; one that is gone already is no fault."""
    if not folder.name.startswith(f"{MARK}-"):
        raise ValueError(f"{folder} was not made by this program")
    if (folder / "data" / "postmaster.pid").exists():
        _run([binaries() / "pg_ctl", "-D", folder / "data", "-m", "immediate", "-w", "stop"], folder)
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch_postgres() -> Iterator[str]:
    """A cluster for the length of a ``with`` block; yields its DATABASE_URL."""
    url, folder = start()
    try:
        yield url
    finally:
        stop(folder)


def main(words: list[str]) -> int:
    """The command line."""
    try:
        if words == ["start"]:
            url, folder = start()
            print(f"DATABASE_URL={url}\nFOLDER={folder}")
            return 0
        if len(words) == 2 and words[0] == "stop":
            stop(Path(words[1]))
            return 0
    except NoPostgres as absent:
        print(absent, file=sys.stderr)
        return 1
    print(__doc__, file=sys.stderr)
    return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
