"""The outside systems this program may call."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


class ConnectorUnknown(Exception):
    """No connector of this code is registered."""


class ConnectorCodeTaken(Exception):
    """Two rooms registered different connectors under one code."""


@dataclass(frozen=True)
class Connector:
    """
    An outside system.

    :param code: "weather.mgm"; also the name of its table in ``connectors.toml``
    :param names: what people call it, in every language
    :param base_url_setting: the key of its address in that table
    :param timeout_s: how long one call may take altogether [s], retries included
    :param enabled_by_default: whether it is on without being switched on in ``connectors.toml``
    :param allow_private: it may stand in the city's own network; never for addresses that people type in
    :param max_bytes: larger answers are refused
    :param attempts: how often a reading call is tried
    """

    code: str
    names: Mapping[str, str]
    base_url_setting: str = "url"
    timeout_s: float = 20.0
    enabled_by_default: bool = False
    allow_private: bool = False
    max_bytes: int = 20 * 1024 * 1024
    attempts: int = 3

    def __hash__(self) -> int:
        return hash(self.code)


_connectors: dict[str, Connector] = {}


def register(connector: Connector) -> Connector:
    """
    Make an outside system known; call it in ``apps.ready()``.

    :raises ConnectorCodeTaken: if another one has the code
    """
    standing = _connectors.setdefault(connector.code, connector)
    if standing != connector:
        raise ConnectorCodeTaken(connector.code)
    return connector


def connector(code: str) -> Connector:
    """
    The connector of this code.

    :raises ConnectorUnknown: if there is none
    """
    try:
        return _connectors[code]
    except KeyError:
        raise ConnectorUnknown(code) from None


def connectors() -> list[Connector]:
    """Every connector, by code."""
    return [_connectors[code] for code in sorted(_connectors)]


def forget(code: str) -> None:
    """Take a connector out again (for tests)."""
    _connectors.pop(code, None)
