"""A pack under examination: its own files with their lines, and the whole it inherits."""

from __future__ import annotations

import difflib
from collections.abc import Callable, Iterable
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from meydan.base.packs.checking.fault import Fault, TomlLines
from meydan.base.packs.pack import Pack
from meydan.base.packs.reader import HEAD_FILE, PackUnreadable, read_csv, read_text, read_toml

Answer = TypeVar("Answer")


class Book:
    """
    The pack being checked, and the faults found so far.

    :param folder: the pack's own folder
    :param pack: the pack with all it inherits
    """

    def __init__(self, folder: Path, pack: Pack) -> None:
        self.folder = folder
        self.pack = pack
        self.faults: list[Fault] = []
        self._lines: dict[Path, TomlLines] = {}
        self._own = self._read_own()

    def fault(self, file: Path, line: int, problem: str, remedy: str) -> None:
        """Write a fault down."""
        self.faults.append(Fault(file, line, problem, remedy))

    def at(self, file: Path, *path: Any) -> int:
        """The line of a key in one of the pack's own TOML files."""
        if file not in self._lines:
            self._lines[file] = TomlLines(read_text(file)) if file.is_file() else TomlLines("")
        return self._lines[file].of(*path)

    # --- the pack's own files ----------------------------------------------------------------
    def files(self, suffix: str) -> list[Path]:
        """The pack's own files with that suffix, without those of packs that lie below it."""
        return sorted(file for file in self.folder.rglob(f"*{suffix}") if self._is_own(file))

    def _is_own(self, file: Path) -> bool:
        between = file.relative_to(self.folder).parents
        return not any((self.folder / above / HEAD_FILE).is_file() for above in between if above != Path())

    def _read_own(self) -> dict[Path, dict[str, Any]]:
        own: dict[Path, dict[str, Any]] = {}
        for file in self.files(".toml"):
            try:
                own[file] = read_toml(file)
            except PackUnreadable as unreadable:
                self.fault(unreadable.file, unreadable.line, unreadable.problem, unreadable.remedy)
        return own

    def documents(self, folder: str) -> dict[Path, dict[str, Any]]:
        """The pack's own readable TOML documents of a folder."""
        return {file: document for file, document in self._own.items() if file.parent == self.folder / folder}

    def document(self, name: str) -> tuple[Path, dict[str, Any]] | None:
        """One of the pack's own documents, when it has it and it can be read."""
        file = self.folder / f"{name}.toml"
        return (file, self._own[file]) if file in self._own else None

    def own(self) -> dict[Path, dict[str, Any]]:
        """Every readable TOML document of the pack itself."""
        return dict(self._own)

    # --- the whole ---------------------------------------------------------------------------
    def whole(self, name: str) -> dict[str, Any]:
        """The document with what it inherits; empty when a part of it cannot be read."""
        return self._or(lambda: self.pack.document(name), {})

    def codes(self, table: str) -> set[str]:
        """The codes of a table with what it inherits."""
        return self._or(lambda: {row["code"] for row in self.pack.table(table) if "code" in row}, set())

    @cached_property
    def services(self) -> dict[str, dict[str, Any]]:
        """Every service in reach."""
        return self._or(lambda: self.pack.documents("services"), {})

    @cached_property
    def workflows(self) -> dict[str, dict[str, Any]]:
        """Every workflow in reach."""
        return self._or(lambda: self.pack.documents("workflows"), {})

    @cached_property
    def papers(self) -> dict[str, dict[str, Any]]:
        """Every kind of paper in reach."""
        return self._or(lambda: self.pack.documents("papers"), {})

    @cached_property
    def laws(self) -> set[str]:
        """The ids of every article in reach."""
        return {str(entry.get("id")) for entry in self.whole("laws").get("law", [])}

    @cached_property
    def units(self) -> set[str]:
        """The codes of every unit in reach."""
        return self.codes("units")

    def _or(self, read: Callable[[], Answer], empty: Answer) -> Answer:
        try:
            return read()
        except PackUnreadable:
            # The unreadable file has its own fault already; what leans on it is not judged.
            return empty

    @cached_property
    def is_readable(self) -> bool:
        """Whether every file of the pack can be read, so that a missing reference is truly missing."""
        try:
            for file in self.files(".csv"):
                read_csv(file)
        except PackUnreadable:
            return False
        return len(self._own) == len(self.files(".toml"))

    def refer(self, file: Path, line: int, what: str, code: str, known: Iterable[str]) -> None:
        """Write a fault down when a code points at nothing."""
        choices = sorted(known)
        if code in choices or not self.is_readable:
            return
        near = difflib.get_close_matches(code, choices, n=3)
        remedy = (
            f"Did you mean {' or '.join(near)}?"
            if near
            else f"Add it, or use one of: {', '.join(choices[:12])}."
        )
        self.fault(file, line, f"There is no {what} {code!r}.", remedy)
