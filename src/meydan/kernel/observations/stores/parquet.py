"""
A month of a datastream as a Parquet file that any reader opens.

Each file stands for itself: names and unit are in it, times are UTC. pyarrow is loaded when it is needed: it is
large, and most processes never touch the archive.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from meydan.base.files.public import OWNER_ALONE, whole_file
from meydan.kernel.observations.engine.archived import ArchivedRows, Detail
from meydan.kernel.observations.engine.batch import NO_TIME, Ints
from meydan.kernel.observations.engine.slots import at_of, seq_of, slot_of

FORMAT = b"1"
# Where each part of a detail stands, in the order of :data:`Detail`.
DETAIL_COLUMNS = (
    ("phenomenon_time_end", "time"), ("result_time", "time"), ("valid_from", "time"), ("valid_to", "time"),
    ("feature_id", "integer"), ("result_json", "text"), ("quality", "text"), ("parameters", "text"),
)  # fmt: skip
RESULT_TIME = 1
NAMES = ("datastream_key", "thing_key", "property", "unit")


class ArchiveUnreadable(Exception):
    """A file of the archive is missing, or is not what was written; the message names it and the remedy."""


@dataclass(frozen=True)
class Facts:
    """What a file says about its datastream."""

    datastream_id: int
    datastream_key: str
    thing_key: str
    property: str
    unit: str
    is_sample: bool
    # Whether an observation that says nothing has its phenomenon time as result time.
    is_result_same: bool


def write(path: Path, rows: ArchivedRows, facts: Facts) -> None:
    """
    Write a file whole and onto the disk, or leave the one that is there.

    :raises ArchiveUnreadable: if it does not say what it should; the one that is there stays
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    texts = [*NAMES, "result_json", "quality", "parameters", "result"]
    sink = pa.BufferOutputStream()
    pq.write_table(
        _table(rows, facts), sink, compression="zstd", compression_level=9, version="2.6", use_dictionary=texts,
        column_encoding={"phenomenon_time": "DELTA_BINARY_PACKED"}, write_page_checksum=True,
    )  # fmt: skip
    body = sink.getvalue()
    if _rows(pq.read_table(pa.BufferReader(body)), path).digest() != rows.digest():
        raise ArchiveUnreadable(f"{path} would not read as it is written.")
    with whole_file(path, mode=OWNER_ALONE) as out:
        out.write(body)
        out.flush()
        os.fsync(out.fileno())
    _sync_folder(path.parent)


def _sync_folder(folder: Path) -> None:
    # The new name itself must outlive a power cut: values are removed on the strength of it.
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _table(rows: ArchivedRows, facts: Facts) -> Any:
    import pyarrow as pa

    moment = pa.timestamp("us", tz="UTC")
    kinds = {"time": moment, "integer": pa.int64(), "text": pa.string()}
    at_us, count = at_of(rows.slot), len(rows)
    columns: dict[str, Any] = {
        "datastream_id": pa.array(np.full(count, facts.datastream_id, dtype=np.int64)),
        **{name: pa.array([getattr(facts, name)] * count, pa.string()) for name in NAMES},
        "phenomenon_time": pa.array(at_us, pa.int64()).cast(moment),
        "result": pa.array(rows.value, pa.float64()),
        "seq": pa.array(seq_of(rows.slot).astype(np.int8), pa.int8()),
        "received_time": pa.array(
            rows.known_us, pa.int64(), mask=rows.known_us == NO_TIME, from_pandas=False
        ).cast(moment),
        "is_sample": pa.array(np.full(count, facts.is_sample)),
    }
    for place, (name, kind) in enumerate(DETAIL_COLUMNS):
        columns[name] = pa.array(_detail_column(rows, place, facts, at_us), kinds[kind])
    told = {
        b"meydan.format": FORMAT,
        b"meydan.content": rows.digest().encode(),
        b"meydan.result_same": str(int(facts.is_result_same)).encode(),
    }
    return pa.table(columns).replace_schema_metadata(told)


def _detail_column(rows: ArchivedRows, place: int, facts: Facts, at_us: Ints) -> list[Any]:
    same = place == RESULT_TIME and facts.is_result_same
    column: list[Any] = at_us.tolist() if same else [None] * len(rows)
    if rows.details:
        where = {slot: row for row, slot in enumerate(rows.slot.tolist())}
        for slot, detail in rows.details.items():
            column[where[slot]] = detail[place]
    return column


def read(path: Path) -> ArchivedRows:
    """
    The rows of a file, checked against the digest that stands in it.

    :raises ArchiveUnreadable: if it is missing, damaged, or was changed
    """
    import pyarrow as pa
    import pyarrow.parquet as pq

    try:
        table = pq.read_table(path, page_checksum_verification=True)
        return _rows(table, path)
    except (OSError, pa.ArrowException, KeyError) as fault:
        raise ArchiveUnreadable(
            f"{path} cannot be read ({type(fault).__name__}). Put back the file from a backup."
        ) from fault


def _rows(table: Any, path: Path) -> ArchivedRows:
    told = table.schema.metadata or {}
    slot = slot_of(_numbers(table, "phenomenon_time"), table.column("seq").to_numpy().astype(np.int64))
    value = table.column("result").to_numpy().astype(np.float64)
    rows = ArchivedRows(
        slot,
        value,
        _numbers(table, "received_time"),
        _details(table, slot, told[b"meydan.result_same"] == b"1"),
    )
    if rows.digest().encode() != told[b"meydan.content"]:
        raise ArchiveUnreadable(f"{path} is not as it was written. Put back the file from a backup.")
    return rows


def _numbers(table: Any, name: str) -> Ints:
    import pyarrow as pa
    import pyarrow.compute as pc

    column = pc.fill_null(table.column(name).cast(pa.int64()), NO_TIME)
    found: Ints = column.to_numpy().astype(np.int64)
    return found


def _details(table: Any, slot: Ints, is_result_same: bool) -> dict[int, Detail]:
    """Only what differs from the usual case of the datastream at the time of writing."""
    import pyarrow as pa

    usual = at_of(slot) if is_result_same else NO_TIME
    rare: np.ndarray = _numbers(table, "result_time") != usual
    for name, _ in DETAIL_COLUMNS:
        column = table.column(name)
        if name != "result_time" and column.null_count < len(column):
            rare = rare | column.is_valid().to_numpy()
    if not rare.any():
        return {}
    parts = [
        (table.column(name).cast(pa.int64()) if kind == "time" else table.column(name)).to_pylist()
        for name, kind in DETAIL_COLUMNS
    ]
    return {int(slot[row]): tuple(part[row] for part in parts) for row in np.flatnonzero(rare).tolist()}
