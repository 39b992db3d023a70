"""``meydan recompute``: counts every indicator now, and its past months when asked."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from meydan.kernel.strategy.operations.computing import backfill, recompute


class Command(BaseCommand):
    """Count the indicators anew."""

    help = "Count every indicator anew, and with --backfill-months also how it stood at past month ends."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--backfill-months", type=int, default=0, help="how many past months to compute")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        counted = recompute(now=now)
        past = backfill(now=now, months=options["backfill_months"])
        self.stdout.write(f"Done: {counted} indicators counted, {past} values of past months.")
