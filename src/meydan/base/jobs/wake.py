"""
A bell: a worker that sleeps hears at once of work enqueued beside it or in another process of this home.

Each worker keeps a named pipe in the home's folder ``bells``; whoever commits a job writes a byte into each.
A byte stays in the pipe until it is read, so no ring is lost, and one into a full pipe adds nothing. Workers on
other machines hear nothing: they look at the table now and then, as all do in case a bell is broken.
"""

from __future__ import annotations

import contextlib
import errno
import os
import secrets
import select
import stat
import threading
from pathlib import Path

from django.conf import settings

FOLDER = "bells"
HIDDEN = "."
RINGS_READ_AT_ONCE = 4096

_beside = threading.Event()


def up() -> None:
    """Ring the bell: here, and in every worker of this home on this machine."""
    _beside.set()
    folder = _folder()
    if folder is None:
        return
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if not entry.name.startswith(HIDDEN):
                _ring(entry.path)


def wait(seconds: float) -> None:
    """Sleep until the bell rings in this process, or for so long."""
    _beside.wait(seconds)
    _beside.clear()


class Bell:
    """The pipe of one worker, there while the worker is; without a home only the worker itself rings it."""

    def __init__(self) -> None:
        self._pipe: int | None = None
        self._ringer: int | None = None
        self._path: Path | None = None

    def __enter__(self) -> Bell:
        folder = _folder()
        # A system without named pipes looks at the table only; nothing else depends on the bell.
        if folder is not None and hasattr(os, "mkfifo"):
            with contextlib.suppress(OSError):
                self._hang(folder)
        if self._pipe is None:
            self._pipe, self._ringer = os.pipe()
            os.set_blocking(self._pipe, False)
            os.set_blocking(self._ringer, False)
        return self

    def _hang(self, folder: Path) -> None:
        folder.mkdir(mode=0o700, exist_ok=True)
        name = f"{os.getpid()}-{secrets.token_hex(4)}"
        # Nobody rings a pipe that nobody reads yet, or it would be taken for that of a killed worker.
        hidden = folder / f"{HIDDEN}{name}"
        os.mkfifo(hidden, 0o600)
        # Held for writing too, so that it does not read as ended when the last ringer has gone.
        self._pipe = os.open(hidden, os.O_RDWR | os.O_NONBLOCK)
        self._path = hidden.rename(folder / name)

    def ring(self) -> None:
        """Wake whoever waits here; it takes no lock, so a handler of signals may call it."""
        ringer = self._pipe if self._ringer is None else self._ringer
        if ringer is not None:
            with contextlib.suppress(BlockingIOError):
                os.write(ringer, b".")

    def __exit__(self, *_: object) -> None:
        if self._path is not None:
            self._path.unlink(missing_ok=True)
        for end in (self._pipe, self._ringer):
            if end is not None:
                os.close(end)
        self._pipe = self._ringer = None

    def wait(self, seconds: float, over: threading.Event) -> None:
        """
        Sleep until ``seconds`` have passed, and pass rings of other processes on to the hands of this one.

        :param over: set when the worker is to stop; the one who sets it rings too
        """
        if self._pipe is None or over.is_set():
            return
        heard, _, _ = select.select([self._pipe], [], [], seconds)
        if heard:
            with contextlib.suppress(BlockingIOError):
                os.read(self._pipe, RINGS_READ_AT_ONCE)
            _beside.set()


def _folder() -> Path | None:
    home = settings.MEYDAN_HOME
    return None if home.path is None else Path(home.folder(FOLDER))


def _ring(path: str) -> None:
    """Write into one pipe; that of a worker that was killed has no reader, and is taken away."""
    try:
        pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
    except OSError as fault:
        if fault.errno == errno.ENXIO:
            Path(path).unlink(missing_ok=True)
        return
    try:
        if stat.S_ISFIFO(os.fstat(pipe).st_mode):
            with contextlib.suppress(BlockingIOError):
                os.write(pipe, b".")
    finally:
        os.close(pipe)
