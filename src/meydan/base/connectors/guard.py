"""
The only way out: every connection is resolved, judged and pinned here.

The address that was judged is the address that is called, so a name that answers differently the second
time (DNS rebinding) gains nothing; a redirect is a new connection and judged again.
"""

from __future__ import annotations

import socket
import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore
import httpx

from meydan.base.connectors.engine import Reach, reach_of


class AddressRefused(Exception):
    """The name leads to this machine, to an inner network, or to nowhere; nothing was sent."""


class Deadline:
    """The moment at which a call must be over, whatever the other side is doing."""

    def __init__(self, seconds: float) -> None:
        self._ends = time.monotonic() + seconds

    def left(self) -> float:
        """Seconds left, at least 0."""
        return max(0.0, self._ends - time.monotonic())

    def cut(self, timeout: float | None) -> float:
        """
        A timeout for the next step: never beyond the end.

        :raises httpcore.ReadTimeout: if the end has come
        """
        left = self.left()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for this call is over")
        return left if timeout is None else min(left, timeout)


def permitted_addresses(host: str, port: int, *, allow_private: bool) -> list[str]:
    """
    Resolve a name; return the addresses that may be called.

    :raises AddressRefused: if there is none
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as fault:
        raise httpcore.ConnectError(f"{host}: {fault}") from fault
    allowed = {Reach.PUBLIC, Reach.PRIVATE} if allow_private else {Reach.PUBLIC}
    addresses = list(dict.fromkeys(str(entry[4][0]) for entry in found))
    permitted = [address for address in addresses if reach_of(address) in allowed]
    if not permitted:
        raise AddressRefused(f"{host} leads to {', '.join(addresses)}")
    return permitted


class _Stream(httpcore.NetworkStream):
    """A connection whose every step ends at the deadline, so that a byte a second does not hold a worker."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: Deadline) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._deadline.cut(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._deadline.cut(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._deadline.cut(timeout))
        return _Stream(secured, self._deadline)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class _Backend(httpcore.SyncBackend):
    def __init__(self, deadline: Deadline, allow_private: bool) -> None:
        self._deadline = deadline
        self._allow_private = allow_private

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        last: Exception = httpcore.ConnectError(host)
        for address in permitted_addresses(host, port, allow_private=self._allow_private):
            try:
                stream = super().connect_tcp(
                    address, port, self._deadline.cut(timeout), local_address, socket_options
                )
                return _Stream(stream, self._deadline)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as fault:
                last = fault
        raise last

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        raise AddressRefused("a socket of this machine")


class GuardedTransport(httpx.HTTPTransport):
    """httpx's transport over guarded connections."""

    def __init__(self, deadline: Deadline, *, allow_private: bool) -> None:
        super().__init__(trust_env=False)
        # httpx offers no parameter for the backend; the pool is the seam, and the version is held below 0.29.
        self._pool = httpcore.ConnectionPool(
            ssl_context=httpx.create_ssl_context(trust_env=False),
            max_connections=1,
            network_backend=_Backend(deadline, allow_private),
        )
