"""What ``connectors.toml`` says: in the home folder first, then in the pack."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings

from meydan.base.connectors.registry import Connector
from meydan.base.packs.public import current

FILE = "connectors.toml"


class ConnectorSettingsUnreadable(Exception):
    """``connectors.toml`` in the home has a fault; the message names it."""


def settings_of(connector: Connector) -> dict[str, Any]:
    """
    The connector's table, the home's values over the pack's.

    Addresses, keys and tokens of a city stand in its home folder, never in a pack.

    :raises ConnectorSettingsUnreadable: if the file is not TOML
    """
    return {**_pack_table(connector.code), **_home_table(connector.code)}


def is_enabled(connector: Connector) -> bool:
    """Whether calls may be made at all."""
    return bool(settings_of(connector).get("enabled", connector.enabled_by_default))


def base_url(connector: Connector) -> str:
    """The address of the system, without a trailing slash; empty if nobody has said it."""
    return str(settings_of(connector).get(connector.base_url_setting, "")).rstrip("/")


def _home_table(code: str) -> dict[str, Any]:
    home: Path | None = settings.MEYDAN_HOME.path
    if home is None or not (home / FILE).is_file():
        return {}
    try:
        values = tomllib.loads((home / FILE).read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise ConnectorSettingsUnreadable(f"{home / FILE}: {fault}") from fault
    return _table(values, code)


def _pack_table(code: str) -> dict[str, Any]:
    return _table(current().document("connectors"), code)


def _table(values: dict[str, Any], code: str) -> dict[str, Any]:
    # A code with a dot, [weather.mgm], is a table inside a table in TOML.
    found: Any = values
    for part in code.split("."):
        found = found.get(part, {}) if isinstance(found, dict) else {}
    return found if isinstance(found, dict) else {}
