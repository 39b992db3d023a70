"""An import as its page shows it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.functional import Promise

from meydan.kernel.strategy.engine.faults import Fault
from meydan.kernel.strategy.engine.sheet import Head
from meydan.kernel.strategy.faultwords import COLUMNS, FAULTS, place_words
from meydan.kernel.strategy.models import PlanImport
from meydan.kernel.strategy.operations.bringing import look
from meydan.kernel.strategy.versionwords import ChangeLine, change_lines

LISTED = 200


@dataclass(frozen=True)
class FaultLine:
    """One fault in words."""

    where: str
    column: str | Promise
    text: str
    problem: str | Promise
    remedy: str | Promise
    leaves_out: bool
    row_text: str


@dataclass(frozen=True)
class Heading:
    """A heading of the file and the column that it was taken for."""

    words: str
    key: str


@dataclass(frozen=True)
class ImportPage:
    """What would be made and changed, what was found wrong, and how the columns were taken."""

    found: PlanImport
    is_kept: bool
    faults: list[FaultLine]
    fault_count: int
    left_out: int
    counts: dict[str, int]
    changes: list[ChangeLine]
    change_count: int
    headings: list[Heading]
    calendars_mixed: bool
    action_count: int

    @classmethod
    def of(cls, found: PlanImport, now: datetime) -> ImportPage:
        """Look at the kept rows again, or show the record of what was brought in."""
        if found.status == PlanImport.Status.KEPT:
            held = [
                _line(Fault(**{**one, "cells": tuple(one["cells"])}), one["source"]) for one in found.faults
            ]
            return cls(
                found,
                True,
                held[:LISTED],
                len(held),
                found.counts["left_out"],
                found.counts,
                [],
                0,
                [],
                False,
                0,
            )
        seen = look(found, now)
        lines = [_line(one, asdict(one.source)) for one in seen.faults]
        counts = {
            "added": seen.count("added"),
            "changed": seen.count("changed") + seen.count("moved"),
            "unchanged": seen.unchanged,
            "not_in_file": seen.not_in_file,
            "steps": seen.count("added", "step"),
        }
        return cls(
            found,
            False,
            lines[:LISTED],
            len(lines),
            sum(one.leaves_out for one in lines),
            counts,
            change_lines(seen.changes[:LISTED]),
            len(seen.changes),
            _headings(seen.reading.heads),
            len(seen.reading.calendars) > 1,
            seen.action_count,
        )


def _headings(heads: Sequence[Head]) -> list[Heading]:
    known: dict[str, Heading] = {}
    for head in heads:
        for words, column in zip(head.headings, head.columns, strict=True):
            if words:
                known.setdefault(words, Heading(words, column.key if column else ""))
    return list(known.values())


def _line(fault: Fault, place: dict[str, object]) -> FaultLine:
    problem, remedy = FAULTS[fault.kind]
    return FaultLine(
        place_words(place),
        COLUMNS.get(fault.column, ""),
        fault.text,
        problem,
        remedy,
        fault.leaves_out,
        " | ".join(cell for cell in fault.cells if cell.strip()) if fault.leaves_out else "",
    )
