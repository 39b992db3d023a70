"""The cities the settings name, and the connector through which each is read."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from django.conf import settings

from meydan.base.connectors.public import Connector, register

TIMEOUT_S = 8.0
LARGEST_BYTES = 4 * 1024 * 1024


def addresses() -> list[str]:
    """The cities of this portal, as ``meydan.toml`` lists them; none on a home that is a city."""
    if settings.MEYDAN_ROLE != "portal":
        return []
    listed = (str(address).rstrip("/") for address in settings.MEYDAN_HOME.cities)
    return list(dict.fromkeys(address for address in listed if is_address(address)))


def is_address(address: str) -> bool:
    """Whether it is the address of a site and nothing more."""
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.path in ("", "/")


def slug_of(address: str) -> str:
    """A name for a city that has not said its own yet: its host and port."""
    return re.sub(r"[^a-z0-9]+", "-", urlsplit(address).netloc.lower()).strip("-")[:60] or "city"


def connector_of(address: str) -> Connector:
    """The connector of one city; each has its own, so that one that fails does not silence the others."""
    host = urlsplit(address).netloc
    return Connector(
        code=f"federation.{slug_of(address)}",
        names={"tr": f"Şehir: {host}", "fa": f"شهر: {host}", "en": f"City: {host}"},
        timeout_s=TIMEOUT_S,
        enabled_by_default=True,
        # The demo's cities stand on this very machine; a real portal reads public addresses only.
        allow_private=settings.MEYDAN_DEMO,
        max_bytes=LARGEST_BYTES,
        attempts=1,  # the visit itself is repeated, sooner or later
    )


def register_connectors() -> None:
    """Put every listed city on the staff's page of connections."""
    for address in addresses():
        register(connector_of(address))
