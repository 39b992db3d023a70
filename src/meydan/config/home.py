"""A home: one folder that is one city (or the portal), with its settings, database and files."""

from __future__ import annotations

import json
import os
import secrets
import tomllib
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from meydan.base.files.public import OWNER_ALONE, write_whole
from meydan.config.kinds import KINDS, oidc_fault

SETTINGS_FILE = "meydan.toml"
DATABASE_FILE = "meydan.sqlite3"
PACK_MARK = "pack_read"
ALWAYS_WRITTEN = ("key", "pack", "role", "demo", "host", "port")


class HomeIsUnreadable(Exception):
    """The folder is not a home, or its meydan.toml has a fault; the message says what to do."""


@dataclass(frozen=True)
class Home:
    """What ``meydan.toml`` in a home folder says."""

    path: Path | None
    key: str = "meydan"
    pack: str = "generic"
    role: str = "city"
    demo: bool = False
    host: str = "127.0.0.1"
    port: int = 8000
    database_url: str = ""
    allowed_hosts: tuple[str, ...] = ("127.0.0.1", "localhost", "[::1]")
    public_url: str = ""
    open_sensorthings: bool = False
    cities: tuple[str, ...] = ()
    oidc_issuer: str = ""
    oidc_audience: str = ""
    oidc_keys: str = ""
    oidc_account_claim: str = ""
    oidc_scopes: tuple[str, ...] = ()

    @property
    def address(self) -> str:
        """Where citizens reach this home, without a trailing slash."""
        return self.public_url.rstrip("/") or f"http://{self.host}:{self.port}"

    def folder(self, name: str) -> Path:
        """A folder inside the home; a home that is nowhere keeps its files in the temporary folder."""
        if self.path is None:
            import tempfile

            return Path(tempfile.gettempdir()) / f"meydan-nowhere-{os.getuid()}" / name
        return self.path / name

    def secret_key(self) -> str:
        """The home's secret, made once with the owner's rights alone."""
        if self.path is None:
            return "a home that is nowhere keeps no secret and serves nobody"
        file = self.path / "secret_key"
        try:
            key = file.read_text().strip() if file.exists() else ""
        except (OSError, UnicodeDecodeError) as fault:
            raise HomeIsUnreadable(
                f"{file} cannot be read ({fault}). Put back the one from a backup, or let your account read it."
            ) from fault
        return key or self._new_secret_key(file)

    def _new_secret_key(self, file: Path) -> str:
        if (file.parent / DATABASE_FILE).exists() or (file.parent / PACK_MARK).exists():
            # A new key would be taken without a word, and every sealed name and phone be lost behind it.
            raise HomeIsUnreadable(
                f"{file} is missing or empty, and without it the names and phones in this home cannot be read. "
                "Put back the one from a backup. Nothing was changed."
            )
        key = secrets.token_urlsafe(64)
        # Whole or not at all: a start that is cut here must not leave an empty key behind.
        write_whole(file, key, mode=OWNER_ALONE)
        return key


def open_home(path: Path | None) -> Home:
    """
    Read a home folder; ``None`` gives a home that is nowhere (for making migrations and for tests).

    :raises HomeIsUnreadable: with the file and the remedy
    """
    if path is None:
        return Home(path=None, database_url=os.environ.get("DATABASE_URL", ""))
    file = path / SETTINGS_FILE
    if not file.is_file():
        raise HomeIsUnreadable(
            f"{path} is not a Meydan home: it has no {SETTINGS_FILE}. "
            f"Make one with: meydan init --home {path} --pack tr/gumushane"
        )
    try:
        values = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as fault:
        raise HomeIsUnreadable(f"{file}: {fault}. Mend that line and start again.") from fault
    return _home_from(file, values)


def _home_from(file: Path, values: dict[str, Any]) -> Home:
    checked = _checked(file, {**values, **_environment()})
    lists = {name: tuple(value) for name, value in checked.items() if isinstance(value, list)}
    home = Home(path=file.parent.resolve(), **{**checked, **lists})
    if not home.database_url and home.folder(PACK_MARK).exists() and not home.folder(DATABASE_FILE).exists():
        # SQLite would make an empty file without a word, and the city would open without its past.
        raise HomeIsUnreadable(
            f"{home.folder(DATABASE_FILE)} is missing, though this home was in use. Put it back, or lay a backup "
            "out as a new home: meydan --home NEW_FOLDER restore FILE. "
            f"To begin again with an empty city, delete {home.folder(PACK_MARK)}."
        )
    return home


def _environment() -> dict[str, Any]:
    """What the environment says louder than the file: for containers, whose address and port come from outside."""
    said: dict[str, Any] = {}
    if address := os.environ.get("DATABASE_URL"):
        said["database_url"] = address
    if port := os.environ.get("MEYDAN_PORT"):
        said["port"] = int(port) if port.isascii() and port.isdigit() else port
    return said


def _checked(file: Path, values: dict[str, Any]) -> dict[str, Any]:
    """
    The same values, each known and of its kind.

    :raises HomeIsUnreadable: naming the first that is not
    """
    for name, value in values.items():
        if name not in KINDS:
            raise HomeIsUnreadable(
                f"{file}: unknown setting {name!r}. Known settings: {', '.join(sorted(KINDS))}."
            )
        kind, words, fits = KINDS[name]
        if type(value) is not kind or not fits(value):
            raise HomeIsUnreadable(f"{file}: {name} must be {words}, not {value!r}.")
    if fault := oidc_fault(values):
        raise HomeIsUnreadable(f"{file}: {fault}")
    return values


def write_home(home: Home) -> None:
    """
    Write ``meydan.toml`` of a new home: what every home says, and what differs from the default.

    :raises HomeIsUnreadable: if it could not be read back
    """
    if home.path is None:
        raise HomeIsUnreadable("A home that is nowhere cannot be written.")
    file = home.path / SETTINGS_FILE
    plain = Home(path=None)
    values = {
        name: list(value) if isinstance(value, tuple) else value
        for name, value in asdict(home).items()
        if name in ALWAYS_WRITTEN or (name in KINDS and value != getattr(plain, name))
    }
    # JSON's strings, lists, numbers and booleans are TOML's.
    lines = [
        f"{name} = {json.dumps(value, ensure_ascii=False)}" for name, value in _checked(file, values).items()
    ]
    write_whole(file, "\n".join(lines) + "\n")
