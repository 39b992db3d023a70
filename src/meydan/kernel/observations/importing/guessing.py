"""A mapping found from the names of columns, when they are codes of properties."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _

from meydan.kernel.observations.importing.mapping import (
    FileShape,
    Mapping,
    MappingUnreadable,
    StreamShape,
    ThingShape,
    TimeShape,
    draft_mapping,
)
from meydan.kernel.observations.importing.text import Table, read_table
from meydan.kernel.observations.importing.workbook import read_workbook
from meydan.kernel.observations.models import ObservedProperty

WORKBOOKS = (".xlsx", ".xlsm")


def table_in(path: Path, shape: FileShape) -> Table:
    """
    A CSV or a workbook as a table of text.

    :raises FileUnreadable: if the file as a whole cannot be read
    """
    return read_workbook(path, shape) if path.suffix.lower() in WORKBOOKS else read_table(path, shape)


def by_codes(table: Table, thing: str) -> Mapping:
    """
    The mapping of a table whose first column is the time and whose others are named like properties.

    :raises MappingUnreadable: if no column is; the message holds a mapping to start from
    """
    codes = {code.lower(): code for code in ObservedProperty.objects.values_list("code", flat=True)}
    found = [
        StreamShape(column=column, key=f"{thing}-{codes[column.lower()]}", property=codes[column.lower()])
        for column in table.header
        if column.lower() in codes
    ]
    if not found:
        raise MappingUnreadable(
            _("%(file)s: no column is named like a property (%(known)s). Write a mapping:")
            % {"file": table.file, "known": ", ".join(sorted(codes.values())) or "-"}
            + "\n\n" + draft_mapping(table.header, thing).text
        )  # fmt: skip
    return Mapping(
        time=TimeShape(columns=[table.header[0]]), datastream=found,
        thing=ThingShape(key=thing, names={"en": thing}),
    )  # fmt: skip
