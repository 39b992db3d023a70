"""``meydan sample``: a believable town for trying things out, and its removal."""

from __future__ import annotations

import json
import time
from argparse import ArgumentParser
from datetime import datetime
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from meydan.base.files.public import whole_file
from meydan.base.jobs.public import run_due
from meydan.base.packs.public import current, sample_removers
from meydan.kernel.strategy.public import backfill
from meydan.site.sample.engine.osm_file import osm_xml
from meydan.site.sample.operations.announcing import fill_announcements
from meydan.site.sample.operations.budgeting import fill_budgets
from meydan.site.sample.operations.casework import fill_cases, sample_photo
from meydan.site.sample.operations.crew import hire
from meydan.site.sample.operations.days import fill_days
from meydan.site.sample.operations.hearings import fill_hearings
from meydan.site.sample.operations.receiving import fill_counters
from meydan.site.sample.operations.reporting import freeze_sample
from meydan.site.sample.operations.sensors import fill_sensors
from meydan.site.sample.operations.town import build_town, store_town

JOBS_AT_ONCE = 5000


class Command(BaseCommand):
    """Fill the home with a sample town, write it as an .osm file, or take every sample row away."""

    help = "Make a sample town from a seed; every row is marked as a sample."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--seed", type=int, help="another town; by default the pack's own seed")
        parser.add_argument("--days", type=int, default=400, help="how many days of measurements")
        parser.add_argument("--cases", type=int, default=200, help="how many cases over the past year")
        parser.add_argument("--osm", type=Path, help="write the town as an OpenStreetMap file and stop")
        parser.add_argument("--remove", action="store_true", help="take every sample row away")
        parser.add_argument("--json", action="store_true", help="answer as JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        if options["remove"]:
            report = {name: remove(now) for name, remove in sample_removers()}
        elif options["osm"]:
            report = self._write_osm(options["osm"], options["seed"])
        else:
            report = self._fill(now, options)
        if options["json"]:
            self.stdout.write(json.dumps(report))
        else:
            self.stdout.write("Done: " + ", ".join(f"{name} {count}" for name, count in report.items()))

    def _write_osm(self, file: Path, seed: int | None) -> dict[str, int]:
        town = build_town(current(), seed)
        try:
            with whole_file(file) as out:
                out.writelines(line.encode() for line in osm_xml(town.features, town.spec.language))
        except OSError as fault:
            raise CommandError(
                f"{file} could not be written: {fault.strerror}. Nothing was left behind."
            ) from fault
        return {"features": len(town.features), "bytes": file.stat().st_size}

    def _fill(self, now: datetime, options: dict[str, Any]) -> dict[str, int]:
        def say(line: str) -> None:
            if not options["json"]:
                self.stdout.write(line)

        pack, started = current(), time.monotonic()
        town = build_town(pack, options["seed"])
        say("Drawing the town")
        places = store_town(town=town, now=now)
        say(f"  {sum(places.values())} places on {len(places)} layers")
        say("Measuring for a year")
        observations = fill_sensors(town=town, pack=pack, now=now, days=options["days"], say=say)
        say("Planning the days")
        happenings = fill_days(town=town, now=now)
        say("Working on cases")
        cases = fill_cases(town=town, pack=pack, now=now, count=options["cases"], say=say)
        say("Announcing")
        actors = hire(now, pack.default_language)
        announced = fill_announcements(
            town=town, actors=actors, photo=sample_photo(), language=pack.default_language, now=now
        )
        budgets = fill_budgets(seed=town.spec.seed, now=now)
        hearings = fill_hearings(seed=town.spec.seed, actor=actors["manager"], now=now) if actors else 0
        say("Receiving people")
        received = fill_counters(seed=town.spec.seed, actor=actors["clerk"], now=now) if actors else 0
        say("Counting the indicators")
        jobs = run_due(timezone.now(), JOBS_AT_ONCE)
        backfill(now=now, months=options["days"] // 30)
        reports = freeze_sample(language=pack.default_language, now=timezone.now())
        return {
            "places": sum(places.values()),
            "observations": observations,
            "occurrences": happenings,
            "cases": cases,
            "announcements": announced,
            "budgets": budgets,
            "hearings": hearings,
            "appointments": received,
            "jobs": jobs,
            "reports": reports,
            "seconds": round(time.monotonic() - started),
        }
