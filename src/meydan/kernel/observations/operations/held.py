"""An archived month at hand, against which values are held before they are removed."""

from __future__ import annotations

from datetime import datetime

import numpy as np

from meydan.kernel.observations.engine.archived import ArchivedRows
from meydan.kernel.observations.models import ArchivedMonth, Datastream
from meydan.kernel.observations.operations.archiving import archive_month, is_whole
from meydan.kernel.observations.stores import archive, parquet
from meydan.kernel.observations.stores.parquet import ArchiveUnreadable


class ArchiveIsBehind(Exception):
    """A value of the table is not in the file yet; it came meanwhile."""


class Held:
    """The archived month at hand: its row, and its rows as they were read back from the disk."""

    def __init__(self, datastream: Datastream, now: datetime) -> None:
        self.datastream, self.now = datastream, now
        self.month: int | None = None
        self.row: ArchivedMonth | None = None
        self.rows = ArchivedRows.none()

    def take(self, month: int, until_us: int) -> None:
        """
        Archive a month and read it back, unless it is at hand.

        :raises ArchiveUnreadable: if it cannot be written or read back
        """
        if self.month == month:
            return
        self.row = archive_month(datastream=self.datastream, month=month, until_us=until_us, now=self.now)
        self.rows = ArchivedRows.none()
        if self.row is not None:
            self.rows = parquet.read(archive.folder() / self.row.path)
        self.month = month

    def forget(self) -> None:
        """Archive the month again when it is asked for."""
        self.month = None

    def require(self, first: int, until: int) -> None:
        """
        Make sure that every value of the table in [first, until) is in the file, and the file as it was written.

        :raises ArchiveIsBehind: if a value is not
        :raises ArchiveUnreadable: if the file changed
        """
        slot, value = archive.in_table(self.datastream.pk, first, until)
        if not slot.size:
            return
        place = np.minimum(np.searchsorted(self.rows.slot, slot), max(len(self.rows) - 1, 0))
        if not len(self.rows) or (self.rows.slot[place] != slot).any():
            raise ArchiveIsBehind
        if (self.rows.value[place] != value).any():
            raise ArchiveIsBehind
        if self.row is None or self.row.rows != len(self.rows) or not is_whole(self.row):
            raise ArchiveUnreadable(f"{self.row} is not as it was written. Put back the file from a backup.")
