"""Gettext catalogues compiled in Python: no msgfmt on a fresh machine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import polib

from meydan.base.files.public import write_whole


class CatalogueUnreadable(Exception):
    """A .po file has a fault; the message names file and line."""


def catalogues_below(root: Path) -> Iterator[Path]:
    """Yield every .po file of the app folders below ``root``, in a steady order."""
    yield from sorted(root.glob("**/locale/*/LC_MESSAGES/*.po"))


def is_stale(catalogue: Path) -> bool:
    """Say whether the .po is newer than its .mo, or has none."""
    compiled = catalogue.with_suffix(".mo")
    return not compiled.exists() or compiled.stat().st_mtime_ns < catalogue.stat().st_mtime_ns


def compile_one(catalogue: Path) -> None:
    """
    Write the .mo beside a .po in one step, so that no reader sees half of it.

    :raises CatalogueUnreadable: with file and line
    """
    try:
        entries = polib.pofile(str(catalogue), encoding="utf-8")
    except (OSError, UnicodeDecodeError) as fault:
        raise CatalogueUnreadable(f"{catalogue}: {fault}") from fault
    write_whole(catalogue.with_suffix(".mo"), entries.to_binary())


def compile_stale(root: Path) -> int:
    """
    Compile every .po newer than its .mo below ``root``; return how many.

    A folder that may not be written (an installed wheel) is left as it is: the wheel carries its .mo.

    :raises CatalogueUnreadable: with file and line of a faulty .po
    """
    stale = [po for po in catalogues_below(root) if is_stale(po) and os.access(po.parent, os.W_OK)]
    for catalogue in stale:
        compile_one(catalogue)
    return len(stale)
