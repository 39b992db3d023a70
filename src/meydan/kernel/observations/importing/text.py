"""Bytes become a table of text: compression, encoding, delimiter, header."""

from __future__ import annotations

import codecs
import csv
import gzip
import io
import re
import zlib
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from meydan.kernel.observations.importing.mapping import FileShape
from meydan.kernel.observations.importing.problems import FileUnreadable, Problem

DELIMITERS = (",", ";", "\t", "|")
SAMPLE_LINES = 25
# A year of a hundred stations at one value a minute stays below; a file made to fill the memory does not.
MOST_UNPACKED_BYTES = 1024 * 1024 * 1024
# What a file that is no text begins with.
MAGIC = {b"PK\x03\x04": "xlsx", b"\xd0\xcf\x11\xe0": "xls", b"%PDF": "pdf", b"SQLite format": "sqlite"}


@dataclass(frozen=True)
class Table:
    """A file as columns of text. ``line`` is the line of each row in the file."""

    file: str
    header: list[str]
    columns: dict[str, list[str]]
    line: list[int]
    empty_rows: int
    problems: list[Problem]
    delimiter: str = ""
    encoding: str = ""

    def __len__(self) -> int:
        return len(self.line)


def read_bytes(path: Path) -> bytes:
    """
    The content of a file, unpacked when it is gzip.

    :raises FileUnreadable: if there is none, or it is cut short
    """
    try:
        raw = path.read_bytes()
    except FileNotFoundError as fault:
        raise FileUnreadable(_("%(file)s: there is no such file.") % {"file": path}) from fault
    except OSError as fault:
        raise FileUnreadable(
            _("%(file)s: this cannot be read (%(fault)s). Name a file that you may open.")
            % {"file": path, "fault": fault.strerror}
        ) from fault
    if not raw.startswith(b"\x1f\x8b"):
        return raw
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(raw)) as packed:
            content = packed.read(MOST_UNPACKED_BYTES + 1)
    except (EOFError, zlib.error, gzip.BadGzipFile) as fault:
        raise FileUnreadable(
            _(
                "%(file)s: the compressed file is damaged or ends too early. Fetch it again and compare its size."
            )
            % {"file": path.name}
        ) from fault
    if len(content) > MOST_UNPACKED_BYTES:
        raise FileUnreadable(
            _("%(file)s: unpacked, this file is larger than %(most)s MB. Cut it into smaller ones.")
            % {"file": path.name, "most": MOST_UNPACKED_BYTES // 2**20}
        )
    return content


def decode(raw: bytes, file: str, wanted: str = "") -> tuple[str, str]:
    """
    Text and the encoding it was in.

    Without ``wanted``: UTF-8 and UTF-16 know themselves; otherwise it is the Windows encoding of
    Turkish (1254) or Persian (1256). Persian letters stand beside each other, Turkish ones among Latin.

    :raises FileUnreadable: if the encoding asked for does not fit
    """
    if wanted:
        try:
            return raw.decode(wanted), wanted
        except (UnicodeDecodeError, LookupError) as fault:
            raise FileUnreadable(
                _(
                    "%(file)s: the text is not in %(encoding)s. Leave encoding out of the mapping to have it found."
                )
                % {"file": file, "encoding": wanted}
            ) from fault
    for mark, encoding in ((codecs.BOM_UTF8, "utf-8-sig"), (codecs.BOM_UTF16_LE, "utf-16"),
                           (codecs.BOM_UTF16_BE, "utf-16")):  # fmt: skip
        if raw.startswith(mark):
            return raw.decode(encoding, errors="replace"), encoding
    try:
        return raw.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", raw[:200_000])]
        encoding = "cp1256" if runs and sum(runs) / len(runs) >= 2 else "cp1254"
        return raw.decode(encoding, errors="replace"), encoding


def find_delimiter(text: str) -> str:
    """The delimiter that cuts the first lines into the most equal pieces; "" when none does."""
    lines = [line for line in text[:100_000].splitlines()[:SAMPLE_LINES] if line.strip()]
    best, score = "", 0.0
    for delimiter in DELIMITERS:
        counts = [len(row) - 1 for row in csv.reader(lines, delimiter=delimiter)]
        if not counts or not counts[0]:
            continue
        even = sum(count == counts[0] for count in counts) / len(counts)
        if even * min(counts[0], 30) > score:
            best, score = delimiter, even * min(counts[0], 30)
    return best


def read_table(path: Path, shape: FileShape) -> Table:
    """
    A delimited text file as columns.

    :raises FileUnreadable: if it is no such file; the message says what to do
    """
    raw = read_bytes(path)
    _refuse_other_kinds(raw, path.name)
    text, encoding = decode(raw, path.name, shape.encoding)
    delimiter = shape.delimiter or find_delimiter(text)
    if not delimiter:
        raise FileUnreadable(
            _("%(file)s, line 1: no commas, semicolons or tabs here, so this is not a CSV table. "
              "Export the sheet as CSV, or write delimiter in the mapping.") % {"file": path.name}
        )  # fmt: skip
    rows, lines = _rows(text, delimiter)
    return table_of(path.name, rows, lines, shape.header_line, delimiter, encoding)


def _refuse_other_kinds(raw: bytes, file: str) -> None:
    if not raw.strip():
        raise FileUnreadable(_("%(file)s: the file is empty. Export it again.") % {"file": file})
    kind = next((name for magic, name in MAGIC.items() if raw.startswith(magic)), "")
    if kind == "xlsx":
        raise FileUnreadable(
            _("%(file)s: this is a workbook, not a CSV. Use: meydan import xlsx %(file)s") % {"file": file}
        )
    if kind or (b"\x00" in raw[:4096] and not raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))):
        raise FileUnreadable(
            _("%(file)s, line 1: this is not a text file. Export the table as CSV.") % {"file": file}
        )


