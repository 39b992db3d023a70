"""The demo homes: which they are, how they are made, how they are served together."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from meydan import __version__

Say = Callable[[str], object]
READY_MARK = ".ready"
HEALTH_WAIT_S = 60


class DemoFailed(Exception):
    """A demo home could not be made or served; the message says which and where to look."""


@dataclass(frozen=True)
class DemoHome:
    """One of the three homes of ``make run``."""

    key: str
    path: Path
    port: int
    pack: str
    role: str
    title: str
    cities: tuple[str, ...] = ()


def demo_homes(folder: Path, port: int) -> list[DemoHome]:
    """The portal and the two cities, on three ports in a row."""
    cities = (f"http://127.0.0.1:{port + 1}", f"http://127.0.0.1:{port + 2}")
    return [
        DemoHome("portal", folder / "portal", port, "generic", "portal", "The portal", cities),
        DemoHome("gumushane", folder / "gumushane", port + 1, "tr/gumushane", "city", "Gümüşhane"),
        DemoHome("khoy", folder / "khoy", port + 2, "ir/khoy", "city", "Khoy خوی"),
    ]


def is_made(home: DemoHome) -> bool:
    """Whether the home was made whole by this version, for this port."""
    mark = home.path / READY_MARK
    return mark.is_file() and mark.read_text() == _stamp(home)


def _stamp(home: DemoHome) -> str:
    # The portal remembers its cities' addresses, so a moved port makes it anew (it is quick to make).
    return f"{__version__} {home.port if home.role == 'portal' else ''}"


def make(homes: Sequence[DemoHome], say: Say) -> None:
    """
    Make homes at the same time, each line of their progress under the home's name.

    :raises DemoFailed: if a step of any home fails
    """
    faults: list[str] = []

    def run(home: DemoHome) -> None:
        try:
            _make_one(home, say)
        except DemoFailed as fault:
            faults.append(str(fault))

    threads = [threading.Thread(target=run, args=(home,)) for home in homes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise DemoFailed(" ".join(faults))


def _make_one(home: DemoHome, say: Say) -> None:
    if home.path.exists():
        shutil.rmtree(home.path)
    started = time.monotonic()
    arguments = [
        "init",
        "--pack",
        home.pack,
        "--key",
        home.key,
        "--role",
        home.role,
        "--port",
        str(home.port),
        "--demo",
    ]
    for city in home.cities:
        arguments += ["--city", city]
    _step(home, say, arguments)
    if home.role == "city":
        _step(home, say, ["load", "--overlay", "demo"])
        _step(home, say, ["sample"])
    (home.path / READY_MARK).write_text(_stamp(home))
    say(f"{home.title:<12} ready after {time.monotonic() - started:.0f} s")


def _step(home: DemoHome, say: Say, arguments: list[str]) -> None:
    program = [sys.executable, "-u", "-m", "meydan", "--home", str(home.path), *arguments]
    last: list[str] = []
    with subprocess.Popen(  # noqa: S603 - our own program with our own arguments
        program, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=_environment()
    ) as child:
        for line in child.stdout or ():
            if line.strip():
                last = [*last[-19:], line.rstrip()]
                say(f"{home.title:<12} {line.rstrip()}")
    if child.returncode:
        raise DemoFailed(f"{home.title}: 'meydan {' '.join(arguments)}' failed: {' / '.join(last[-3:])}")


def _environment() -> dict[str, str]:
    drop = ("MEYDAN_HOME", "MEYDAN_NEW_HOME", "DATABASE_URL", "MEYDAN_PORT")
    return {key: value for key, value in os.environ.items() if key not in drop}


def serve_all(homes: Sequence[DemoHome], say: Say) -> None:
    """
    Serve homes until Ctrl-C; print the addresses once every home answers.

    :raises DemoFailed: if a home stops by itself
    """
    children = [
        subprocess.Popen(  # noqa: S603 - our own program with our own arguments
            [
                sys.executable,
                "-u",
                "-m",
                "meydan",
                "--home",
                str(home.path),
                "serve",
                "--port",
                str(home.port),
            ],
            env=_environment(),
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        for home in homes
    ]
    ended = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: ended.set())
    try:
        _wait_until_healthy(homes, children, ended)
        _announce(homes, say)
        while not ended.wait(0.5):
            _require_alive(homes, children)
    finally:
        for child in children:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
        for child in children:
            child.wait()
    say("Stopped. Everything is kept; the next start takes seconds.")


def _wait_until_healthy(
    homes: Sequence[DemoHome], children: Sequence[subprocess.Popen[bytes]], ended: threading.Event
) -> None:
    until = time.monotonic() + HEALTH_WAIT_S
    for home in homes:
        while not ended.is_set():
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{home.port}/healthz", timeout=2).close()
                break
            _require_alive(homes, children)
            if time.monotonic() > until:
                raise DemoFailed(f"{home.title} did not answer within {HEALTH_WAIT_S} s.")
            time.sleep(0.05)


def _require_alive(homes: Sequence[DemoHome], children: Sequence[subprocess.Popen[bytes]]) -> None:
    for home, child in zip(homes, children, strict=True):
        if child.poll() is not None:
            raise DemoFailed(
                f"{home.title} stopped by itself. See why with: meydan --home {home.path} serve --port {home.port}"
            )


def _announce(homes: Sequence[DemoHome], say: Say) -> None:
    say("")
    for home in homes:
        say(f"  {home.title:<12} http://127.0.0.1:{home.port}")
    say("")
    say("  Sign in with one click as citizen, clerk, inspector, mayor or administrator:")
    for home in homes:
        if home.role == "city":
            say(f"  {home.title:<12} http://127.0.0.1:{home.port}/accounts/login/")
    say("")
    say("  What you see is sample data and says so. Stop with Ctrl-C.")
