"""Where rooms say how their tables are filled from a pack, and how sample rows go away again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from meydan.base.packs.pack import Pack
from meydan.base.packs.reader import Row

if TYPE_CHECKING:
    from meydan.base.packs.checking.book import Book


@dataclass(frozen=True)
class LoadReport:
    """What a loader did: rows made, changed, left as they were, and remarks for the person who ran it."""

    created: int = 0
    updated: int = 0
    unchanged: int = 0
    remarks: list[str] = field(default_factory=list)


# What a room answers to a row of ``golden/<name>.csv``; compared with its cell ``expected``.
GoldenAnswer = Callable[[Pack, Row], str]
LoadSection = Callable[[Pack, datetime, bool], LoadReport]
RemoveSample = Callable[[datetime], int]


@dataclass(frozen=True)
class Loader:
    """A section of a pack and the function that loads it; lower orders run first."""

    section: str
    load: LoadSection
    order: int


class SectionAlreadyRegistered(Exception):
    """Two rooms claim the same section."""


_loaders: dict[str, Loader] = {}
_removers: dict[str, tuple[int, RemoveSample]] = {}
# Looks at a pack under examination and writes its faults down.
PackCheck = Callable[["Book"], None]
_checks: dict[str, PackCheck] = {}
_goldens: dict[str, GoldenAnswer] = {}


def register_loader(section: str, load: LoadSection, *, order: int) -> None:
    """
    Say how a section is loaded; called from ``apps.ready()``.

    :param load: called with the pack, the moment, and whether its rows are samples
    :param order: lower first; base rooms use 0-99, kernel rooms 100-599, domains 600 and up
    :raises SectionAlreadyRegistered: when another function holds the section
    """
    held = _loaders.get(section)
    if held is not None and held.load is not load:
        raise SectionAlreadyRegistered(section)
    _loaders[section] = Loader(section, load, order)


def loaders() -> list[Loader]:
    """Every loader in the order in which they run."""
    return sorted(_loaders.values(), key=lambda loader: (loader.order, loader.section))


def register_sample_remover(name: str, remove: RemoveSample, *, order: int = 0) -> None:
    """
    Say how a room takes its sample rows away; ``remove`` returns how many went.

    :param order: higher first, so that what points at other rows goes before them; give the order of the
        room's loader
    """
    _removers[name] = (order, remove)


def sample_removers() -> list[tuple[str, RemoveSample]]:
    """Every remover, those that depend on others first."""
    ordered = sorted(_removers.items(), key=lambda item: (-item[1][0], item[0]))
    return [(name, remove) for name, (_, remove) in ordered]


def register_golden(name: str, answer: GoldenAnswer) -> None:
    """
    Say how the cases in ``golden/<name>.csv`` are answered: the arithmetic is the room's, the cases are the pack's.

    :raises SectionAlreadyRegistered: when another function answers them
    """
    if _goldens.get(name, answer) is not answer:
        raise SectionAlreadyRegistered(name)
    _goldens[name] = answer


def golden_answers() -> dict[str, GoldenAnswer]:
    """How the cases of each file are answered."""
    return dict(_goldens)


def register_pack_check(name: str, check: PackCheck) -> None:
    """
    Let ``meydan check-pack`` look at what a room alone understands; called from ``apps.ready()``.

    :raises SectionAlreadyRegistered: when another function has the name
    """
    if _checks.get(name, check) is not check:
        raise SectionAlreadyRegistered(name)
    _checks[name] = check


def pack_checks() -> list[PackCheck]:
    """The checks that rooms brought, by name."""
    return [check for _name, check in sorted(_checks.items())]
