"""Workbooks become the same table of text as a CSV."""

from __future__ import annotations

import zipfile
from datetime import date, datetime, time
from pathlib import Path

from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from meydan.kernel.observations.importing.mapping import FileShape
from meydan.kernel.observations.importing.problems import FileUnreadable
from meydan.kernel.observations.importing.text import Table, table_of

# A workbook is packed; a small one can unpack into more than the machine holds.
MOST_UNPACKED_BYTES = 400 * 1024 * 1024


def read_workbook(path: Path, shape: FileShape) -> Table:
    """
    One sheet as columns of text; dates become ISO text, numbers keep every digit.

    :raises FileUnreadable: if it is no workbook, or has no such sheet
    """
    try:
        _refuse_bombs(path)
        book = load_workbook(path, read_only=True, data_only=True)
    except FileNotFoundError as fault:
        raise FileUnreadable(_("%(file)s: there is no such file.") % {"file": path}) from fault
    except (InvalidFileException, zipfile.BadZipFile, KeyError, OSError) as fault:
        raise FileUnreadable(
            _("%(file)s: this is not an .xlsx workbook, or it is damaged. Save it again as .xlsx or as CSV.")
            % {"file": path.name}
        ) from fault
    try:
        if shape.sheet and shape.sheet not in book.sheetnames:
            raise FileUnreadable(
                _("%(file)s: there is no sheet %(sheet)s. The sheets are: %(sheets)s.")
                % {"file": path.name, "sheet": shape.sheet, "sheets": ", ".join(book.sheetnames)}
            )
        sheet = book[shape.sheet] if shape.sheet else book[book.sheetnames[0]]
        rows = [[_text(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
    finally:
        book.close()
    return table_of(path.name, rows, list(range(1, len(rows) + 1)), shape.header_line, "\t", "xlsx")


def _refuse_bombs(path: Path) -> None:
    with zipfile.ZipFile(path) as packed:
        # No more than this is ever unpacked: zipfile stops reading a member at the size it names.
        unpacked = sum(member.file_size for member in packed.infolist())
    if unpacked > MOST_UNPACKED_BYTES:
        raise FileUnreadable(
            _("%(file)s: unpacked, this workbook is larger than %(most)s MB. Save the sheet as CSV.")
            % {"file": path.name, "most": MOST_UNPACKED_BYTES // 2**20}
        )


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.isoformat(sep=" ")
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)
