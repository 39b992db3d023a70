"""Fills the tables of every room from a pack."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from meydan.base.packs.pack import Pack
from meydan.base.packs.registry import Loader, LoadReport, loaders


@dataclass(frozen=True)
class SectionReport:
    """What one loader did with one pack."""

    section: str
    pack: str
    is_sample: bool
    report: LoadReport


class SectionNotLoaded(Exception):
    """A loader failed; the sections before it stand, it left nothing behind."""

    def __init__(self, section: str, pack: str, cause: Exception) -> None:
        super().__init__(f"{section} of {pack} was not loaded: {cause}")
        self.section, self.pack = section, pack


def load_into_tables(*, packs: list[tuple[Pack, bool]], now: datetime) -> list[SectionReport]:
    """
    Run every loader over each pack in turn, each section in a transaction of its own.

    :param packs: each pack with whether its rows are samples; the city first, its overlay after it
    :raises SectionNotLoaded: when a loader fails
    """
    return [_load_section(loader, pack, is_sample, now) for pack, is_sample in packs for loader in loaders()]


def _load_section(loader: Loader, pack: Pack, is_sample: bool, now: datetime) -> SectionReport:
    try:
        with transaction.atomic():
            report = loader.load(pack, now, is_sample)
    except Exception as fault:
        raise SectionNotLoaded(loader.section, pack.id, fault) from fault
    return SectionReport(loader.section, pack.id, is_sample, report)
