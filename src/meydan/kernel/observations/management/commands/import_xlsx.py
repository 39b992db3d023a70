"""``meydan import xlsx FILE --mapping m.toml``: measurements from a workbook."""

from __future__ import annotations

from meydan.kernel.observations.management.commands.import_csv import Command as ImportFile


class Command(ImportFile):
    """The same as ``import csv``; the file's name says what it is."""

    help = "Bring in measurements from an .xlsx workbook: all rows, or none when one is wrong."
