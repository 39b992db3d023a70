"""``meydan export feed FOLDER``: every document of the feed as files."""

from __future__ import annotations

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone
from rich.console import Console

from meydan.base.files.public import write_whole
from meydan.kernel.exchange.feeds import documents


class Command(BaseCommand):
    """Lay the feed out in a folder, as any web server may hand it on."""

    help = "Write every document at /feed/ into a folder, each whole or not at all."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Name the folder."""
        parser.add_argument("folder", type=Path, help="is made when it is not there")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        """Write file after file and say how many there are."""
        folder: Path = options["folder"]
        sizes: dict[str, int] = {}
        try:
            with Console(stderr=True, quiet=options["json"]).status("Writing the feed") as status:
                for name, body in documents(timezone.now()):
                    status.update(f"Writing {name}")
                    write_whole(folder / name, body)
                    sizes[name] = len(body)
        except OSError as fault:
            raise CommandError(
                f"{folder} could not be written: {fault.strerror}. {len(sizes)} documents are there, each whole."
            ) from fault
        if options["json"]:
            self.stdout.write(json.dumps({"folder": str(folder), "files": sizes}))
        else:
            self.stdout.write(f"{folder}: {len(sizes):,} documents, {sum(sizes.values()):,} bytes.")
