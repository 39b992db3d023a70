"""Months of a datastream into the archive, and back."""

from __future__ import annotations

import hashlib
import re
from datetime import datetime
from pathlib import Path

import numpy as np
from django.db import transaction

from meydan.base.locale.public import fold
from meydan.kernel.observations.engine.archived import ArchivedRows, Merged, merge
from meydan.kernel.observations.engine.batch import Ints
from meydan.kernel.observations.engine.months import month_start_us, year_and_month
from meydan.kernel.observations.engine.slots import at_of, bound_of
from meydan.kernel.observations.engine.versions import first_after, in_time
from meydan.kernel.observations.models import ArchivedMonth, Datastream
from meydan.kernel.observations.stores import archive, asof, details, parquet, removing, values
from meydan.kernel.observations.stores.parquet import ArchiveUnreadable, Facts


def archive_month(
    *, datastream: Datastream, month: int, until_us: int, now: datetime
) -> ArchivedMonth | None:
    """
    Bring the file of a month up to date with the values before ``until_us``; ``None`` when there are none.

    The file is whole and on the disk before its row names it. Said twice, it stays as it is.

    :raises ArchiveUnreadable: if the file that is there cannot be read, or the disk does not give back what it took
    """
    known = ArchivedMonth.objects.filter(datastream=datastream, month=month).first()
    rows = _rows_of(datastream, month, until_us, known)
    if not len(rows):
        return known
    if known is not None and known.content == rows.digest() and is_whole(known):
        return known
    path = file_of(datastream, month) if known is None else Path(known.path)
    file = archive.folder() / path
    parquet.write(file, rows, facts_of(datastream))
    made, _ = ArchivedMonth.objects.update_or_create(
        datastream=datastream,
        month=month,
        defaults={
            "path": str(path), "rows": len(rows), "first_us": int(at_of(rows.slot[0])),
            "last_us": int(at_of(rows.slot[-1])), "size": file.stat().st_size, "sha256": digest_of(file),
            "content": rows.digest(), "made_at": now,
        },
    )  # fmt: skip
    return made


def _rows_of(datastream: Datastream, month: int, until_us: int, known: ArchivedMonth | None) -> ArchivedRows:
    """What the file must hold: of removed times the file with late values laid over it, else the table alone."""
    begin, end = month_start_us(month), min(until_us, month_start_us(month + 1))
    if known is not None:
        end = max(end, known.last_us + 1)
    removed_us = min(max(archive.kept_of(datastream.pk).raw_from_us, begin), month_start_us(month + 1))
    table = rows_in_table(datastream, begin, max(end, removed_us))
    if known is None:
        return table
    old = parquet.read(archive.folder() / known.path)
    old = old.where(old.slot < bound_of(removed_us))
    versions = asof.versions_in_table(datastream.pk, bound_of(begin), bound_of(removed_us))
    since = in_time(old.slot, old.known_us)
    merged = merge(old, table, first_after(old.slot, since, versions))
    if merged.replaced_slot.size:
        # Before the file forgets them. Said twice they are the same rows.
        _keep_replaced(datastream.pk, merged, since[np.isin(old.slot, merged.replaced_slot)])
    return merged.rows


@transaction.atomic
def _keep_replaced(datastream_id: int, merged: Merged, since_us: Ints) -> None:
    replaced = zip(
        merged.replaced_slot.tolist(), merged.replaced_value.tolist(), since_us.tolist(),
        merged.replaced_us.tolist(), strict=True,
    )  # fmt: skip
    for slot, value, begin_us, end_us in replaced:
        removing.spare(datastream_id, slot, begin_us, end_us)
        values.keep_aside([datastream_id], [slot], [value], end_us)


def rows_in_table(datastream: Datastream, from_us: int, until_us: int) -> ArchivedRows:
    """The rows of [from, until) as they stand in the table, as an archive would hold them."""
    first, until = bound_of(from_us), bound_of(until_us)
    slot, value = archive.in_table(datastream.pk, first, until)
    found = details.between(datastream.pk, first, until) if datastream.has_details and slot.size else {}
    same = facts_of(datastream).is_result_same
    here = set(slot.tolist()) if found else set()
    rare = {
        key: detail
        for key, detail in found.items()
        if key in here and not _is_usual(detail, int(at_of(key)) if same else None)
    }
    return ArchivedRows(slot, value, asof.known_since(datastream.pk, slot), rare)


def _is_usual(detail: tuple[object, ...], result_us: int | None) -> bool:
    place = parquet.RESULT_TIME
    return detail[place] == result_us and all(
        part is None for number, part in enumerate(detail) if number != place
    )


def file_of(datastream: Datastream, month: int) -> Path:
    """Where the file of a month lies below the archive: a folder a datastream, named so that people find it."""
    name = re.sub(r"[^a-z0-9_-]+", "-", fold(datastream.key)).strip("-")[:80] or "datastream"
    year, of_year = year_and_month(month)
    return Path(f"{name}.{datastream.pk}") / f"{year:04}-{of_year:02}.parquet"


def facts_of(datastream: Datastream) -> Facts:
    """What a file says about its datastream."""
    return Facts(
        datastream_id=datastream.pk,
        datastream_key=datastream.key,
        thing_key=datastream.thing.key,
        property=datastream.observed_property.code,
        unit=datastream.unit,
        is_sample=datastream.is_sample,
        is_result_same=datastream.result_time == Datastream.ResultTime.SAME,
    )


def digest_of(file: Path) -> str:
    """
    The SHA-256 of a file of the archive.

    :raises ArchiveUnreadable: if it is not there
    """
    try:
        with file.open("rb") as opened:
            return hashlib.file_digest(opened, "sha256").hexdigest()
    except OSError as fault:
        raise ArchiveUnreadable(
            f"{file} cannot be read ({fault}). Put back the file from a backup."
        ) from fault


def is_whole(month: ArchivedMonth) -> bool:
    """Whether the file of a month is there, byte for byte as it was written."""
    file = archive.folder() / month.path
    return file.is_file() and digest_of(file) == month.sha256
