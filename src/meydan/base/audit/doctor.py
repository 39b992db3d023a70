"""Checks of a home's health: each room registers its own, ``meydan doctor`` runs them all."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

State = Literal["good", "watch", "bad"]


@dataclass(frozen=True)
class Finding:
    """
    What a check found.

    :param state: "good", "watch" (look at it soon) or "bad" (a fault: ``meydan doctor`` exits with 1)
    :param sentence: what was found, for a person, translated
    :param remedy: what to do about it; empty when all is well
    """

    state: State
    sentence: str
    remedy: str = ""


@dataclass(frozen=True)
class CheckResult:
    """A finding with the name of the check."""

    name: str
    finding: Finding


Check = Callable[[datetime], Finding]
_checks: dict[str, Check] = {}
_log = logging.getLogger(__name__)


def register_check(name: str, check: Check) -> None:
    """
    Add a check ("audit.chain"); call it in ``apps.ready()``.

    :raises ValueError: when another check has this name
    """
    if _checks.setdefault(name, check) is not check:
        raise ValueError(f"two checks are called {name!r}")


def run_checks(now: datetime) -> list[CheckResult]:
    """Run every check, sorted by name; a check that breaks is itself a fault."""
    return [CheckResult(name, _run(name, now)) for name in sorted(_checks)]


def _run(name: str, now: datetime) -> Finding:
    try:
        return _checks[name](now)
    except Exception as fault:  # one broken check must not hide what the others found
        # No traceback: it would spill rows of the database onto a terminal.
        _log.error("the check %s broke: %s", name, type(fault).__name__)
        return Finding("bad", f"{type(fault).__name__}: {fault}")
