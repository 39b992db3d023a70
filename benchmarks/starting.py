"""From a fresh clone to the first page, and the second start."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from benchmarks.processes import environment, free_port, running, timed, wait_for, work_folder
from meydan.config.benching import CHECKOUT, CannotRun, Figure, median_figure

FIRST_WITHIN_S = 560
SECOND_WITHIN_S = 60
SECOND_RUNS = 5
NOTE = (
    "make run in a clone of the last commit until portal and both cities answer; caches of pip and npm kept"
)


def starts() -> Mapping[str, Figure]:
    """
    One first start and several later ones.

    :raises CannotRun: without git, make or a repository
    """
    if not shutil.which("git") or not shutil.which("make"):
        raise CannotRun("git and make are needed to start from a clone")
    with work_folder() as folder:
        clone = folder / "meydan"
        done = subprocess.run(
            ["git", "clone", "--quiet", str(CHECKOUT), str(clone)], env=environment(), check=False
        )
        if done.returncode:
            raise CannotRun(f"{CHECKOUT} is not a git repository")
        port = free_port(3)
        first = _start(clone, port, FIRST_WITHIN_S)
        second = [_start(clone, port, SECOND_WITHIN_S) for _ in range(SECOND_RUNS)]
    return {"start-first": Figure(round(first, 1), runs=1, note=NOTE), "start-second": median_figure(second)}


def _start(clone: Path, port: int, within_s: float) -> float:
    addresses = [f"http://127.0.0.1:{one}/" for one in range(port, port + 3)]
    log = clone.parent / "make-run.log"
    with running(["make", "run", f"PORT={port}"], folder=clone, log=log) as child:
        try:
            return timed(lambda: wait_for(addresses, child, within_s))
        except RuntimeError as fault:
            raise RuntimeError(f"{fault}; make run said: {_end_of(log)}") from fault


def _end_of(log: Path) -> str:
    return " / ".join(log.read_text(errors="replace").split("\n")[-8:])
