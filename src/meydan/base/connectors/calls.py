"""What a call to an outside system gives back: an answer, or one of the named ways to fail."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit


class CallFailed(Exception):
    """The call brought no usable answer. Subclasses say why."""


class ConnectorOff(CallFailed):
    """The connector is not switched on, or nobody has said its address."""


class CircuitOpen(CallFailed):
    """The system keeps failing and is left alone until ``until``."""

    def __init__(self, code: str, until: datetime) -> None:
        super().__init__(f"{code} rests until {until:%Y-%m-%d %H:%M} UTC")
        self.until = until


class CallRefused(CallFailed):
    """The address may not be called; nothing was sent."""


class CallTimedOut(CallFailed):
    """No answer, or no whole answer, within the time."""


class AnswerTooLarge(CallFailed):
    """The answer is larger than the connector allows; the rest was not read."""


class AnswerBroken(CallFailed):
    """The connection failed, or broke off in the middle."""


class NotReached(AnswerBroken):
    """No connection came about, so nothing was sent: even a writing call may safely be made again."""


class AnswerRefused(CallFailed):
    """The system answered with an error; ``response`` holds it."""

    def __init__(self, response: Response) -> None:
        super().__init__(f"HTTP {response.status} from {urlsplit(response.url).hostname}")
        self.response = response


@dataclass(frozen=True)
class Response:
    """A whole answer. Header names are in small letters."""

    status: int
    headers: dict[str, str]
    body: bytes
    url: str
    latency_s: float

    @property
    def not_modified(self) -> bool:
        """Nothing new since the given ETag."""
        return self.status == 304

    @property
    def etag(self) -> str:
        """The mark of this version, to be given to the next call."""
        return self.headers.get("etag", "")

    def text(self) -> str:
        """The body as text: UTF-8, with what cannot be read replaced."""
        return self.body.decode("utf-8", errors="replace")

    def json(self) -> Any:
        """
        The body as JSON.

        :raises AnswerBroken: if it is none
        """
        try:
            return json.loads(self.body)
        except ValueError as fault:
            # Of the address only the host: some systems carry secrets in the rest.
            raise AnswerBroken(f"{urlsplit(self.url).hostname} did not answer in JSON: {fault}") from fault
