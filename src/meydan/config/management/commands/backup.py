"""``meydan backup``: the whole home in one file."""

from __future__ import annotations

import json
import sqlite3
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from meydan.config.backups import back_up


class Command(BaseCommand):
    """Write a backup while the city goes on serving."""

    help = "Write the whole home into one file."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "file", type=Path, nargs="?", help="by default backups/KEY-DATE.meydan in the home"
        )
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        home = settings.MEYDAN_HOME
        if home.path is None:
            raise CommandError("Which home? Go into its folder, or say: meydan --home PATH backup")
        now = timezone.now()
        file = options["file"] or home.folder("backups") / f"{home.key}-{now:%Y%m%d-%H%M%S}.meydan"
        try:
            manifest = back_up(
                file=file, now=now, say=(lambda line: None) if options["json"] else self.stdout.write
            )
        except (OSError, sqlite3.Error) as fault:  # a full disk is told by either
            raise CommandError(
                f"The backup was not written: {fault}. Free some room or name another folder."
            ) from fault
        if options["json"]:
            self.stdout.write(json.dumps({"file": str(file), **manifest}))
        else:
            self.stdout.write(
                f"{file} holds {len(manifest['sha256'])} files. "
                "Keep it away from this machine: it holds the secret key."
            )
