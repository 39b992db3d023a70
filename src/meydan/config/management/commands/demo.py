"""``meydan demo``: two cities and a portal, made and served on this machine."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from meydan.config.demo_homes import DemoFailed, DemoHome, demo_homes, is_made, make, serve_all
from meydan.config.ports import PortIsTaken, require_free


class Command(BaseCommand):
    """Make the demo homes if they are not there yet, then serve them until Ctrl-C."""

    help = "Serve two demo cities and the portal."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--folder", type=Path, default=Path(".demo"), help="where the demo homes live")
        parser.add_argument(
            "--port", type=int, default=8000, help="the portal's port; the cities take the next two"
        )
        parser.add_argument(
            "--fresh", action="store_true", help="throw the demo homes away and make them anew"
        )
        parser.add_argument("--make-only", action="store_true", help="make the homes and stop")

    def handle(self, *args: Any, **options: Any) -> None:
        homes = demo_homes(options["folder"].resolve(), options["port"])
        try:
            if not options["make_only"]:
                for home in homes:
                    require_free("127.0.0.1", home.port)
            self._make(homes, fresh=options["fresh"])
            if not options["make_only"]:
                serve_all(homes, self.stdout.write)
        except (PortIsTaken, DemoFailed) as obstacle:
            raise CommandError(str(obstacle)) from obstacle

    def _make(self, homes: list[DemoHome], *, fresh: bool) -> None:
        missing = [home for home in homes if fresh or not is_made(home)]
        if missing:
            self.stdout.write("Making the demo homes. This happens once and takes a minute or two.")
            make(missing, self.stdout.write)
