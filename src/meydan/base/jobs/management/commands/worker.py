"""``meydan worker``: run the jobs of this home."""

from __future__ import annotations

import os
import signal
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from meydan.base.jobs.worker import LEASE_S, Worker


class Command(BaseCommand):
    """Takes jobs until it is told to stop; the job in hand is finished first."""

    help = "Run the jobs of this home until stopped (Ctrl-C or SIGTERM finish the job in hand)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="run what is due now, then stop")
        parser.add_argument("--concurrency", type=int, default=1, metavar="N", help="jobs at one time")
        parser.add_argument(
            "--lease", type=float, default=LEASE_S, metavar="SECONDS", help="take over a silent worker after"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        worker = Worker(concurrency=max(1, options["concurrency"]), lease_s=max(1.0, options["lease"]))
        self._listen(worker)
        if options["once"]:
            self.stdout.write(f"{worker.run_once()} jobs run.")
            return
        self.stdout.write(f"Working as {worker.owner}. Stop with Ctrl-C.")
        worker.run()

    def _listen(self, worker: Worker) -> None:
        told: list[int] = []

        def stop(number: int, frame: object) -> None:
            if told:
                # Asked twice: leave at once. The lease runs out and another worker does the job over.
                os._exit(128 + number)
            told.append(number)
            worker.ask_to_stop()

        signal.signal(signal.SIGTERM, stop)
        signal.signal(signal.SIGINT, stop)
