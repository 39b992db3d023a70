"""
Run every test this machine can run, and say what was left out and why.

With MEYDAN_TEST_ALL=1 nothing may be left out: a skip is a failure. Used by ``make test``.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv" / "bin"
ALL = os.environ.get("MEYDAN_TEST_ALL") == "1"


def run(title: str, command: list[str], **environment: str) -> bool:
    """Run one step, its title before and its time after; return whether it passed."""
    print(f"\n== {title}", flush=True)
    started = time.monotonic()
    code = subprocess.run(command, cwd=ROOT, env={**os.environ, **environment}, check=False).returncode
    print(
        f"== {title}: {'passed' if code == 0 else 'FAILED'} in {time.monotonic() - started:.0f} s", flush=True
    )
    return code == 0


def postgresql_is_here() -> bool:
    """Whether a throwaway PostgreSQL cluster can be started."""
    return bool(shutil.which("initdb") or list(Path("/usr/lib/postgresql").glob("*/bin/initdb")))


def store_tests() -> bool:
    """Run the tests of the stores again on PostgreSQL with PostGIS."""
    from scratch_postgres import scratch_postgres

    with scratch_postgres() as url:
        return run(
            "The stores on PostgreSQL with PostGIS",
            [str(BIN / "python"), "-m", "pytest", "-q", "-m", "store", "-rs", "-p", "no:cacheprovider"],
            DATABASE_URL=url,
            MEYDAN_TEST_DATABASE="postgresql",
        )


def main() -> int:
    """Run the steps in the order in which they fail fastest."""
    left_out: list[str] = []
    passed = [
        run("Storeys and doors", [str(BIN / "lint-imports"), "--no-cache"]),
        run("Style", [str(BIN / "ruff"), "check", "."]),
        run("Texts in three languages", [str(BIN / "python"), "tools/messages.py", "check"]),
        run(
            "Tests on SQLite",
            [
                str(BIN / "python"),
                "-m",
                "pytest",
                "-q",
                "-n",
                "2",
                "--dist",
                "loadfile",
                "-rs",
                "-m",
                "not alone",
            ],
        ),
        run(
            "Tests that want the machine alone",
            [str(BIN / "python"), "-m", "pytest", "-q", "-rs", "-m", "alone"],
        ),
    ]
    if postgresql_is_here():
        sys.path.insert(0, str(ROOT / "tools"))
        passed.append(store_tests())
    else:
        left_out.append(
            "the stores on PostgreSQL: no server is installed (apt install postgresql postgresql-15-postgis-3)"
        )
    for reason in left_out:
        print(f"Left out: {reason}")
    if ALL and left_out:
        print("MEYDAN_TEST_ALL=1: nothing may be left out.")
        return 1
    return 0 if all(passed) else 1


if __name__ == "__main__":
    sys.exit(main())
