"""The demo cities that pages are measured on: made once for a run, served when asked."""

from __future__ import annotations

import atexit
import contextlib
import functools
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from benchmarks.processes import environment, free_port, running, wait_for
from meydan.config.benching import CannotRun

CITIES = ("gumushane", "khoy")


@dataclass(frozen=True)
class Served:
    """A city that answers."""

    city: str
    address: str
    child: subprocess.Popen[bytes]


@functools.cache
def demo_folder() -> Path:
    """
    A folder with freshly made demo homes, or the one that MEYDAN_BENCH_DEMO names.

    :raises CannotRun: if the homes cannot be made
    """
    named = os.environ.get("MEYDAN_BENCH_DEMO")
    if named:
        return Path(named).resolve()
    folder = Path(tempfile.mkdtemp(prefix="meydan-bench-demo-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    made = subprocess.run(
        [sys.executable, "-m", "meydan", "demo", "--folder", str(folder), "--make-only"],
        capture_output=True,
        text=True,
        env=environment(),
        check=False,
    )
    if made.returncode:
        raise CannotRun(f"the demo homes could not be made: {made.stderr.strip()[-300:]}")
    return folder


@contextlib.contextmanager
def served(city: str) -> Iterator[Served]:
    """One demo city with its worker, as ``meydan serve`` runs it."""
    port = free_port()
    home = demo_folder() / city
    program = [sys.executable, "-m", "meydan", "--home", home, "serve", "--port", str(port)]
    with running(program) as child:
        address = f"http://127.0.0.1:{port}"
        wait_for([f"{address}/healthz"], child, within_s=60)
        yield Served(city, address, child)
