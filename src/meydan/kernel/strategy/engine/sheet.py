"""A file's tables as rows of text, and where their headings stand."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from meydan.base.locale.engine.folding import fold
from meydan.kernel.strategy.engine.columns import Column, plain, recognise
from meydan.kernel.strategy.engine.document import Place

# A title, a date and a note stand above the headings of most tables, rarely more.
ROWS_ABOVE_HEADINGS = 15
TOTALS = (
    "toplam",
    "genel toplam",
    "ara toplam",
    "total",
    "grand total",
    "subtotal",
    "sum",
    "جمع",
    "جمع کل",
    "مجموع",
)


@dataclass(frozen=True)
class SourceRow:
    """A row of text; ``merged`` names the cells whose text stands in a merged cell above or beside them."""

    row: int
    cells: list[str]
    merged: frozenset[int] = frozenset()


@dataclass(frozen=True)
class SourceTable:
    """One table: a sheet, a table of a page, a file of text."""

    kind: str
    name: str
    rows: list[SourceRow]

    def place(self, row: SourceRow) -> Place:
        """Where a row of this table stands."""
        return Place(self.kind, self.name, row.row)


@dataclass(frozen=True)
class Head:
    """The headings of a table and what they were taken for; ``after`` is the index of the first row below them."""

    headings: list[str]
    columns: list[Column | None]
    after: int = 0
    folded: frozenset[tuple[str, ...]] = field(default=frozenset(), compare=False)

    @property
    def is_of_a_plan(self) -> bool:
        """Whether these headings belong to a table of actions."""
        names = {column.field for column in self.columns if column}
        return "action" in names and len(names) > 1


def find_head(rows: Sequence[SourceRow], chosen: Mapping[str, str]) -> Head | None:
    """
    The row, or the two rows, that name the most columns; none where no row names an action.

    :param chosen: what a person corrected: folded heading -> key of a column, empty for a column to leave
    """
    best: Head | None = None
    for at in range(min(len(rows), ROWS_ABOVE_HEADINGS)):
        one = rows[at].cells
        if sum(bool(cell.strip()) for cell in one) < 2:
            continue
        heads = [_head(one, at + 1, chosen)]
        if at + 1 < len(rows) and _may_be_heading(rows[at + 1].cells):
            heads.append(_head(_joined(one, rows[at + 1].cells), at + 2, chosen))
        for head in heads:
            if head.is_of_a_plan and (best is None or _named(head) > _named(best)):
                best = head
    return best


def widest_head(rows: Sequence[SourceRow], chosen: Mapping[str, str]) -> Head:
    """The first rows' fullest one, for a person to say what its columns are."""
    at = max(
        range(min(len(rows), ROWS_ABOVE_HEADINGS)),
        key=lambda i: (sum(bool(c.strip()) for c in rows[i].cells), -i),
    )
    return _head(rows[at].cells, at + 1, chosen)


def _head(cells: Sequence[str], after: int, chosen: Mapping[str, str]) -> Head:
    headings = [" ".join(cell.split()) for cell in cells]
    asked = [Column.of(chosen.get(plain(one), "")) for one in headings]
    taken = {column.key for column in asked if column}
    guessed = recognise(["" if plain(one) in chosen else one for one in headings])
    columns = [
        mine or (found if found and found.key not in taken else None)
        for mine, found in zip(asked, guessed, strict=True)
    ]
    return Head(headings, columns, after, frozenset({tuple(fold(cell) for cell in cells)}))


def _named(head: Head) -> int:
    return len({column.key for column in head.columns if column})


def _joined(above: Sequence[str], below: Sequence[str]) -> list[str]:
    pairs = zip(above, below, strict=False)
    return [a if fold(a) == fold(b) or not b.strip() else f"{a} {b}".strip() for a, b in pairs]


def _may_be_heading(cells: Sequence[str]) -> bool:
    filled = [cell for cell in cells if cell.strip()]
    return bool(filled) and not any(any(c.isdigit() for c in cell) for cell in filled)


def is_total(cells: Sequence[str]) -> bool:
    """Whether a row adds up the rows above."""
    first = next((fold(cell).strip(" :.") for cell in cells if cell.strip()), "")
    return first in {fold(one) for one in TOTALS} or any(
        first.startswith(f"{fold(one)} ") and len(first) < 40 for one in TOTALS[:6]
    )


def band(cells: Sequence[str]) -> str:
    """The text of a row that holds one text only, as the bands do that name a goal above its actions."""
    texts = {" ".join(cell.split()) for cell in cells if cell.strip()}
    return texts.pop() if len(texts) == 1 else ""
