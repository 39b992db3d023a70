"""A file that somebody sends through a page: looked through first, then brought in."""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
import tempfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from django.conf import settings

from meydan.kernel.observations.importing.guessing import by_codes, table_in
from meydan.kernel.observations.importing.mapping import (
    FileShape,
    Mapping,
    MappingUnreadable,
    draft_mapping,
    read_mapping,
)
from meydan.kernel.observations.importing.problems import Problem
from meydan.kernel.observations.importing.reading import read_file
from meydan.kernel.observations.importing.text import Table
from meydan.kernel.observations.operations.imports import ImportRefused, ImportReport, import_reading

MOST_BYTES = 10 * 1024 * 1024
# A file up to this size goes back and forth with the page, so that nobody has to choose it twice.
KEPT_BYTES = 1024 * 1024
ENDINGS = (".csv", ".txt", ".tsv", ".csv.gz", ".txt.gz", ".xlsx", ".xlsm")
SHOWN_ROWS = 5


class UploadUnfit(Exception):
    """This file is not one that can be brought in; ``too_large`` says whether its size is the reason."""

    def __init__(self, *, too_large: bool) -> None:
        super().__init__()
        self.too_large = too_large


@dataclass(frozen=True)
class Sent:
    """A file as it was sent."""

    name: str
    content: bytes

    def kept(self) -> str:
        """The file as text for a hidden field; empty when it is too large to travel."""
        if len(self.content) > KEPT_BYTES:
            return ""
        return base64.b64encode(zlib.compress(self.content)).decode()

    @classmethod
    def from_kept(cls, name: str, kept: str) -> Sent:
        """
        The file that a hidden field holds.

        :raises UploadUnfit: if the field was changed by hand
        """
        try:
            unpacker = zlib.decompressobj()
            content = unpacker.decompress(base64.b64decode(kept, validate=True), KEPT_BYTES + 1)
        except (binascii.Error, zlib.error, ValueError) as fault:
            raise UploadUnfit(too_large=False) from fault
        return cls(name, content)


@dataclass
class Looked:
    """What a file holds, and what was wrong with it."""

    header: list[str] = field(default_factory=list)
    rows: list[list[tuple[str, str]]] = field(default_factory=list)
    notes: dict[str, str] = field(default_factory=dict)
    report: ImportReport | None = None
    problems: list[Problem] = field(default_factory=list)
    draft: str = ""


def look(sent: Sent, *, thing: str, mapping: str, now: datetime) -> Looked:
    """
    Read a file and find every problem in it; nothing is stored.

    Without a mapping and a station, only its first rows are shown, with a mapping to start from.

    :raises UploadUnfit: if it is too large, or no table by its name
    :raises FileUnreadable: if the file as a whole cannot be read
    :raises MappingUnreadable: if the mapping cannot be used
    """
    with _opened(sent) as path:
        table = table_in(path, FileShape())
        found = Looked(table.header, _first_rows(table))
        if not mapping.strip() and not thing:
            found.draft = draft_mapping(table.header, "station-1").text
            return found
        chosen = _mapping(path, table, thing, mapping)
        reading = read_file(path, chosen, settings.CITY_ZONE)
        found.notes = reading.notes
        try:
            found.report = import_reading(
                reading=reading, mapping=chosen, digest=_digest(sent), now=now, dry_run=True
            )
        except ImportRefused as refusal:
            found.report, found.problems = refusal.report, refusal.report.problems
    return found


def bring_in(sent: Sent, *, thing: str, mapping: str, keep_good: bool, now: datetime) -> ImportReport:
    """
    Store a file, all of it or nothing, or with ``keep_good`` the good values.

    :raises ImportRefused: with every problem; nothing was stored
    :raises UploadUnfit: if it is too large, or no table by its name
    :raises FileUnreadable: if the file as a whole cannot be read
    :raises MappingUnreadable: if the mapping cannot be used
    """
    with _opened(sent) as path:
        chosen = _mapping(path, table_in(path, FileShape()), thing, mapping)
        reading = read_file(path, chosen, settings.CITY_ZONE)
        return import_reading(
            reading=reading, mapping=chosen, digest=_digest(sent), now=now, keep_good=keep_good
        )


def _mapping(path: Path, table: Table, thing: str, mapping: str) -> Mapping:
    if not mapping.strip():
        if not thing:
            raise MappingUnreadable("")
        return by_codes(table, thing)
    file = path.parent / "mapping.toml"
    file.write_text(mapping, encoding="utf-8")
    return read_mapping(file)


def _first_rows(table: Table) -> list[list[tuple[str, str]]]:
    return [
        [(name, table.columns[name][row]) for name in table.header if name in table.columns]
        for row in range(min(SHOWN_ROWS, len(table)))
    ]


def _digest(sent: Sent) -> str:
    return hashlib.sha256(sent.content).hexdigest()


@contextmanager
def _opened(sent: Sent) -> Iterator[Path]:
    """The file in a folder of its own, which is gone afterwards."""
    if len(sent.content) > MOST_BYTES:
        raise UploadUnfit(too_large=True)
    name = re.sub(r"[^\w.\- ]", "_", Path(sent.name).name)[-80:].lstrip(".") or "file"
    if not name.lower().endswith(ENDINGS):
        raise UploadUnfit(too_large=False)
    with tempfile.TemporaryDirectory(prefix="meydan-import-") as folder:
        path = Path(folder) / name
        path.write_bytes(sent.content)
        yield path
