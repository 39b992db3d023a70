"""A fault in a pack, and the little machinery that finds its line."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HEADER = re.compile(r"^\s*(\[\[|\[)\s*([^\]]+?)\s*\]")
KEY = re.compile(r"""^\s*["']?([A-Za-z0-9_.-]+)["']?\s*=""")


@dataclass(frozen=True, order=True)
class Fault:
    """One thing to mend: where it stands, what is wrong, what to do."""

    file: Path
    line: int
    problem: str
    remedy: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.problem} {self.remedy}"


class TomlLines:
    """
    The line on which each key of a TOML file stands; the standard reader does not tell.

    Keys are paths such as ``("clock", 0, "unit")``; an unknown path answers with its nearest ancestor.
    """

    def __init__(self, text: str) -> None:
        self._lines: dict[tuple[Any, ...], int] = {(): 1}
        counts: dict[tuple[Any, ...], int] = {}
        where: tuple[Any, ...] = ()
        for number, line in enumerate(text.splitlines(), start=1):
            if header := HEADER.match(line):
                where = self._enter(header[2], header[1] == "[[", counts)
                self._lines.setdefault(where, number)
            elif key := KEY.match(line):
                self._lines.setdefault((*where, *key[1].split(".")), number)

    def _enter(self, name: str, is_item: bool, counts: dict[tuple[Any, ...], int]) -> tuple[Any, ...]:
        path: tuple[Any, ...] = ()
        parts = [part.strip("\"' ") for part in name.split(".")]
        for part in parts[:-1]:
            path = (*path, part)
            if path in counts:
                path = (*path, counts[path])
        path = (*path, parts[-1])
        if is_item:
            counts[path] = counts.get(path, -1) + 1
            path = (*path, counts[path])
        return path

    def of(self, *path: Any) -> int:
        """The line of a key, or of the nearest table that holds it."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]
