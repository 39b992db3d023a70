"""A file and its mapping become one batch, with the line of every value."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from zoneinfo import ZoneInfo

import numpy as np
from django.utils.translation import gettext as _

from meydan.kernel.observations.engine.batch import Floats, Ints
from meydan.kernel.observations.importing.mapping import Mapping, RowsShape, StreamShape
from meydan.kernel.observations.importing.numbers import find_decimal, read_numbers
from meydan.kernel.observations.importing.problems import FileUnreadable, Problem
from meydan.kernel.observations.importing.text import Table, read_table
from meydan.kernel.observations.importing.times import Times, read_parts, read_times
from meydan.kernel.observations.importing.workbook import read_workbook

ISO = re.compile(r"\d{4}-\d{2}-\d{2}( |$)")


@dataclass(frozen=True)
class Reading:
    """
    What a file holds: for each value its datastream (a place in ``keys``), instant, number and line.

    ``missing`` counts cells that say "no value", ``empty_rows`` rows without any text.
    """

    file: str
    keys: list[str]
    columns: list[str]
    stream: Ints
    at_us: Ints
    value: Floats
    line: Ints
    row_count: int
    missing: int
    empty_rows: int
    problems: list[Problem]
    notes: dict[str, str] = field(default_factory=dict)


def read_file(path: Path, mapping: Mapping, city_zone: ZoneInfo) -> Reading:
    """
    Read a CSV or a workbook as its mapping says.

    :param city_zone: the zone of times that carry none, unless the mapping names another
    :raises FileUnreadable: if the file as a whole cannot be read
    """
    workbook = path.suffix.lower() in (".xlsx", ".xlsm")
    table = read_workbook(path, mapping.file) if workbook else read_table(path, mapping.file)
    if not len(table):
        return _nothing(table)
    _refuse_unknown_columns(table, mapping)
    times = _times(table, mapping, city_zone)
    at_line = np.array(table.line, dtype=np.int64)
    problems = [*table.problems, *_time_problems(table, times, at_line, mapping)]
    read = (
        _long(table, mapping.rows, mapping, at_line, problems)
        if mapping.rows
        else _wide(table, mapping, at_line, problems)
    )
    keys, columns, stream, row, value, missing = read
    good = ~times.unreadable[row]
    # Missing and unreadable cells are NaN by now; infinity goes on and is refused at the door.
    good &= ~np.isnan(value)
    return Reading(
        table.file, keys, columns, stream[good], times.at_us[row][good], value[good], at_line[row][good],
        len(table), missing, table.empty_rows, problems,
        {"delimiter": table.delimiter, "encoding": table.encoding, "time": times.format},
    )  # fmt: skip


def _nothing(table: Table) -> Reading:
    none = np.empty(0, np.int64)
    return Reading(
        table.file, [], [], none, none, np.empty(0), none, 0, 0, table.empty_rows, list(table.problems)
    )


def _refuse_unknown_columns(table: Table, mapping: Mapping) -> None:
    wanted = [*mapping.time.columns, *mapping.time.parts().values()]
    wanted += [stream.column for stream in mapping.datastream]
    if mapping.rows:
        wanted += [mapping.rows.datastream, mapping.rows.value]
    unknown = [column for column in wanted if column not in table.columns]
    if unknown:
        raise FileUnreadable(
            _("%(file)s, line 1: there is no column %(column)s. The columns are: %(columns)s. "
              "Correct the mapping.")
            % {"file": table.file, "column": unknown[0], "columns": ", ".join(filter(None, table.header))}
        )  # fmt: skip


def _times(table: Table, mapping: Mapping, city_zone: ZoneInfo) -> Times:
    time = mapping.time
    zone = ZoneInfo(time.zone) if time.zone else city_zone
    if not time.columns:
        parts = {name: table.columns[column] for name, column in time.parts().items()}
        return read_parts(parts, time.calendar, zone)
    cells = table.columns[time.columns[0]]
    for column in time.columns[1:]:
        cells = [f"{a} {b}" for a, b in zip(cells, table.columns[column], strict=True)]
    # A workbook knows which of its cells are dates, and these came as ISO text.
    format_ = "" if table.encoding == "xlsx" and ISO.match(cells[0]) else time.format
    return read_times(cells, format_, time.calendar, zone, table.file)


def _time_problems(table: Table, times: Times, at_line: Ints, mapping: Mapping) -> list[Problem]:
    columns = mapping.time.columns or list(mapping.time.parts().values())
    return [
        Problem(
            table.file, int(at_line[row]), ", ".join(columns),
            _('"%(cell)s" is not a time.') % {"cell": " ".join(table.columns[c][row] for c in columns)},
            _("Correct the cell, or the format in [time] of the mapping."),
        )
        for row in np.flatnonzero(times.unreadable).tolist()
    ]  # fmt: skip


Columns = tuple[list[str], list[str], Ints, Ints, Floats, int]


def _wide(table: Table, mapping: Mapping, at_line: Ints, problems: list[Problem]) -> Columns:
    shapes = mapping.datastream
    decimal = mapping.file.decimal or find_decimal([table.columns[s.column] for s in shapes], table.delimiter)
    values, missing = [], 0
    for shape in shapes:
        value, gone, unreadable = read_numbers(
            table.columns[shape.column], decimal, [*mapping.file.missing, *shape.missing]
        )
        missing += len(gone)
        problems += [_no_number(table, int(at_line[row]), shape.column, row) for row in unreadable]
        values.append(value * shape.scale + shape.offset)
    size, count = len(table), len(shapes)
    return (
        [shape.key for shape in shapes], [shape.column for shape in shapes],
        np.repeat(np.arange(count), size), np.tile(np.arange(size), count),
        np.concatenate(values), missing,
    )  # fmt: skip


def _long(
    table: Table, shape: RowsShape, mapping: Mapping, at_line: Ints, problems: list[Problem]
) -> Columns:
    names = [name.strip() for name in table.columns[shape.datastream]]
    known = {name: place for place, name in enumerate(dict.fromkeys(names))}
    stream = np.fromiter(map(known.__getitem__, names), dtype=np.int64, count=len(names))
    cells = table.columns[shape.value]
    decimal = mapping.file.decimal or find_decimal([cells], table.delimiter)
    value, gone, unreadable = read_numbers(cells, decimal, mapping.file.missing)
    problems += [_no_number(table, int(at_line[row]), shape.value, row) for row in unreadable]
    keys = [shape.keys.get(name, name) for name in known]
    return keys, [shape.value] * len(keys), stream, np.arange(len(table)), value, len(gone)


def _no_number(table: Table, line: int, column: str, row: int) -> Problem:
    return Problem(
        table.file, line, column,
        _('"%(cell)s" is not a number.') % {"cell": table.columns[column][row]},
        _("Correct the cell, or add it to missing in the mapping if it means that there is no value."),
    )  # fmt: skip


def stream_shape(mapping: Mapping, key: str) -> StreamShape | None:
    """What the mapping says about the datastream of this key."""
    return next((shape for shape in mapping.datastream if shape.key == key), None)
