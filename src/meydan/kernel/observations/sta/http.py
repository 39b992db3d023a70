"""What a door is asked and what it answers, without a web framework around it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from meydan.kernel.observations.principals import Principal

JSON = "application/json"
# What reading JSON can raise: it is none, is of another shape, is not UTF-8, or is nested without end.
UNREADABLE = (msgspec.DecodeError, msgspec.ValidationError, UnicodeDecodeError, RecursionError)
MOUNT = "/sta/v1.1"


@dataclass(frozen=True, slots=True)
class Request:
    """
    One request to the door.

    :param path: after the mount, decoded, without a leading slash: ``Things(1)/Datastreams``
    :param query: the raw query string
    :param headers: names in lower case
    :param root: where the service stands, ``https://sehir.example/sta/v1.1``, for links
    """

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    principal: Principal
    root: str


@dataclass(slots=True)
class Response:
    """A status, headers and a body: bytes, or parts that are sent as they come."""

    status: int = 200
    body: bytes | Iterable[bytes] = b""
    content_type: str = JSON
    headers: list[tuple[str, str]] = field(default_factory=list)


class Refusal(Exception):
    """A request that is not done; becomes an answer with a sentence that says what to do."""

    def __init__(self, status: int, message: str, **headers: str) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.headers = [(name.replace("_", "-"), value) for name, value in headers.items()]

    def answer(self) -> Response:
        """The refusal as an answer."""
        return Response(self.status, told(self.status, self.message), headers=self.headers)


def told(status: int, message: str) -> bytes:
    """The body of an answer that is not what was asked for."""
    return msgspec.json.encode({"code": status, "type": "error", "message": message})


def as_json(status: int, value: Any, *headers: tuple[str, str]) -> Response:
    """An answer in JSON."""
    return Response(status, msgspec.json.encode(value), headers=list(headers))
