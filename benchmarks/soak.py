"""
Half an hour at two thousand observations a second: does memory stay flat, is everything there at the end?

    python -m benchmarks.soak [--minutes 30] [--database sqlite|postgresql]
"""

from __future__ import annotations

import argparse
import contextlib
import json
import statistics
import sys
import threading
import time
from urllib.parse import quote

from benchmarks.http_load import Ask
from benchmarks.observations_alert import BLOCK, RATE, _small_block
from benchmarks.processes import pss_mb, work_folder
from benchmarks.sensorthings_servers import durable_postgres, ours
from benchmarks.sensorthings_town import Town

LOOK_EVERY_S = 15.0
READS = (
    "/Things?$expand=Datastreams($expand=Observations($top=1;$orderby="
    + quote("phenomenonTime desc") + "))",
    "/Observations?$top=200&$filter=" + quote("result gt 20"),
    "/Datastreams?$count=true",
)  # fmt: skip


def _fill(town: Town, over: threading.Event, sent: list[int]) -> None:
    number, began = 0, time.monotonic()
    while not over.is_set():
        town.send(*[_small_block(town, number + i) for i in range(4)], concurrency=4)
        town.send(town.single(number))
        number += 4
        sent[0] += 4 * BLOCK + 1
        pause = sent[0] / RATE - (time.monotonic() - began)
        if pause > 0:
            over.wait(pause)


def _read(town: Town, over: threading.Event) -> None:
    place = 0
    while not over.wait(0.5):
        town.send(Ask("GET", READS[place % len(READS)]))
        place += 1


def soak(minutes: float, database: str) -> dict[str, object]:
    """Run it; memory [MB] over time, the slope [MB an hour] of its second half, and the counts."""
    with work_folder() as folder, contextlib.ExitStack() as held:
        url = held.enter_context(durable_postgres())[0] if database == "postgresql" else ""
        server = held.enter_context(ours(folder, url, processes=1, worker=True))
        town, over, sent = Town.on(server), threading.Event(), [0]
        threads = [
            threading.Thread(target=_fill, args=(town, over, sent), daemon=True),
            threading.Thread(target=_read, args=(town, over), daemon=True),
        ]
        began, seen = time.monotonic(), []
        for thread in threads:
            thread.start()
        while time.monotonic() - began < minutes * 60:
            time.sleep(LOOK_EVERY_S)
            seen.append((time.monotonic() - began, pss_mb(server.pid)))
            print(f"{seen[-1][0]:6.0f} s {seen[-1][1]:7.1f} MB {sent[0]} sent", file=sys.stderr, flush=True)
            if not threads[0].is_alive():
                raise RuntimeError("the load broke off")
        rate = sent[0] / (time.monotonic() - began)
        over.set()
        for thread in threads:
            thread.join(60)
        stored = sum(_count(town, stream) for stream in town.streams)
    half = seen[len(seen) // 2 :]
    slope = statistics.linear_regression([at for at, _ in half], [mb for _, mb in half]).slope * 3600
    return {
        "database": database, "minutes": minutes, "rate": round(rate), "sent": sent[0], "stored": stored,
        "mb_first": round(seen[0][1], 1), "mb_most": round(max(mb for _, mb in seen), 1),
        "mb_last": round(seen[-1][1], 1), "mb_an_hour": round(slope, 1),
    }  # fmt: skip


def _count(town: Town, stream: int) -> int:
    """Every observation of a datastream, counted page by page as a client would."""
    path, rows = f"/Datastreams({stream})/Observations?$top=10000&$select=id", 0
    while path:
        page = json.loads(town.send(Ask("GET", path)).last)
        rows += len(page["value"])
        path = page.get("@iot.nextLink", "").partition(town.server.mount)[2]
    return rows


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=30)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked = parser.parse_args()
    print(json.dumps(soak(asked.minutes, asked.database)))


if __name__ == "__main__":
    main()
