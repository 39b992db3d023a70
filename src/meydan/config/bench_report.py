"""How benchmark results are shown: a table for the terminal, and docs/benchmarks.md."""

from __future__ import annotations

import os
import platform
import re
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from meydan.config.benching import Row

HEADINGS = ("case", "ours", "peer", "ratio", "unit", "must", "aim", "runs", "least to most", "remark")
HEAD = """# Benchmarks

Latest results, each with its date and machine. `make bench` measures all of them,
`.venv/bin/meydan bench NAME --write` measures one and writes it here.

*Must* is the floor, *aim* is what we are after; a figure that misses its must is **bold**, one that misses
its aim is *slanted*. Figures without a peer belong to the machine at hand: read them beside its `calibration`
row. A ratio above 1 is ahead of the peer.
"""


def cells(row: Row) -> tuple[str, ...]:
    """One row as text, in the order of ``HEADINGS``."""
    spread = f"{row.spread[0]:g} to {row.spread[1]:g}" if row.spread else ""
    return (
        row.case,
        _number(row.ours),
        _number(row.peer),
        _number(row.ratio),
        row.unit,
        _number(row.must),
        _number(row.aim),
        str(row.runs or ""),
        spread,
        row.why or row.note,
    )


def text_table(rows: Sequence[Row]) -> str:
    """The rows as columns of equal width."""
    lines = [HEADINGS, *(cells(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(HEADINGS))]
    return "\n".join(
        "  ".join(cell.ljust(width) for cell, width in zip(line, widths, strict=True)).rstrip()
        for line in lines
    )


def section(name: str, database: str, rows: Sequence[Row], now: datetime) -> str:
    """The part of docs/benchmarks.md about one benchmark."""
    lines = [
        f"## {name}",
        "",
        f"{now:%Y-%m-%d %H:%M} UTC, {database}, {machine()}.",
        "",
        f"| {' | '.join(HEADINGS)} |",
        "|" + "---|" * len(HEADINGS),
    ]
    for row in rows:
        case, ours, *others = cells(row)
        lines.append(f"| {' | '.join((f'`{case}`', _marked(ours, row), *others))} |")
    return "\n".join(lines) + "\n"


def written(text: str, name: str, part: str) -> str:
    """The text of docs/benchmarks.md with the part of one benchmark put in or replaced, in order of name."""
    parts = {
        match["name"]: match[0].strip() + "\n"
        for match in re.finditer(r"^## (?P<name>\S+)\n.*?(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    }
    parts[name] = part
    return "\n".join([HEAD, *(parts[key] for key in sorted(parts))])


def machine() -> str:
    """Processor, cores, memory, system and load of this machine."""
    system = f"{platform.system()} {platform.release()}, Python {platform.python_version()}"
    load = f"load {os.getloadavg()[0]:.1f} at the end"
    return ", ".join(filter(None, (_processor(), f"{os.cpu_count()} cores", _memory(), system, load)))


def _processor() -> str:
    facts = Path("/proc/cpuinfo")
    found = re.search(r"model name\s*: (.+)", facts.read_text()) if facts.exists() else None
    return found[1] if found else platform.machine()


def _memory() -> str:
    facts = Path("/proc/meminfo")
    found = re.search(r"MemTotal:\s+(\d+) kB", facts.read_text()) if facts.exists() else None
    return f"{int(found[1]) / 2**20:.0f} GB" if found else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:g}"


def _marked(text: str, row: Row) -> str:
    if not text:
        return "not run"
    if row.misses(row.must):
        return f"**{text}**"
    return f"*{text}*" if row.misses(row.aim) else text
