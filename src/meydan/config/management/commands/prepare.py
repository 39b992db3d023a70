"""``meydan prepare``: bring a home up to date."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError

from meydan.config.preparing import DatabaseIsNewer, DiskIsFull, prepare


class Command(BaseCommand):
    """Apply what a new version or a new pack brings; safe to run at any time."""

    help = "Bring the home's database and texts up to date."
    requires_system_checks: list[str] = []

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            prepare(self.stdout.write)
        except (DiskIsFull, DatabaseIsNewer) as full:
            raise CommandError(str(full)) from full
        except DatabaseError as fault:
            raise CommandError(
                f"The database did not answer as it should: {fault}. Nothing half-done was kept. "
                "Look at it with: meydan doctor"
            ) from fault
