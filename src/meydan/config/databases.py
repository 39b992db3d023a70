"""One database a home: SQLite in the folder by default, PostgreSQL by address."""

from __future__ import annotations

from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

# WAL lets readers go on while one writer writes; NORMAL may lose the last commits at a power cut
# but never corrupts; a mapped 128 MB keeps hot pages out of read() calls.
SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL;PRAGMA temp_store=MEMORY;"
    "PRAGMA mmap_size=134217728;PRAGMA foreign_keys=ON;"
)
BUSY_TIMEOUT_S = 30


class AddressUnreadable(ValueError):
    """The address of a database is none; the message says what it should look like, and keeps passwords."""


def sqlite(file: Path | str) -> dict[str, Any]:
    """Settings of the embedded database in ``file``."""
    return {
        "ENGINE": "django.db.backends.sqlite3",
        "NAME": str(file),
        "CONN_MAX_AGE": None,
        "OPTIONS": {
            "transaction_mode": "IMMEDIATE",
            "timeout": BUSY_TIMEOUT_S,
            "init_command": SQLITE_PRAGMAS,
        },
    }


def postgresql(url: str) -> dict[str, Any]:
    """
    Settings of a PostgreSQL database from ``postgresql://user:password@host:port/name``.

    A query ``?host=/run/postgresql`` reaches a Unix socket.
    """
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError as fault:
        raise AddressUnreadable(
            "database_url cannot be read: write postgresql://user:password@host:5432/name, "
            "with signs in the password percent-encoded."
        ) from fault
    query = dict(item.split("=", 1) for item in parts.query.split("&") if "=" in item)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": unquote(parts.path.lstrip("/")),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": unquote(query.get("host", parts.hostname or "")),
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": {},
    }


def database_of(url: str, default_file: Path | str) -> dict[str, Any]:
    """The settings a home's ``database_url`` asks for; empty means SQLite in the home folder."""
    if not url:
        return sqlite(default_file)
    if url.startswith(("postgresql://", "postgres://")):
        return postgresql(url)
    if url.startswith("sqlite:///"):
        return sqlite(url.removeprefix("sqlite:///"))
    raise AddressUnreadable(f"database_url {url.split('@')[-1]!r} is neither postgresql:// nor sqlite:///")
