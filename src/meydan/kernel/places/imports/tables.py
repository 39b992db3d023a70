"""Places from a CSV or XLSX sheet, by a mapping file."""

from __future__ import annotations

import csv
import io
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

import openpyxl
import shapely

from meydan.base.locale.public import NumberUnreadable, parse_number
from meydan.kernel.places.imports.runs import FileUnreadable
from meydan.kernel.places.rows import PlaceRow

# UTF-8 first: text in another encoding is almost never valid UTF-8 by chance.
ENCODINGS = {"tr": "cp1254", "fa": "cp1256"}
# A sheet is packed; a small one can unpack into more than the machine holds.
MOST_UNPACKED_BYTES = 400 * 1024 * 1024


@dataclass(frozen=True)
class Columns:
    """Which column says what; the mapping file's own words."""

    lon: str
    lat: str
    key: str = ""
    address: str = ""
    names: Mapping[str, str] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    encoding: str = ""


def read_mapping(file: Path) -> Columns:
    """
    Read ``lon``, ``lat``, ``key``, ``address``, ``[names]`` and ``[properties]`` from TOML.

    :raises FileUnreadable: with the fault
    """
    try:
        told = tomllib.loads(file.read_text(encoding="utf-8"))
        return Columns(**told)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as fault:
        raise FileUnreadable(f"{file}: {fault}") from fault
    except TypeError as fault:
        raise FileUnreadable(
            f"{file}: lon and lat are needed; key, address, encoding, [names] and [properties] are possible."
        ) from fault


def guessed_mapping(header: list[str], language: str) -> Columns:
    """Guess the columns by their usual names in the three languages."""
    by_name = {name.strip().lower(): name for name in header}

    def column(*usual: str) -> str:
        return next((by_name[name] for name in usual if name in by_name), "")

    return Columns(
        lon=column("lon", "lng", "longitude", "boylam", "x", "طول", "طول جغرافیایی"),
        lat=column("lat", "latitude", "enlem", "y", "عرض", "عرض جغرافیایی"),
        key=column("key", "id", "kod", "no", "کد", "شناسه"),
        address=column("address", "adres", "نشانی", "آدرس"),
        names={language: column("name", "ad", "adı", "isim", "نام"), **_by_language(column)},
    )


def _by_language(column: Any) -> dict[str, str]:
    named = {code: column(f"name_{code}", f"name:{code}") for code in ("tr", "fa", "en")}
    return {code: found for code, found in named.items() if found}


def read_sheet(file: Path, language: str, encoding: str = "") -> tuple[list[str], Iterator[dict[str, Any]]]:
    """
    Open a sheet and return its header and its rows.

    :raises FileUnreadable: when it is neither CSV nor XLSX
    """
    if file.suffix.lower() == ".xlsx":
        return _xlsx(file)
    raw = file.read_bytes()
    text, head = _decoded(file, raw, language, encoding), raw[:4096]
    if b"\x00" in head:
        raise FileUnreadable(f"{file}: this is not text. Save the sheet as CSV (UTF-8) or XLSX.")
    first = text.split("\n", 1)[0]
    mark = max(";,\t", key=first.count)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=mark)
    return list(reader.fieldnames or []), iter(reader)


def rows_of(
    rows: Iterator[dict[str, Any]], mapping: Columns, faults: list[tuple[int, str]]
) -> Iterator[PlaceRow]:
    """Turn rows into places; what cannot be read is added to ``faults`` with its line."""
    for line, row in enumerate(rows, start=2):
        try:
            lon, lat = (_degrees(row, column) for column in (mapping.lon, mapping.lat))
        except NumberUnreadable as fault:
            faults.append((line, f"{fault}"))
            continue
        names = {code: str(row.get(column) or "").strip() for code, column in mapping.names.items() if column}
        yield PlaceRow(
            key=str(row.get(mapping.key) or f"row-{line}").strip(),
            names={code: name for code, name in names.items() if name},
            geometry=shapely.Point(lon, lat),
            properties={k: row[c] for k, c in mapping.properties.items() if row.get(c) not in (None, "")},
            address=str(row.get(mapping.address) or "").strip() if mapping.address else "",
        )


def _degrees(row: Mapping[str, Any], column: str) -> float:
    value = row.get(column)
    if isinstance(value, int | float):
        return float(value)
    told = str(value or "").strip().replace("٫", ".")
    # A coordinate has no thousands: its only mark, comma or point, is the decimal one.
    if told.count(",") == 1 and "." not in told:
        told = told.replace(",", ".")
    if not told:
        raise NumberUnreadable(f"column {column!r} is empty")
    try:
        return float(told)  # Python reads Persian and Arabic digits too
    except ValueError:
        return parse_number(told)


def _decoded(file: Path, raw: bytes, language: str, encoding: str) -> str:
    for attempt in (encoding, "utf-8-sig", ENCODINGS.get(language, "cp1254")):
        if not attempt:
            continue
        try:
            return raw.decode(attempt)
        except (UnicodeDecodeError, LookupError):
            continue
    raise FileUnreadable(f"{file}: the letters cannot be read. Save the sheet as CSV (UTF-8).")


def _xlsx(file: Path) -> tuple[list[str], Iterator[dict[str, Any]]]:
    try:
        with ZipFile(file) as packed:
            unpacked = sum(member.file_size for member in packed.infolist())
        if unpacked > MOST_UNPACKED_BYTES:
            raise FileUnreadable(
                f"{file}: unpacked, this sheet is larger than {MOST_UNPACKED_BYTES // 2**20} MB. "
                "Save it as CSV. Nothing was changed."
            )
        book = openpyxl.load_workbook(file, read_only=True, data_only=True)
    except (BadZipFile, KeyError, OSError) as fault:
        raise FileUnreadable(f"{file}: this is not an XLSX sheet ({fault}). Nothing was changed.") from fault
    lines = _lines_of(book)
    header = [str(cell or "").strip() for cell in next(lines, ())]
    return header, (dict(zip(header, line, strict=False)) for line in lines)


def _lines_of(book: openpyxl.Workbook) -> Iterator[tuple[Any, ...]]:
    """A workbook read line by line holds its file open: it is let go at the last line, or with the iterator."""
    try:
        yield from book.active.iter_rows(values_only=True)
    finally:
        book.close()
