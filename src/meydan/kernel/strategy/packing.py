"""The download with which anybody works a figure out again: rows, a script of twenty lines, and how to read them."""

from __future__ import annotations

import csv
import io
import tempfile
import zipfile
from datetime import datetime
from typing import IO, Any

from django.db import transaction
from django.utils.translation import gettext as _

from meydan.base.files.public import harmless
from meydan.base.locale.public import text
from meydan.kernel.strategy.models import Indicator, IndicatorValue
from meydan.kernel.strategy.presentation import formula_of, narrowed
from meydan.kernel.strategy.recount import Recount, recount
from meydan.kernel.strategy.registry import query_named

IN_MEMORY_BYTES = 4 * 1024 * 1024

SCRIPT = """# Works the figure out again from rows.csv: python3 recompute.py (Python 3 alone, nothing to install).
import csv
import math

ARITHMETIC, COLUMN = {arithmetic!r}, {column!r}

with open("rows.csv", encoding="utf-8-sig", newline="") as file:
    rows = list(csv.DictReader(file))

if ARITHMETIC == "count":
    figure = float(len(rows))
else:
    values = [float(row[COLUMN]) for row in rows]
    figure = math.fsum(values) / len(values) if values else float("nan")
    if ARITHMETIC == "share":
        figure *= 100

print(figure)
"""


def pack(indicator: Indicator, value: IndicatorValue | None, now: datetime) -> IO[bytes]:
    """
    A ZIP of ``rows.csv``, ``recompute.py`` and ``README.md`` in the reader's language; the file is at its beginning.

    The figure and its rows are taken as of the moment at which the shown value was counted, where its query can
    look back; else both as of ``now``. The README names the moment and the figure.

    :raises QueryUnknown: if the rows behind the query are not given away
    """
    query = query_named(indicator.query)
    at = value.computed_at if value is not None and query.looks_back else now
    # It leaves this function as an open file.
    out: IO[bytes] = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY_BYTES)  # noqa: SIM115
    with transaction.atomic():
        found = recount(indicator.query, indicator.params, at)
        figure = query.run(indicator.params, at).value
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
            _write_rows(archive, found)
            archive.writestr("recompute.py", SCRIPT.format(arithmetic=found.arithmetic, column=found.column))
            archive.writestr("README.md", readme(indicator, found, figure, at))
    out.seek(0)
    return out


def _write_rows(archive: zipfile.ZipFile, found: Recount) -> None:
    with (
        archive.open("rows.csv", "w", force_zip64=True) as raw,
        io.TextIOWrapper(raw, "utf-8-sig", newline="") as file,
    ):
        table = csv.writer(file)
        table.writerow(found.head)
        table.writerows([cell_of(cell) for cell in row] for row in found.rows)


def cell_of(cell: Any) -> Any:
    """A cell that no spreadsheet runs; numbers stay as they are."""
    # A number below zero begins like a formula and is none.
    try:
        float(cell)
    except (TypeError, ValueError):
        return harmless(cell)
    return cell


def readme(indicator: Indicator, found: Recount, figure: float | None, at: datetime) -> str:
    """What the figure is, how to work it out, and what has to come out."""
    arithmetic = {
        "count": _("Count the rows of rows.csv."),
        "mean": _("Add up the column “%(column)s” of rows.csv and divide by the number of rows."),
        "share": _("Add up the column “%(column)s” of rows.csv, divide by the number of rows, times 100."),
    }[found.arithmetic] % {"column": found.column}
    parts = [
        f"# {text(indicator.names)}",
        *[f"{formula_of(indicator)}.", *narrowed(indicator)],
        arithmetic,
        _("As of %(moment)s it has to be: %(figure)s (unit: %(unit)s).")
        % {"moment": at.isoformat(timespec="seconds"), "figure": figure, "unit": indicator.unit or "1"},
        _(
            "Where Python is installed, “python3 recompute.py” does it. "
            "The rows hold no personal data. Times are in UTC."
        ),
    ]
    return "\n\n".join(parts) + "\n"
