"""Reads a pasted table of values: one row a value, the first line names the columns."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.utils import timezone
from django.utils.translation import gettext as _

from meydan.base.locale.public import (
    DayUnreadable,
    NumberUnreadable,
    current_language,
    fold,
    parse_day,
    parse_number,
    to_latin_digits,
)

MOST_ROWS = 500
# The names a column may have, folded; the first is the one we suggest.
COLUMNS: Mapping[str, Sequence[str]] = {
    "station": ("station", "istasyon", "ایستگاه"),
    "property": ("property", "olcum", "سنجه"),
    "day": ("day", "date", "gun", "tarih", "روز", "تاریخ"),
    "time": ("time", "saat", "ساعت"),
    "value": ("value", "deger", "مقدار"),
    "method": ("method", "yontem", "روش"),
    "note": ("note", "not", "یادداشت"),
}
NEEDED = ("station", "property", "day", "value")
# A value without a clock is of its day: the middle of it.
NOON = time(12, 0)
DECIMAL = {"tr": ",", "fa": "٫", "en": "."}


class TableUnreadable(Exception):
    """The text is no table we can read; the message says what to do, in the reader's language."""


@dataclass(frozen=True)
class TableRow:
    """One line of the table as it was read; ``fault`` says why it cannot be kept."""

    line: int
    station: str
    observed_property: str
    at: datetime | None
    value: float | None
    method: str = ""
    note: str = ""
    fault: str = ""


def read_table(words: str, stations: Mapping[str, str], properties: Mapping[str, str]) -> list[TableRow]:
    """
    Read a pasted table.

    :param stations: folded key or name -> key; :param properties: folded code or name -> code
    :raises TableUnreadable: if there is no line of names, or a column is missing, or there are too many rows
    """
    lines = [line for line in words.strip().splitlines() if line.strip()]
    if len(lines) < 2:
        raise TableUnreadable(
            _("Paste a line with the names of the columns and at least one row beneath it.")
        )
    if len(lines) - 1 > MOST_ROWS:
        raise TableUnreadable(_("These are too many rows for one go; 500 are the most."))
    mark = next((one for one in ("\t", ";") if one in lines[0]), ",")
    heads = [_column(name) for name in next(csv.reader(io.StringIO(lines[0]), delimiter=mark))]
    missing = [COLUMNS[name][0] for name in NEEDED if name not in heads]
    if missing:
        raise TableUnreadable(_("A column is missing: %(names)s.") % {"names": ", ".join(missing)})
    cells = csv.reader(io.StringIO("\n".join(lines[1:])), delimiter=mark)
    return [
        _row(number, dict(zip(heads, [cell.strip() for cell in row], strict=False)), stations, properties)
        for number, row in enumerate(cells, start=2)
    ]


def _column(name: str) -> str:
    folded = fold(name)
    return next((column for column, names in COLUMNS.items() if folded in map(fold, names)), folded)


def _row(
    line: int, cells: Mapping[str, str], stations: Mapping[str, str], properties: Mapping[str, str]
) -> TableRow:
    station = stations.get(fold(cells.get("station", "")), "")
    code = properties.get(fold(cells.get("property", "")), "")
    at, value, fault = None, None, ""
    try:
        at = moment_of(parse_day(cells.get("day", ""), current_language()), cells.get("time", ""))
        value = parse_number(cells.get("value", ""), DECIMAL.get(current_language(), "."))
    except DayUnreadable:
        fault = _("The day cannot be read.")
    except NumberUnreadable:
        fault = _("The value is not a number.")
    except ValueError:
        fault = _("The time cannot be read. Write it like 14:30.")
    if not station:
        fault = _("There is no such station.")
    elif not code:
        fault = _("Nothing of this name is written down by hand.")
    return TableRow(
        line, station or cells.get("station", ""), code or cells.get("property", ""), at, value,
        cells.get("method", "")[:120], cells.get("note", "")[:500], fault,
    )  # fmt: skip


def moment_of(day: date, clock: str) -> datetime:
    """
    A day and a clock ("14:30", any digits) of the city as a moment; noon without a clock.

    :raises ValueError: if the clock cannot be read
    """
    plain = to_latin_digits(clock).strip().replace(".", ":")
    at = time.fromisoformat(f"{plain:0>5}") if plain else NOON
    return timezone.make_aware(datetime.combine(day, at))
