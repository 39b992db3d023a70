"""Rates and processor time of loads, taken by turns and compared pair by pair."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from meydan.config.benching import Figure

TICK_S = 1 / os.sysconf("SC_CLK_TCK")


def cpu_s(pids: Iterable[int]) -> float:
    """Processor time [s] of these processes, and of their children that have ended."""
    total = 0
    for pid in pids:
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        total += sum(map(int, fields[11:15]))
    return total * TICK_S


@dataclass(frozen=True)
class Taken:
    """One load: how many units a second, and processor milliseconds a unit."""

    rate: float
    cpu_ms: float


def taken(act: Callable[[], float], units: int, pids: Callable[[], Sequence[int]]) -> Taken:
    """Run a load of ``units``; ``act`` returns the seconds it took."""
    before = cpu_s(pids())
    wall_s = act()
    return Taken(units / wall_s, (cpu_s(pids()) - before) * 1000 / units)


def compared(
    ours: Sequence[float], peer: Sequence[float], *, lower: bool, digits: int, note: str = ""
) -> Figure:
    """Medians of both, and the median of the pairwise ratio: how many times better ours is."""
    ratios = [(p / o if lower else o / p) if o and p else 0.0 for o, p in zip(ours, peer, strict=True)]
    pairs = f"ratio {min(ratios):.2f} to {max(ratios):.2f}"
    return Figure(
        ours=round(statistics.median(ours), digits), runs=len(ours),
        spread=(round(min(ours), digits), round(max(ours), digits)), peer=round(statistics.median(peer), digits),
        ratio=round(statistics.median(ratios), 2), note=f"{note}; {pairs}" if note else pairs,
    )  # fmt: skip
