"""Reads packs from disk without Django, so that settings can be drawn from a pack's head."""

from __future__ import annotations

import csv
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HEAD_FILE = "pack.toml"
GENERIC = "generic"
LANGUAGES = ("tr", "fa", "en")


class PackNotFound(Exception):
    """No pack of that name is in any of the folders; the message lists those that are."""


class PackUnreadable(Exception):
    """A file of a pack cannot be read; carries the file, the line and what to do."""

    def __init__(self, file: Path, line: int, problem: str, remedy: str) -> None:
        super().__init__(f"{file}:{line}: {problem} {remedy}")
        self.file, self.line, self.problem, self.remedy = file, line, problem, remedy


class Row(dict[str, str]):
    """One row of a pack table: cells by column, and where the row stands."""

    def __init__(self, cells: dict[str, str], file: Path, line: int) -> None:
        super().__init__(cells)
        self.file = file
        self.line = line


@dataclass(frozen=True)
class PackHead:
    """What the settings need to know of a pack."""

    id: str
    default_language: str
    timezone: str
    names: dict[str, str] = field(default_factory=dict)
    accent: str = ""
    kind: str = "city"


def lineage_of(pack_id: str) -> list[str]:
    """
    The packs a pack inherits from, oldest first, itself last.

    >>> lineage_of("tr/gumushane/demo")
    ['generic', 'tr', 'tr/gumushane', 'tr/gumushane/demo']
    """
    parts = [part for part in pack_id.strip("/").split("/") if part]
    paths = ["/".join(parts[: i + 1]) for i in range(len(parts))]
    return paths if paths[:1] == [GENERIC] else [GENERIC, *paths]


def folders_of(pack_id: str, folders: Sequence[Path]) -> list[Path]:
    """
    Every folder that holds a part of this pack; a home may add files to a pack that is shipped.

    :raises PackNotFound: when none of the folders has its ``pack.toml``
    """
    found = [folder / pack_id for folder in folders if (folder / pack_id).is_dir()]
    if not any((folder / HEAD_FILE).is_file() for folder in found):
        known = ", ".join(known_packs(folders)) or "none"
        raise PackNotFound(f"There is no pack {pack_id!r}. Known packs: {known}.")
    return found


def known_packs(folders: Sequence[Path]) -> list[str]:
    """The ids of every pack in these folders, in order."""
    ids = {
        head.parent.relative_to(folder).as_posix()
        for folder in folders
        if folder.is_dir()
        for head in folder.rglob(HEAD_FILE)
    }
    return sorted(ids)


def read_text(file: Path) -> str:
    """
    The text of a pack file, which is UTF-8 with or without a byte order mark.

    :raises PackUnreadable: when it is in another encoding
    """
    body = file.read_bytes()
    try:
        return body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = body[: fault.start].count(b"\n") + 1
        raise PackUnreadable(
            file, line, "The file is not UTF-8.", "Save it again as UTF-8 (in Excel: CSV UTF-8)."
        ) from fault


def read_toml(file: Path) -> dict[str, Any]:
    """
    The document in a TOML file.

    :raises PackUnreadable: with the line of the fault
    """
    text = read_text(file)
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as fault:
        line = _line_in(str(fault)) or text.count("\n") + 1
        raise PackUnreadable(file, line, f"This is not valid TOML: {fault}.", "Mend that line.") from fault


def _line_in(message: str) -> int:
    """Python 3.11 tells the line of a TOML fault only in words: ``… (at line 3, column 5)``."""
    _, _, tail = message.partition("at line ")
    digits = tail.split(",")[0]
    return int(digits) if digits.isdigit() else 0


def read_csv(file: Path) -> list[Row]:
    """
    The rows of a CSV file; lines that begin with ``#`` are remarks, empty lines are passed over.

    :raises PackUnreadable: when a row has more or fewer cells than the heading
    """
    reader = csv.reader(_without_remarks(read_text(file)), strict=True)
    heading: list[str] = []
    rows: list[Row] = []
    try:
        for cells in reader:
            if not any(cell.strip() for cell in cells):
                continue
            if not heading:
                heading = [cell.strip() for cell in cells]
                continue
            rows.append(_row(file, reader.line_num, heading, cells))
    except csv.Error as fault:
        raise PackUnreadable(
            file, reader.line_num, f"This is not valid CSV: {fault}.", "Close the quotes on that line."
        ) from fault
    return rows


def heading_of(file: Path) -> tuple[list[str], int]:
    """The column names of a CSV file and the line they stand on; no columns when the file is empty."""
    reader = csv.reader(_without_remarks(read_text(file)))
    for cells in reader:
        if any(cell.strip() for cell in cells):
            return [cell.strip() for cell in cells], reader.line_num
    return [], 1


def _without_remarks(text: str) -> Iterator[str]:
    """Blank the remark lines rather than drop them, so that line numbers stay those of the file."""
    for line in text.splitlines(keepends=True):
        yield "\n" if line.startswith("#") else line


def _row(file: Path, line: int, heading: list[str], cells: list[str]) -> Row:
    if len(cells) != len(heading):
        raise PackUnreadable(
            file,
            line,
            f"The row has {len(cells)} cells and the heading has {len(heading)}.",
            "Add the missing commas, or put a cell that holds a comma in double quotes.",
        )
    return Row({column: cell.strip() for column, cell in zip(heading, cells, strict=True)}, file, line)


def merge(older: Any, newer: Any) -> Any:
    """
    Lay a younger document over an older one.

    Tables are merged key by key; lists whose items all carry ``code`` or ``id`` are merged item by item,
    and an item with ``withdrawn = true`` takes the older one away; every other value is replaced.
    """
    if isinstance(older, dict) and isinstance(newer, dict):
        return {
            **older,
            **{key: merge(older[key], value) if key in older else value for key, value in newer.items()},
        }
    if isinstance(older, list) and isinstance(newer, list):
        key = _key_of(older + newer)
        return _merge_items(older, newer, key) if key else newer
    return newer


def _key_of(items: list[Any]) -> str:
    for key in ("code", "id"):
        if items and all(isinstance(item, dict) and key in item for item in items):
            return key
    return ""


def _merge_items(older: list[Any], newer: list[Any], key: str) -> list[Any]:
    items = {item[key]: item for item in older}
    for item in newer:
        items[item[key]] = merge(items[item[key]], item) if item[key] in items else item
    return [item for item in items.values() if not item.get("withdrawn")]


def read_document(pack_id: str, name: str, folders: Sequence[Path]) -> dict[str, Any]:
    """The TOML document ``name`` (without suffix) merged along the lineage; empty when nobody has it."""
    document: dict[str, Any] = {}
    for ancestor in lineage_of(pack_id):
        for folder in folders_of(ancestor, folders):
            file = folder / f"{name}.toml"
            if file.is_file():
                document = merge(document, read_toml(file))
    return document


def read_pack_head(pack_id: str, folders: Sequence[Path]) -> PackHead:
    """
    Read ``pack.toml`` along the lineage.

    :raises PackNotFound: when the pack, or one it inherits from, is nowhere
    :raises PackUnreadable: when a head is not valid TOML
    """
    head = read_document(pack_id, "pack", folders)
    return PackHead(
        id=pack_id,
        default_language=str(head.get("default_language", "en")),
        timezone=str(head.get("timezone", "UTC")),
        names=dict(head.get("names", {})),
        accent=str(head.get("accent", "")),
        kind=str(head.get("kind", "city")),
    )
