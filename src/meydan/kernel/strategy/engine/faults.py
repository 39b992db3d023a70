"""What is wrong with a row of a plan's table; the words for it stand where pages are written."""

from __future__ import annotations

from dataclasses import dataclass, field

from meydan.kernel.strategy.engine.document import Place


@dataclass(frozen=True)
class Fault:
    """
    One fault of one row.

    ``leaves_out`` says whether the row stays in the record only; otherwise it comes in without this cell.
    """

    kind: str
    source: Place
    column: str = ""
    text: str = ""
    leaves_out: bool = False
    cells: tuple[str, ...] = field(default=(), compare=False)
