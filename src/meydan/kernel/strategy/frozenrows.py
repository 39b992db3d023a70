"""The rows behind the figures of a report, frozen in one ZIP with a script that works every figure out again."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import tempfile
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any

from meydan.kernel.strategy.models import Indicator
from meydan.kernel.strategy.packing import IN_MEMORY_BYTES, cell_of
from meydan.kernel.strategy.recount import Recount, can_recount, recount

# The same rows are the same bytes on every day.
NO_DAY = (1980, 1, 1, 0, 0, 0)
SCRIPT = """# Works every figure of the report out again: python3 recompute.py (Python 3 alone, nothing to install).
import csv
import hashlib
import json
import math

with open("figures.json", encoding="utf-8") as file:
    figures = json.load(file)

for one in figures:
    with open(one["file"], "rb") as file:
        content = file.read()
    same = hashlib.sha256(content).hexdigest() == one["sha256"]
    rows = list(csv.DictReader(content.decode("utf-8-sig").splitlines()))
    if one["arithmetic"] == "count":
        figure = float(len(rows))
    else:
        values = [float(row[one["column"]]) for row in rows]
        figure = math.fsum(values) / len(values) if values else float("nan")
        if one["arithmetic"] == "share":
            figure *= 100
    told = one["value"]
    equal = told is not None and math.isclose(figure, told, rel_tol=1e-9, abs_tol=1e-9)
    words = "as in the report" if equal else f"in the report: {told}"
    print(one["code"], figure, words, "" if same else "ROWS CHANGED")
"""


@dataclass(frozen=True)
class FrozenRows:
    """
    Where the rows of a figure stand, and what makes the figure of them.

    :param arithmetic: ``count``, ``mean`` or ``share``, as a recount names it
    """

    code: str
    file: str
    sha256: str
    row_count: int
    arithmetic: str
    column: str
    value: float | None


class RowsArchive:
    """The ZIP as it is being written; ``done`` gives it away."""

    def __init__(self) -> None:
        # It leaves this object as an open file.
        self._out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115
        self._archive = zipfile.ZipFile(self._out, "w", zipfile.ZIP_DEFLATED)
        self._kept: list[FrozenRows] = []

    def keep(self, indicator: Indicator, at: datetime, value: float | None) -> FrozenRows | None:
        """Write the rows of a figure as they stood ``at`` a moment; none where its query gives no rows away."""
        if not can_recount(indicator.query):
            return None
        found = recount(indicator.query, indicator.params, at)
        file = f"rows/{indicator.code}.csv"
        with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES) as raw:
            count = _write(raw, found)
            raw.seek(0)
            digest = hashlib.sha256()
            with self._archive.open(_entry(file), "w", force_zip64=True) as packed:
                while piece := raw.read(65536):
                    digest.update(piece)
                    packed.write(piece)
        kept = FrozenRows(
            indicator.code, file, digest.hexdigest(), count, found.arithmetic, found.column, value
        )
        self._kept.append(kept)
        return kept

    def done(self) -> IO[bytes]:
        """The finished ZIP, at its beginning."""
        told = [vars(one) for one in self._kept]
        self._archive.writestr(_entry("figures.json"), json.dumps(told, sort_keys=True, indent=1))
        self._archive.writestr(_entry("recompute.py"), SCRIPT)
        self._archive.close()
        self._out.seek(0)
        return self._out


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, NO_DAY)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry


def _write(raw: IO[bytes], found: Recount) -> int:
    file = io.TextIOWrapper(raw, "utf-8-sig", newline="")
    table = csv.writer(file)
    table.writerow(found.head)
    count = _rows(table, found.rows)
    file.flush()
    file.detach()
    return count


def _rows(table: Any, rows: Iterable[list[Any]]) -> int:
    count = 0
    for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is how many there were
        table.writerow([cell_of(cell) for cell in row])
    return count
