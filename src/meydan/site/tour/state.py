"""Where a visitor stands in the tour, kept in the session."""

from __future__ import annotations

import re
import secrets
from dataclasses import asdict, dataclass

from django.contrib.sessions.backends.base import SessionBase

KEY = "tour"
RUN = re.compile(r"[0-9a-f]{12}")


@dataclass
class Progress:
    """One run of the tour; the figures are those of the visitor's own press, not of somebody else's."""

    run: str
    stream: int = 0
    before: float | None = None
    after: float | None = None
    entries: int = 0
    is_sound: bool = False
    is_finished: bool = False


def new_run() -> str:
    """A name for a run that has not begun."""
    return secrets.token_hex(6)


def is_run(word: str) -> bool:
    """Whether it can be the name of a run."""
    return RUN.fullmatch(word) is not None


def progress(session: SessionBase) -> Progress | None:
    """Where the visitor stands; ``None`` at the beginning."""
    held = session.get(KEY)
    try:
        return Progress(**held) if isinstance(held, dict) else None
    except TypeError:  # kept by an older version
        return None


def keep(session: SessionBase, held: Progress) -> None:
    """Remember where the visitor stands."""
    session[KEY] = asdict(held)


def forget(session: SessionBase) -> None:
    """Back to the beginning."""
    session.pop(KEY, None)
