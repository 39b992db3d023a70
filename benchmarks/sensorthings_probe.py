"""A bound, not a server: observations by raw ASGI and COPY. It checks nothing and links to nothing."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from typing import Any

import asyncpg
import orjson

TABLE = """CREATE TABLE IF NOT EXISTS obs (id bigserial PRIMARY KEY, ds integer NOT NULL, pt timestamptz NOT NULL,
rt timestamptz, result double precision, foi integer)"""
INDEX = "CREATE INDEX IF NOT EXISTS obs_ds_pt ON obs (ds, pt)"
COLUMNS = ["ds", "pt", "rt", "result", "foi"]
_pool: Any = None
_lock = asyncio.Lock()


async def _connected() -> Any:
    global _pool
    async with _lock:
        if _pool is None:
            _pool = await asyncpg.create_pool(
                user="meydan", database="probe", host=os.environ["PROBE_HOST"], min_size=4, max_size=6
            )
            for statement in (TABLE, INDEX):
                try:
                    await _pool.execute(statement)
                except asyncpg.PostgresError:
                    continue  # the other process was first
    return _pool


async def _bulk(pool: Any, body: bytes) -> bytes:
    count = 0
    for block in orjson.loads(body):
        stream = block["Datastream"]["@iot.id"]
        rows = [
            (stream, datetime.fromisoformat(row[0]), datetime.fromisoformat(row[1]), row[2], 1)
            for row in block["dataArray"]
        ]
        async with pool.acquire() as connection:
            await connection.copy_records_to_table("obs", records=rows, columns=COLUMNS)
        count += len(rows)
    return b"[%d]" % count


async def app(scope: Any, receive: Any, send: Any) -> None:
    """Answer anything; a POST is a CreateObservations body."""
    if scope["type"] != "http":
        return
    pool, body, more = await _connected(), b"", True
    while more:
        message = await receive()
        body += message.get("body", b"")
        more = message.get("more_body", False)
    out = await _bulk(pool, body) if scope["method"] == "POST" else b"[]"
    status = 201 if scope["method"] == "POST" else 200
    headers = [(b"content-type", b"application/json"), (b"content-length", b"%d" % len(out))]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": out})
