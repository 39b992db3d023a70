"""The issuer among the outside systems."""

from __future__ import annotations

from meydan.base.connectors.public import Connector

CONNECTOR = Connector(
    "people.oidc",
    {"tr": "OpenID Connect kimlik sunucusu", "fa": "سرور هویت OpenID Connect", "en": "OpenID Connect issuer"},
    timeout_s=5.0,
    allow_private=True,  # often the city's own; its address stands in meydan.toml, nobody types it in
    max_bytes=512 * 1024,
    attempts=1,  # somebody waits at a door; the next token tries again
)
