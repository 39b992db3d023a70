"""What a requirement is, and what becomes of checking it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from meydan.kernel.observations.sta.conformance.scratch import Scratch

PASSED, FAILED, LEFT_OUT = "passed", "failed", "left out"


class NotMet(Exception):
    """The service does otherwise than is required; the sentence says what it did."""


class NotHere(Exception):
    """The requirement cannot be checked in this place; the sentence says what it needs."""


Check = Callable[["Scratch"], None]


@dataclass(frozen=True)
class Line:
    """
    One requirement.

    :param path: as the standard names it, behind ``.../spec/iot_sensing/1.1``
    :param asks: what it asks, a sentence for ``gettext`` with ``words`` to fill in
    :param how: how it is checked, as requests
    """

    path: str
    asks: str
    how: str
    check: Check
    words: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Outcome:
    """What became of one requirement: "passed", "failed" or "left out", and why."""

    path: str
    asks: str
    words: dict[str, str]
    how: str
    state: str
    why: str = ""


def requirement(path: str, asks: str, how: str) -> Callable[[Check], Line]:
    """Make a line of a function that checks it."""
    return lambda check: Line(f"/req/{path}", asks, how, check)


def need(condition: object, why: str) -> None:
    """
    Go on only if something holds.

    :raises NotMet: otherwise
    """
    if not condition:
        raise NotMet(why)
