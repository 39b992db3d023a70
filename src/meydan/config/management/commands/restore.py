"""``meydan restore``: a home from a backup, on SQLite or on PostgreSQL."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from meydan.config.backups import DATABASE, BackupIsDamaged, unpack
from meydan.config.databases import postgresql, sqlite
from meydan.config.home import SETTINGS_FILE
from meydan.config.moving import CopyDiffers, copy_all, open_target


class Command(BaseCommand):
    """Lay a backup out as a new home; with ``--to`` its database moves to PostgreSQL."""

    help = "Make a new home from a backup: meydan --home NEW restore FILE."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument(
            "--to", default="", help="postgresql://user:password@host/name of an empty database"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        if not os.environ.get("MEYDAN_NEW_HOME"):
            raise CommandError("Where to? Say: meydan --home NEW_FOLDER restore FILE")
        folder = Path(os.environ["MEYDAN_NEW_HOME"]).resolve()
        try:
            manifest = unpack(file=options["file"], folder=folder)
        except (BackupIsDamaged, FileExistsError) as fault:
            raise CommandError(str(fault)) from fault
        except OSError as fault:
            raise CommandError(
                f"The backup was not laid out in {folder}: {fault}. Nothing was kept; "
                "free some room or name another folder."
            ) from fault
        self.stdout.write(f"Laid out {manifest['home']} as of {manifest['made_at']} in {folder}.")
        if options["to"]:
            self._move(folder, options["to"])
        ready = subprocess.run(  # noqa: S603 - our own program with our own arguments
            [sys.executable, "-m", "meydan", "--home", str(folder), "prepare"], check=False
        )
        if ready.returncode:
            raise CommandError(
                f"The backup is laid out but not ready. Mend the fault above, then: meydan --home {folder} prepare"
            )
        self.stdout.write(f"Start it with: meydan --home {folder} serve")

    def _move(self, folder: Path, url: str) -> None:
        self.stdout.write("Moving the database to PostgreSQL")
        try:
            source = open_target(sqlite(folder / DATABASE), alias="restored")
            target = open_target(postgresql(url), alias="target")
            copy_all(source, target, self.stdout.write)
        except (DatabaseError, CopyDiffers) as fault:
            raise CommandError(
                f"The move failed: {fault}. The home works on SQLite as it is; "
                "empty the PostgreSQL database and try again."
            ) from fault
        source.close()
        target.close()
        file = folder / SETTINGS_FILE
        kept = re.sub(r"(?m)^database_url.*\n?", "", file.read_text(encoding="utf-8"))
        file.write_text(f'{kept.rstrip()}\ndatabase_url = "{url}"\n', encoding="utf-8")
        file.chmod(0o600)  # the address holds a password
        (folder / DATABASE).rename(folder / f"{DATABASE}.moved")
