"""A home: one folder that is one city (or the portal), with its settings, database and files."""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass, field
from pathlib import Path

SETTINGS_FILE = "meydan.toml"
ROLES = ("city", "portal")


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
    cities: tuple[str, ...] = field(default_factory=tuple)

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
        if not file.exists():
            handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "w") as out:
                out.write(secrets.token_urlsafe(64))
        return file.read_text().strip()


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


def _home_from(file: Path, values: dict[str, object]) -> Home:
    known = {
        "key",
        "pack",
        "role",
        "demo",
        "host",
        "port",
        "database_url",
        "allowed_hosts",
        "public_url",
        "cities",
    }
    unknown = sorted(set(values) - known)
    if unknown:
        raise HomeIsUnreadable(
            f"{file}: unknown setting {unknown[0]!r}. Known settings: {', '.join(sorted(known))}."
        )
    if values.get("role", "city") not in ROLES:
        raise HomeIsUnreadable(f"{file}: role must be one of {', '.join(ROLES)}, not {values['role']!r}.")
    lists = {k: tuple(v) for k, v in values.items() if isinstance(v, list)}
    environment: dict[str, object] = {}
    if os.environ.get("DATABASE_URL"):
        environment["database_url"] = os.environ["DATABASE_URL"]
    if os.environ.get("MEYDAN_PORT"):
        environment["port"] = int(os.environ["MEYDAN_PORT"])
    return Home(path=file.parent.resolve(), **{**values, **lists, **environment})  # type: ignore[arg-type]


def write_home(home: Home) -> None:
    """Write ``meydan.toml`` of a new home."""
    if home.path is None:
        raise HomeIsUnreadable("A home that is nowhere cannot be written.")
    home.path.mkdir(parents=True, exist_ok=True)
    lines = [
        f'key = "{home.key}"',
        f'pack = "{home.pack}"',
        f'role = "{home.role}"',
        f"demo = {str(home.demo).lower()}",
        f'host = "{home.host}"',
        f"port = {home.port}",
    ]
    if home.cities:
        lines.append("cities = [" + ", ".join(f'"{city}"' for city in home.cities) + "]")
    if home.database_url:
        lines.append(f'database_url = "{home.database_url}"')
    temporary = home.path / (SETTINGS_FILE + ".part")
    temporary.write_text("\n".join(lines) + "\n", encoding="utf-8")
    temporary.replace(home.path / SETTINGS_FILE)
