"""The mapping file: which column is which datastream, and how to read its times and numbers."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import msgspec
from django.utils.translation import gettext as _


class MappingUnreadable(Exception):
    """The mapping file cannot be used; the message says where and what to write."""


class FileShape(msgspec.Struct, forbid_unknown_fields=True):
    """How the text is written; what is left out is found out."""

    delimiter: str = ""
    encoding: str = ""
    decimal: str = ""
    header_line: int = 1
    sheet: str = ""
    missing: list[str] = []


class TimeShape(msgspec.Struct, forbid_unknown_fields=True):
    """Where the time stands: one or two columns with a format, or parts in columns of their own."""

    columns: list[str] = []
    format: str = ""
    year: str = ""
    month: str = ""
    day: str = ""
    hour: str = ""
    minute: str = ""
    second: str = ""
    calendar: str = "gregorian"
    zone: str = ""

    def parts(self) -> dict[str, str]:
        """Part of the time -> its column, for times in columns of their own."""
        found = {name: getattr(self, name) for name in ("year", "month", "day", "hour", "minute", "second")}
        return {name: column for name, column in found.items() if column}


class ThingShape(msgspec.Struct, forbid_unknown_fields=True):
    """The station that is made when there is none of that key."""

    key: str
    names: dict[str, str] = {}
    lon: float | None = None
    lat: float | None = None


class StreamShape(msgspec.Struct, forbid_unknown_fields=True):
    """One column of values and its datastream; ``value * scale + offset`` is stored."""

    column: str
    key: str
    property: str = ""
    unit: str = ""
    period_s: int | None = None
    scale: float = 1.0
    offset: float = 0.0
    missing: list[str] = []


class RowsShape(msgspec.Struct, forbid_unknown_fields=True):
    """A long file: every row names its datastream."""

    datastream: str
    value: str
    keys: dict[str, str] = {}


class Mapping(msgspec.Struct, forbid_unknown_fields=True):
    """The whole mapping file."""

    time: TimeShape
    file: FileShape = msgspec.field(default_factory=FileShape)
    thing: ThingShape | None = None
    datastream: list[StreamShape] = []
    rows: RowsShape | None = None


def read_mapping(path: Path) -> Mapping:
    """
    The mapping in a TOML file.

    :raises MappingUnreadable: with the file, the place and what to write
    """
    try:
        mapping = msgspec.convert(tomllib.loads(path.read_text(encoding="utf-8")), type=Mapping)
    except FileNotFoundError as fault:
        raise MappingUnreadable(_("%(file)s: there is no such mapping file.") % {"file": path}) from fault
    except (tomllib.TOMLDecodeError, msgspec.ValidationError, UnicodeDecodeError) as fault:
        raise MappingUnreadable(
            _("%(file)s: %(fault)s. See docs/recipes/import-measurements.md for the words of a mapping.")
            % {"file": path.name, "fault": fault}
        ) from fault
    return checked(mapping, path.name)


def checked(mapping: Mapping, file: str) -> Mapping:
    """
    The mapping, when it makes sense as a whole.

    :raises MappingUnreadable: when it does not
    """
    fault = _fault(mapping)
    if fault:
        raise MappingUnreadable(f"{file}: {fault}")
    return mapping


def _fault(mapping: Mapping) -> str:
    time = mapping.time
    if not time.columns and not {"year", "month", "day"} <= time.parts().keys():
        return _('[time] names no columns. Write columns = ["..."], or year, month and day.')
    if time.calendar not in ("gregorian", "jalali"):
        return _('[time] calendar must be "gregorian" or "jalali".')
    if not mapping.datastream and mapping.rows is None:
        return _("it names no datastream. Write a [[datastream]] table with column and key.")
    if mapping.file.decimal not in ("", ".", ","):
        return _('[file] decimal must be "." or ",".')
    try:
        if time.zone:
            ZoneInfo(time.zone)
    except (ZoneInfoNotFoundError, ValueError):
        return _("[time] zone %(zone)s is not a time zone. Write a name like Asia/Tehran.") % {
            "zone": time.zone
        }
    return ""


@dataclass(frozen=True)
class Draft:
    """A mapping to start from, written from the header of a file."""

    text: str = field(repr=False)


def draft_mapping(header: list[str], thing: str = "station-1") -> Draft:
    """What to write in a mapping for a file with this header; the reader then corrects it."""
    first = header[0] if header else "time"
    lines = ["[time]", f"columns = [{_quoted(first)}]", '# format = "%d.%m.%Y %H:%M"', ""]
    lines += ["[thing]", f"key = {_quoted(thing)}", ""]
    for column in header[1:]:
        if not column.strip():
            continue
        lines += ["[[datastream]]", f"column = {_quoted(column)}"]
        lines += [f"key = {_quoted(f'{thing}-{column}'.lower().replace(' ', '-'))}"]
        lines += ['property = "pm2_5"  # a code of observed_properties.csv', "period_s = 3600", ""]
    return Draft("\n".join(lines))


def _quoted(words: str) -> str:
    return '"' + words.replace("\\", "\\\\").replace('"', '\\"') + '"'


def as_document(mapping: Mapping) -> dict[str, Any]:
    """The mapping as plain values, to be kept with the import."""
    found: dict[str, Any] = msgspec.to_builtins(mapping)
    return found
