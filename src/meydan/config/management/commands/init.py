"""``meydan init``: make a new home."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from meydan.base.packs.reader import read_pack_head
from meydan.config.home import SETTINGS_FILE, Home, write_home


class Command(BaseCommand):
    """Make a home folder for one city (or for the portal) and prepare its database."""

    help = "Make a new home: a folder that holds one city."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--pack", default="generic", help="which pack the city uses, for example tr/gumushane"
        )
        parser.add_argument(
            "--key", default="", help="short name used in cookies and feeds; the folder's name by default"
        )
        parser.add_argument("--role", default="city", choices=["city", "portal"])
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument(
            "--demo", action="store_true", help="demo roles sign in by one click; never for real use"
        )
        parser.add_argument(
            "--city", action="append", default=[], help="portal only: the address of a city to harvest"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(os.environ.get("MEYDAN_NEW_HOME") or Path.cwd()).resolve()
        if (folder / SETTINGS_FILE).exists():
            raise CommandError(f"{folder} is a home already. Start it with: meydan --home {folder} serve")
        try:
            read_pack_head(options["pack"], settings.MEYDAN_PACK_FOLDERS)
        except Exception as fault:
            raise CommandError(str(fault)) from fault
        key = options["key"] or re.sub(r"[^a-z0-9]+", "-", folder.name.lower()).strip("-") or "city"
        write_home(
            Home(
                path=folder,
                key=key,
                pack=options["pack"],
                role=options["role"],
                demo=options["demo"],
                port=options["port"],
                cities=tuple(options["city"]),
            )
        )
        self.stdout.write(f"Made the home {folder} with the pack {options['pack']}.")
        ready = subprocess.run(  # noqa: S603 - our own program with our own arguments
            [sys.executable, "-m", "meydan", "--home", str(folder), "prepare"], check=False
        )
        if ready.returncode:
            raise CommandError(
                f"The home was made but is not ready. Mend the fault above, then: meydan --home {folder} prepare"
            )
        self.stdout.write(f"Start it with: meydan --home {folder} serve")
