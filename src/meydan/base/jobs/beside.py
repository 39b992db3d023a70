"""What runs in the process of the worker as long as it does, beside the jobs."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

log = logging.getLogger(__name__)

Run = Callable[[threading.Event], None]
_beside: dict[str, Run] = {}


def register_beside(name: str, run: Run) -> None:
    """
    Let ``run`` go on in a thread of the worker until the event it is given is set; call it in ``apps.ready()``.

    :raises ValueError: when another one has this name
    """
    if _beside.setdefault(name, run) is not run:
        raise ValueError(f"two things are called {name!r}")


def start_all(stopping: threading.Event) -> list[threading.Thread]:
    """Start everything that was registered; one that breaks does not end the worker."""
    threads = [
        threading.Thread(target=_guarded, args=(name, run, stopping), name=name, daemon=True)
        for name, run in sorted(_beside.items())
    ]
    for thread in threads:
        thread.start()
    return threads


def _guarded(name: str, run: Run, stopping: threading.Event) -> None:
    try:
        run(stopping)
    except Exception:
        log.exception("%s stopped; it begins again when the worker does", name)
