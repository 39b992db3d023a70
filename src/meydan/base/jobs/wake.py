"""A bell inside one process: a worker thread that sleeps hears at once of work enqueued beside it."""

import threading

_bell = threading.Event()


def up() -> None:
    """Ring the bell."""
    _bell.set()


def wait(seconds: float) -> None:
    """Sleep until the bell rings, or for so long."""
    _bell.wait(seconds)
    _bell.clear()