def _rows(text: str, delimiter: str) -> tuple[list[list[str]], list[int]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    rows = list(reader)
    if reader.line_num == len(rows):
        return rows, list(range(1, len(rows) + 1))
    # Some cell runs over several lines: count again, slowly, so that a problem is named by its true line.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    lines, before = [], 0
    for _row in reader:
        lines.append(before + 1)
        before = reader.line_num
    return rows, lines


def table_of(
    file: str,
    rows: list[list[str]],
    lines: list[int],
    header_line: int,
    delimiter: str = "",
    encoding: str = "",
) -> Table:
    """
    Rows with their lines as a table; rows without any text are counted and left out.

    :raises FileUnreadable: if the header or every row is missing
    """
    start = next((place for place, line in enumerate(lines) if line >= header_line), len(rows))
    if start >= len(rows):
        raise FileUnreadable(
            _("%(file)s: there is no line %(line)s for the header.") % {"file": file, "line": header_line}
        )
    header = [cell.strip().lstrip("\ufeff") for cell in rows[start]]
    body, at = rows[start + 1 :], lines[start + 1 :]
    filled = ["".join(row).strip() != "" for row in body]
    empty = filled.count(False)
    if empty:
        at = [line for line, full in zip(at, filled, strict=True) if full]
        body = [row for row, full in zip(body, filled, strict=True) if full]
    if not body:
        raise FileUnreadable(_("%(file)s: there is no row under the header.") % {"file": file})
    body, at, problems = _even(file, body, at, len(header))
    columns = dict(zip(header, map(list, zip(*body, strict=True)), strict=False)) if body else {}
    return Table(file, header, columns, at, empty, problems, delimiter, encoding)


def _even(
    file: str, body: list[list[str]], at: list[int], width: int
) -> tuple[list[list[str]], list[int], list[Problem]]:
    if all(len(row) == width for row in body):
        return body, at, []
    problems = [
        Problem(
            file, line, "",
            _("the row has %(found)s cells, the header %(wanted)s.") % {"found": len(row), "wanted": width},
            _("Look for a delimiter or a line break inside a cell, and put that cell in quotes."),
        )
        for row, line in zip(body, at, strict=True)
        if len(row) != width
    ]  # fmt: skip
    even = [(row, line) for row, line in zip(body, at, strict=True) if len(row) == width]
    return [row for row, _line in even], [line for _row, line in even], problems
