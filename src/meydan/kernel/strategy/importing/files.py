"""Which kind of file was sent, and its tables."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Callable

from django.utils.translation import gettext as _

from meydan.base.files.public import FORMULA_MARKS
from meydan.kernel.strategy.engine.sheet import SourceRow, SourceTable

MOST_BYTES = 20 * 1024 * 1024
# A packed file of this size is a plan with pictures; a bomb unpacks to gigabytes.
MOST_UNPACKED_BYTES = 300 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 80
MOST_CELL_LETTERS = 4_000
ENDINGS = (".xlsx", ".csv", ".docx", ".pdf")


class PlanFileUnreadable(Exception):
    """The file as a whole cannot be read; the message says what to do."""


def tables_of(name: str, content: bytes) -> list[SourceTable]:
    """
    Every table of a file, in its order.

    :raises PlanFileUnreadable: if it is no XLSX, CSV, DOCX or PDF, is damaged, too large, or holds no table
    """
    if len(content) > MOST_BYTES:
        raise PlanFileUnreadable(
            _("The file is larger than 20 MB. Take its pictures out, or send the table alone.")
        )
    if not content.strip():
        raise PlanFileUnreadable(_("The file is empty. Save the table again and send it."))
    tables = [_bounded(one) for one in _reader(content)(content)]
    tables = [one for one in tables if any(cell.strip() for row in one.rows for cell in row.cells)]
    if not tables:
        raise PlanFileUnreadable(
            _(
                "No table was found in this file. A scanned page is a picture: send the table as .xlsx or .docx."
            )
        )
    if sum(len(one.rows) for one in tables) > MOST_ROWS:
        raise PlanFileUnreadable(_("The file has more than 20,000 rows. Send the plan's table alone."))
    return tables


def _reader(content: bytes) -> Callable[[bytes], list[SourceTable]]:
    """What the bytes are, whatever the file is called."""
    # Loaded when asked for: the web process starts without them.
    if content.startswith(b"%PDF"):
        from meydan.kernel.strategy.importing.pdf import read_pdf

        return read_pdf
    if content.startswith(b"PK\x03\x04"):
        from meydan.kernel.strategy.importing.office import read_docx, read_xlsx

        return read_docx if _member_of(content, "word/document.xml") else read_xlsx
    if content.startswith(b"\xd0\xcf\x11\xe0"):
        raise PlanFileUnreadable(_("This is an old Office file. Open it and save it as .xlsx or .docx."))
    if b"\x00" in content[:4096] and not content.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise PlanFileUnreadable(_("Send the plan as .xlsx, .csv, .docx or .pdf; this file is none of them."))
    return read_csv


def _member_of(content: bytes, member: str) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            if sum(one.file_size for one in packed.infolist()) > MOST_UNPACKED_BYTES:
                raise PlanFileUnreadable(
                    _("Unpacked, this file is larger than 300 MB. Send the plan's table alone.")
                )
            return member in packed.namelist()
    except (zipfile.BadZipFile, OSError, ValueError) as fault:
        raise PlanFileUnreadable(_("The file is damaged. Save it again and send it.")) from fault


def read_csv(content: bytes) -> list[SourceTable]:
    """A file of text with commas, semicolons or tabs between its cells."""
    text = _decoded(content)
    first = "\n".join(text.splitlines()[:10])
    delimiter = max(";\t,", key=first.count)
    if delimiter not in first:
        raise PlanFileUnreadable(
            _("No commas, semicolons or tabs stand between the cells. Save the table as CSV and send it.")
        )
    csv.field_size_limit(1024 * 1024)
    reader, rows, before = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter), [], 0
    try:
        for cells in reader:
            rows.append(SourceRow(before + 1, [_without_guard(cell) for cell in cells]))
            before = reader.line_num
    except csv.Error as fault:
        raise PlanFileUnreadable(
            _("Line %(line)s cannot be read: a quote is not closed. Save the table again.")
            % {"line": reader.line_num}
        ) from fault
    return [SourceTable("file", "", rows)]


def _without_guard(cell: str) -> str:
    """Our own sheets put an apostrophe before what a spreadsheet would run."""
    return cell[1:] if cell.startswith("'") and cell[1:].startswith(FORMULA_MARKS) else cell


def _decoded(content: bytes) -> str:
    """UTF-8 and UTF-16 know themselves; else the Windows encoding of Turkish or of Persian."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Persian letters stand beside each other, Turkish ones among Latin.
        runs = [len(run) for run in re.findall(rb"[\x80-\xff]+", content[:200_000])]
        return content.decode("cp1256" if sum(runs) >= 2 * len(runs) else "cp1254", errors="replace")


def _bounded(table: SourceTable) -> SourceTable:
    """No cell, no row wider than a page could show: what nobody could read, nobody wrote."""
    rows = [
        SourceRow(one.row, [cell[:MOST_CELL_LETTERS] for cell in one.cells[:MOST_COLUMNS]], one.merged)
        for one in table.rows
    ]
    return SourceTable(table.kind, table.name, rows)
