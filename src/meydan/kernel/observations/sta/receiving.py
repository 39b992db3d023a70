"""Bodies on their way in: not too large, not too slow, and not too many large ones at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

from meydan.kernel.observations.sta.http import Refusal

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]

MOST_BYTES = 10 * 1024 * 1024
# All bodies that are on their way or being worked on in one process.
MOST_HELD = 8 * MOST_BYTES
WITHIN_S = 60.0
SMALL = 64 * 1024


class HungUp(Exception):
    """The sender went before it had said everything; there is nobody to answer."""


class Bodies:
    """The bodies that this process holds."""

    def __init__(self) -> None:
        self.held = 0

    async def read(self, receive: Receive, headers: dict[str, str]) -> bytes:
        """
        The whole body; give it back with :meth:`done`.

        :raises Refusal: if it is too large, too slow, or there is no room for it now
        :raises HungUp: if the sender went
        """
        said = headers.get("content-length", "0")
        if said.isdigit() and int(said[:20]) > MOST_BYTES:
            raise Refusal(413, _too_large())
        message = await receive()
        body = message.get("body", b"")
        if message["type"] == "http.disconnect":
            raise HungUp
        # A server may say that more comes when only the end is left: what was announced is here already.
        if message.get("more_body") and not (said.isdigit() and len(body) == int(said) > 0):
            return await self._rest(receive, body)
        self._hold(len(body))
        return bytes(body)

    async def _rest(self, receive: Receive, first: bytes) -> bytes:
        parts, taken = [first], 0
        try:
            self._hold(len(first))
            taken = len(first)
            async with asyncio.timeout(WITHIN_S):
                async for part in _parts(receive):
                    self._hold(len(part))
                    taken += len(part)
                    parts.append(part)
                    if taken > MOST_BYTES:
                        raise Refusal(413, _too_large())
        except TimeoutError as slow:
            self.done(taken)
            raise Refusal(408, f"The body did not arrive within {WITHIN_S:g} seconds.") from slow
        except BaseException:
            self.done(taken)
            raise
        return b"".join(parts)

    def _hold(self, size: int) -> None:
        if size > SMALL and self.held + size > MOST_HELD:
            raise Refusal(503, "Too many large requests at once. Send it again in a moment.", Retry_After="2")
        self.held += size

    def done(self, size: int) -> None:
        """A body of this size is no longer needed."""
        self.held -= size


async def _parts(receive: Receive) -> Any:
    more = True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            raise HungUp
        yield message.get("body", b"")
        more = bool(message.get("more_body"))


def _too_large() -> str:
    return (
        f"A request carries at most {MOST_BYTES // 1024 // 1024} MB. Send the observations in several parts."
    )
