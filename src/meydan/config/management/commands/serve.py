"""``meydan serve``: the city, its pages and its worker, from one command."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from meydan.config.ports import HomeIsServed, PortIsTaken, hold, require_free
from meydan.config.preparing import DatabaseIsNewer, DiskIsFull, prepare
from meydan.config.serving import serve


class Command(BaseCommand):
    """Prepare the home, then serve it until told to stop."""

    help = "Serve this home: web pages, machine doors and the worker."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--host", default=settings.MEYDAN_HOME.host)
        parser.add_argument("--port", type=int, default=settings.MEYDAN_HOME.port)
        parser.add_argument("--threads", type=int, default=4, help="requests answered at the same time")
        parser.add_argument(
            "--processes", type=int, default=1, help="web processes; more than one wants PostgreSQL"
        )
        parser.add_argument(
            "--no-worker", action="store_true", help="the worker runs elsewhere (meydan worker)"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        home = settings.MEYDAN_HOME
        if home.path is None:
            raise CommandError("Which home? Go into its folder, or say: meydan --home PATH serve")
        try:
            require_free(options["host"], options["port"])
            # PostgreSQL takes any number of servers; on SQLite two would wait for each other's writes.
            held = (
                None if home.database_url else hold(home.path, f"http://{options['host']}:{options['port']}")
            )
            prepare(self.stdout.write)
        except (PortIsTaken, HomeIsServed, DiskIsFull, DatabaseIsNewer) as obstacle:
            raise CommandError(str(obstacle)) from obstacle
        except DatabaseError as fault:
            raise CommandError(
                f"The database did not answer: {fault}. Look at it with: meydan doctor"
            ) from fault
        self.stdout.write(f"{settings.MEYDAN_HOME.key} is at http://{options['host']}:{options['port']}")
        self.stdout.flush()
        serve(
            host=options["host"],
            port=options["port"],
            threads=options["threads"],
            processes=options["processes"],
            worker=not options["no_worker"],
        )
        if held is not None:
            held.close()
