"""Many requests at a time over a few kept connections, by a client that costs as little as a client can."""

from __future__ import annotations

import asyncio
import statistics
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Ask:
    """One request: method, path with query, body, headers."""

    method: str
    path: str
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class Load:
    """What a load gave: seconds in all, the latencies [s] in order, and the last body."""

    wall_s: float
    latencies_s: list[float]
    last: bytes

    @property
    def rate(self) -> float:
        """Requests a second."""
        return len(self.latencies_s) / self.wall_s

    @property
    def p50_ms(self) -> float:
        """The median latency [ms]."""
        return statistics.median(self.latencies_s) * 1000


class Failed(RuntimeError):
    """A request was not answered as it should be; the message holds what came."""


def load(port: int, asks: Sequence[Ask], *, concurrency: int, host: str = "127.0.0.1") -> Load:
    """
    Send all requests over ``concurrency`` connections, each when one is free.

    :raises Failed: at the first answer that is not 2xx
    """
    return asyncio.run(_load(host, port, iter(asks), concurrency))


async def _load(host: str, port: int, asks: Iterator[Ask], concurrency: int) -> Load:
    latencies: list[float] = []
    last = [b""]

    async def connection() -> None:
        reader, writer = await asyncio.open_connection(host, port, limit=2**26)
        try:
            for ask in asks:
                started = time.perf_counter()
                last[0] = await _one(reader, writer, ask, host, port)
                latencies.append(time.perf_counter() - started)
        finally:
            writer.close()

    started = time.perf_counter()
    await asyncio.gather(*(connection() for _ in range(concurrency)))
    return Load(time.perf_counter() - started, latencies, last[0])


async def _one(
    reader: asyncio.StreamReader, writer: asyncio.StreamWriter, ask: Ask, host: str, port: int
) -> bytes:
    lines = [f"{ask.method} {ask.path} HTTP/1.1", f"Host: {host}:{port}"]
    lines += [f"{name}: {value}" for name, value in ask.headers]
    if ask.body:
        lines += ["Content-Type: application/json", f"Content-Length: {len(ask.body)}"]
    writer.write("\r\n".join([*lines, "", ""]).encode() + ask.body)
    head = await reader.readuntil(b"\r\n\r\n")
    body = await _body(reader, head)
    if not head.startswith(b"HTTP/1.1 2"):
        raise Failed(f"{ask.method} {ask.path[:80]}: {head[:40]!r} {body[:300]!r}")
    return body


async def _body(reader: asyncio.StreamReader, head: bytes) -> bytes:
    headers = dict(line.split(b":", 1) for line in head.lower().split(b"\r\n")[1:] if b":" in line)
    if b"chunked" in headers.get(b"transfer-encoding", b""):
        return b"".join([part async for part in _chunks(reader)])
    return await reader.readexactly(int(headers.get(b"content-length", b"0")))


async def _chunks(reader: asyncio.StreamReader):  # type: ignore[no-untyped-def]
    while size := int(await reader.readuntil(b"\r\n"), 16):
        yield (await reader.readexactly(size + 2))[:-2]
    await reader.readuntil(b"\r\n")
