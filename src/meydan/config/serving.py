"""Runs the web server and the worker of a home as forks of one loaded program, so that they share memory."""

from __future__ import annotations

import contextlib
import gc
import os
import signal
import sys
import threading
import time
from pathlib import Path

from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver
from granian.constants import Interfaces

from meydan.config.asgi import Square
from meydan.config.webserver import WebServer

STOP_PATIENCE_S = 60.0  # longer than a job should hold up the end of a server
WEB_PATIENCE_S = 15  # longer than a request should take; a process that hangs while it ends is ended
RESPAWN_PAUSE_S = 1.0  # a worker that dies at once must not spin the machine


def serve(*, host: str, port: int, threads: int, processes: int, worker: bool) -> None:
    """
    Serve until SIGTERM or SIGINT.

    The program is loaded once and forked: web and worker share every page they do not write to.
    """
    pages = get_wsgi_application()
    _warm()
    connections.close_all()
    gc.collect()
    gc.freeze()
    gc.enable()
    keeper = WorkerKeeper() if worker else None
    server = WebServer(
        "meydan.config.asgi:get_application",
        address=host,
        port=port,
        # Without the wish to be told of start and stop: there is nothing to do then.
        interface=Interfaces.ASGINL,
        workers=processes,
        workers_kill_timeout=WEB_PATIENCE_S,
        log_enabled=False,
    )
    try:
        server.serve(target_loader=lambda *args, **kwargs: _in_web_worker(pages, threads))
    finally:
        if keeper is not None:
            keeper.stop()


def _in_web_worker(pages: WSGIHandler, threads: int) -> Square:
    """
    Called in each web process as it begins: one left behind by a killed server would keep the port.

    It is killed, not asked: ending in the ordinary way it may hang, and the server that would then end it is gone.
    """
    _die_with_parent(signal.SIGKILL)
    return Square(pages, threads)


def _warm() -> None:
    """Import what the first request would import, before the fork."""
    _ = get_resolver().url_patterns
    from django.template import engines

    _ = engines.all()
    from meydan.kernel.observations import door

    _ = door


class WorkerKeeper:
    """Keeps one forked worker alive: a worker that was killed is replaced, its job runs again by its lease."""

    def __init__(self) -> None:
        self._stopping = threading.Event()
        self._turn = threading.Lock()  # nobody starts a worker while another ends the last
        self._pid = _fork_worker()
        threading.Thread(target=self._watch, name="worker-keeper", daemon=True).start()

    def _watch(self) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(ChildProcessError):
                os.waitpid(self._pid, 0)
            self._stopping.wait(RESPAWN_PAUSE_S)
            with self._turn:
                if self._stopping.is_set():
                    return
                self._pid = _fork_worker()

    def stop(self) -> None:
        """Let the worker finish its job, then end it; one that takes too long runs its job again at the next start."""
        with self._turn:
            self._stopping.set()
        _signal(self._pid, signal.SIGTERM)
        if not _has_ended(self._pid, within_s=STOP_PATIENCE_S):
            _signal(self._pid, signal.SIGKILL)
            _has_ended(self._pid, within_s=STOP_PATIENCE_S)


def _signal(pid: int, number: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, number)


def _has_ended(pid: int, *, within_s: float) -> bool:
    """Whether a child ends in time; the watching thread may be the one who hears of it."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        try:
            if os.waitpid(pid, os.WNOHANG)[0] == pid:
                return True
        except ChildProcessError:
            return True
        time.sleep(0.02)
    return False


def _fork_worker() -> int:
    # A signal that comes before the worker has its own handlers would be eaten by those of the server.
    ending = {signal.SIGTERM, signal.SIGINT}
    before = signal.pthread_sigmask(signal.SIG_BLOCK, ending)
    pid = os.fork()
    if pid:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
        return pid
    for number in ending:
        signal.signal(number, signal.SIG_DFL)
    signal.pthread_sigmask(signal.SIG_UNBLOCK, ending)
    _die_with_parent(signal.SIGTERM)
    code = 0
    try:
        call_command("worker")
    except BaseException as end:  # a fork must never return into the server's code
        code = 0 if isinstance(end, KeyboardInterrupt | SystemExit) else 1
        if code:
            sys.stderr.write(f"The worker stopped: {end!r}\n")
    os._exit(code)


def _die_with_parent(number: signal.Signals) -> None:
    """Ask Linux to send this process a signal when the server is killed, so that none is left behind."""
    if Path("/proc").exists():
        import ctypes

        pr_set_pdeathsig = 1  # linux/prctl.h
        with contextlib.suppress(OSError):
            ctypes.CDLL(None).prctl(pr_set_pdeathsig, number)
