"""Starting programs and looking at what they cost: time, memory of a whole tree, free ports."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from meydan.config.benching import CannotRun

MIB = 2**20
LOOK_EVERY_S = 0.02
OWN_SETTINGS = ("MEYDAN_HOME", "MEYDAN_NEW_HOME", "DATABASE_URL", "MEYDAN_PORT", "MEYDAN_DEBUG")


@dataclass(frozen=True)
class Cost:
    """What a finished program took; ``peak_mb`` is the resident memory of its whole tree [MB]."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    output: str


def environment(**more: str) -> dict[str, str]:
    """This environment without the settings of another home."""
    kept = {key: value for key, value in os.environ.items() if key not in OWN_SETTINGS}
    return {**kept, **more}


@contextlib.contextmanager
def work_folder() -> Iterator[Path]:
    """A temporary folder that is gone afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="meydan-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def cost_of(program: Sequence[str | Path]) -> Cost:
    """
    Run a program to its end and tell what it took.

    :raises RuntimeError: if it fails, with the end of what it said
    """
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        child = subprocess.Popen(
            [str(word) for word in program], stdout=said, stderr=subprocess.STDOUT, env=environment()
        )
        peak = _Peak(child.pid)
        _, status, used = os.wait4(child.pid, 0)
        wall_s = time.perf_counter() - started
        child.returncode = os.waitstatus_to_exitcode(status)
        tree_bytes = peak.stop()
        said.seek(0)
        output = said.read()
    if child.returncode:
        raise RuntimeError(f"{' '.join(map(str, program))}: {output[-500:]}")
    # The kernel's own mark catches a peak between two looks, but of one process only.
    cpu_s = used.ru_utime + used.ru_stime
    return Cost(wall_s, cpu_s, max(tree_bytes, used.ru_maxrss * 1024) / MIB, output)


class _Peak:
    """Looks at a process tree again and again and keeps the most memory it saw."""

    def __init__(self, pid: int) -> None:
        self._pid, self._most, self._ended = pid, 0, threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()

    def _watch(self) -> None:
        while not self._ended.wait(LOOK_EVERY_S):
            self._most = max(self._most, sum(_field(pid, "status", "VmRSS") for pid in tree(self._pid)))

    def stop(self) -> int:
        """End the watch; the most that was seen [bytes]."""
        self._ended.set()
        self._thread.join()
        return self._most


def tree(pid: int) -> list[int]:
    """A process and everything it started."""
    found = [pid]
    for one in found:
        with contextlib.suppress(OSError):
            for task in Path(f"/proc/{one}/task").iterdir():
                found += [int(child) for child in (task / "children").read_text().split()]
    return found


def pss_mb(pid: int) -> float:
    """
    Proportional memory of a process tree [MB]: a page that n processes share counts 1/n for each.

    :raises CannotRun: where the kernel does not tell
    """
    if not Path("/proc/self/smaps_rollup").exists():
        raise CannotRun("this system has no /proc/PID/smaps_rollup")
    return sum(_field(one, "smaps_rollup", "Pss") for one in tree(pid)) / MIB


def _field(pid: int, file: str, name: str) -> int:
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{pid}/{file}").read_text().splitlines():
            if line.startswith(f"{name}:"):
                return int(line.split()[1]) * 1024
    return 0


def free_port(count: int = 1) -> int:
    """The first of ``count`` free ports in a row."""
    for port in range(18_000, 19_000, 10):
        with contextlib.ExitStack() as held, contextlib.suppress(OSError):
            for one in range(port, port + count):
                plug = held.enter_context(socket.socket())
                plug.bind(("127.0.0.1", one))
            return port
    raise CannotRun("no free port between 18000 and 19000")


@contextlib.contextmanager
def running(
    program: Sequence[str | Path], folder: Path | None = None, log: Path | None = None
) -> Iterator[subprocess.Popen[bytes]]:
    """A program that runs until the block ends, then is asked to stop with everything it started."""
    with (log or Path(os.devnull)).open("wb") as out:
        child = subprocess.Popen(
            [str(word) for word in program],
            cwd=folder,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=environment(),
            start_new_session=True,
        )
    try:
        yield child
    finally:
        _stop(child)


def _stop(child: subprocess.Popen[bytes]) -> None:
    whole = tree(child.pid)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGTERM)
    with contextlib.suppress(subprocess.TimeoutExpired):
        child.wait(20)
    for pid in whole:  # only what this benchmark started and what did not end by itself
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.kill(pid, 0)
            os.kill(pid, signal.SIGKILL)
    child.wait()


def wait_for(addresses: Sequence[str], child: subprocess.Popen[bytes], within_s: float) -> None:
    """
    Wait until every address answers 200.

    :raises RuntimeError: if the program ends before, or the time is over
    """
    until = time.monotonic() + within_s
    for address in addresses:
        while not _answers(address):
            if child.poll() is not None:
                raise RuntimeError(f"the server ended with {child.returncode} before {address} answered")
            if time.monotonic() > until:
                raise RuntimeError(f"{address} did not answer within {within_s:.0f} s")
            time.sleep(LOOK_EVERY_S)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def timed(act: Callable[[], object]) -> float:
    """How long something takes [s]."""
    started = time.perf_counter()
    act()
    return time.perf_counter() - started
