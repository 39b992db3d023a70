"""
A backup is one file: the home's settings, secret, database, media and archive, with a digest of each.

The database inside is always SQLite, whatever the home runs on, so that a backup opens anywhere and for long.
"""

from __future__ import annotations

import errno
import hashlib
import json
import shutil
import sqlite3
import tarfile
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection, connections

from meydan import __version__
from meydan.config.databases import sqlite
from meydan.config.home import SETTINGS_FILE
from meydan.config.moving import copy_all, open_target

Say = Callable[[str], object]
DATABASE = "meydan.sqlite3"
MANIFEST = "manifest.json"
FORMAT = 1
# Files that rows of the database speak of: photos, and months of measurements that stand there no more; and the key
# under which others believe the warnings of this city.
FOLDERS = ("media", "archive", "warnings")
SCRATCH, RESTORING = ".backup-", ".restore-"
LEFT_BEHIND_S = 3600  # no backup or restore of a town takes longer, so what is older was killed


class BackupIsDamaged(Exception):
    """A backup file is not whole, or not one of ours; the message says what is wrong and what to do."""


def back_up(*, file: Path, now: datetime, say: Say) -> dict[str, Any]:
    """
    Write a backup of this home to ``file`` while it goes on serving; half a file is never left behind.

    Returns the manifest.
    """
    part = file.with_name(file.name + ".part")
    file.parent.mkdir(parents=True, exist_ok=True)
    _sweep(file.parent, SCRATCH)
    try:
        with tempfile.TemporaryDirectory(dir=file.parent, prefix=SCRATCH) as scratch:
            snapshot = Path(scratch) / DATABASE
            say("Copying the database")
            _snapshot(snapshot, say)
            manifest = _write(part, snapshot, now, say)
        part.replace(file)
    finally:
        part.unlink(missing_ok=True)
    return manifest


def _sweep(folder: Path, prefix: str) -> None:
    """Take away what a backup or restore that was killed left behind: it holds a copy of the database."""
    oldest_at = time.time() - LEFT_BEHIND_S
    for left in folder.glob(f"{prefix}*"):
        if left.is_dir() and left.stat().st_mtime < oldest_at:
            shutil.rmtree(left, ignore_errors=True)


def _snapshot(into: Path, say: Say) -> None:
    if connection.vendor == "sqlite":
        with sqlite3.connect(settings.DATABASES["default"]["NAME"]) as live, sqlite3.connect(into) as copy:
            live.backup(copy)
        copy.close()
        live.close()
        return
    target = open_target(sqlite(into), alias="backup")
    copy_all(connection, target, say)
    target.close()
    del connections["backup"]
    with sqlite3.connect(into) as copy:
        copy.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        copy.execute("PRAGMA journal_mode=DELETE")
    copy.close()


def _write(part: Path, snapshot: Path, now: datetime, say: Say) -> dict[str, Any]:
    home = settings.MEYDAN_HOME
    members = {
        DATABASE: snapshot,
        SETTINGS_FILE: _settings_without_address(snapshot.parent),
        "secret_key": home.folder("secret_key"),
    }
    # After the database: a month that it names was on the disk before.
    for name in FOLDERS:
        folder = home.folder(name)
        for found in sorted(folder.rglob("*")) if folder.is_dir() else []:
            if found.is_file() and not found.name.startswith("."):
                members[f"{name}/{found.relative_to(folder).as_posix()}"] = found
    say(f"Packing {len(members)} files")
    manifest = {
        "format": FORMAT,
        "meydan": __version__,
        "home": home.key,
        "pack": home.pack,
        "made_at": now.isoformat(),
        "sha256": {name: _digest(path) for name, path in members.items()},
    }
    # It holds the secret key: nobody but its owner may read it, not even while it is written.
    part.touch(mode=0o600)
    with tarfile.open(part, "w:gz", compresslevel=5) as archive:
        about = Path(snapshot.parent) / MANIFEST
        about.write_text(json.dumps(manifest, indent=1))
        archive.add(about, MANIFEST)
        for name, path in members.items():
            archive.add(path, name)
    return manifest


def _settings_without_address(scratch: Path) -> Path:
    """The home's settings less the database's address: a restored copy must never write into the original."""
    kept = [
        line
        for line in settings.MEYDAN_HOME.folder(SETTINGS_FILE).read_text(encoding="utf-8").splitlines()
        if not line.lstrip().startswith("database_url")
    ]
    cleaned = scratch / SETTINGS_FILE
    cleaned.write_text("\n".join(kept) + "\n", encoding="utf-8")
    return cleaned


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def unpack(*, file: Path, folder: Path) -> dict[str, Any]:
    """
    Check a backup and lay it out as a home in ``folder``, all or nothing. Returns the manifest.

    :raises BackupIsDamaged: if the file is cut, changed, foreign, or of a newer Meydan
    :raises FileExistsError: if the folder holds something already
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FileExistsError(f"{folder} is not empty. Restore into a new folder; nothing was changed.")
    folder.parent.mkdir(parents=True, exist_ok=True)
    _sweep(folder.parent, RESTORING)
    scratch = Path(tempfile.mkdtemp(dir=folder.parent, prefix=RESTORING))
    try:
        manifest = _lay_out(file, scratch)
        if folder.exists():
            folder.rmdir()
        scratch.replace(folder)
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return manifest


def _lay_out(file: Path, scratch: Path) -> dict[str, Any]:
    try:
        with tarfile.open(file, "r:gz") as archive:
            # The data filter refuses links, devices and paths that leave the folder.
            archive.extractall(scratch, filter="data")
        manifest: dict[str, Any] = json.loads((scratch / MANIFEST).read_text())
        newer, expected = manifest["format"] > FORMAT, dict(manifest["sha256"])
    except (tarfile.TarError, EOFError, OSError, ValueError, KeyError, TypeError, zlib.error) as fault:
        if isinstance(fault, OSError) and fault.errno in (errno.ENOSPC, errno.EDQUOT):
            raise  # a full disk says nothing against the backup
        raise BackupIsDamaged(
            f"{file} is not a whole Meydan backup ({fault}). Take an earlier one; nothing was changed."
        ) from fault
    if newer:
        raise BackupIsDamaged(
            f"{file} was made by a newer Meydan ({manifest.get('meydan')}). Update first; nothing was changed."
        )
    (scratch / MANIFEST).unlink()
    for name in _changed(scratch, expected):
        raise BackupIsDamaged(
            f"{file}: {name} inside is not as it was packed. Take an earlier backup; nothing was changed."
        )
    (scratch / "secret_key").chmod(0o600)
    return manifest


def _changed(scratch: Path, expected: dict[str, str]) -> Iterator[str]:
    """Names of files that are missing, differ, or were never packed."""
    found = {path.relative_to(scratch).as_posix(): path for path in scratch.rglob("*") if path.is_file()}
    for name in sorted({*found, *expected, DATABASE, SETTINGS_FILE, "secret_key"}):
        if name not in found or _digest(found[name]) != expected.get(name):
            yield name
