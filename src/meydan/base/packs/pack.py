"""A pack: everything that differs between countries and cities, read once and shared."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cached_property, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from meydan.base.packs.laws import Law, law_from
from meydan.base.packs.reader import (
    LANGUAGES,
    PackNotFound,
    Row,
    folders_of,
    lineage_of,
    read_csv,
    read_document,
)

if TYPE_CHECKING:
    from meydan.base.locale.public import DeadlineRule, Money, WorkCalendar

KEY = "code"


def names(row: Mapping[str, str], stem: str = "names") -> dict[str, str]:
    """The texts of a row by language, from the columns ``names.tr``, ``names.fa``, ``names.en``."""
    found = {language: row.get(f"{stem}.{language}", "") for language in LANGUAGES}
    return {language: text for language, text in found.items() if text}


class Pack:
    """
    One pack with what it inherits.

    :param own_only: tables and documents hold only what the pack's own folder adds; loaders read an overlay
        this way, so that the city's rows are not loaded a second time as samples
    """

    def __init__(self, pack_id: str, folders: Sequence[Path], *, own_only: bool = False) -> None:
        self.id = pack_id
        self.lineage = lineage_of(pack_id)
        self.own_only = own_only
        self._folders = tuple(folders)
        self._by_ancestor = {ancestor: folders_of(ancestor, folders) for ancestor in self.lineage}
        self._tables: dict[str, list[Row]] = {}
        self._documents: dict[str, dict[str, Any]] = {}

    def __repr__(self) -> str:
        return f"<Pack {self.id}>"

    # --- the head ----------------------------------------------------------------------------
    @cached_property
    def head(self) -> dict[str, Any]:
        """``pack.toml`` merged along the lineage."""
        return read_document(self.id, "pack", self._folders)

    @property
    def kind(self) -> str:
        """``base``, ``country``, ``city`` or ``overlay``."""
        return str(self.head["kind"])

    @property
    def names(self) -> dict[str, str]:
        """The name of the city or country by language."""
        return dict(self.head["names"])

    @property
    def default_language(self) -> str:
        """The language a visitor meets first."""
        return str(self.head["default_language"])

    @property
    def locales(self) -> list[str]:
        """The languages offered, the most used first."""
        return list(self.head["locales"])

    @property
    def timezone(self) -> str:
        """The IANA name of the city's zone."""
        return str(self.head["timezone"])

    @property
    def calendar(self) -> str:
        """``gregorian`` or ``jalali``: the months in which people count."""
        return str(self.head["calendar"])

    @property
    def accent(self) -> str:
        """The city's colour as ``#rrggbb``."""
        return str(self.head["accent"])

    @property
    def centre(self) -> tuple[float, float]:
        """The middle of the town: longitude, latitude in degrees."""
        lon, lat = self.head["centre"]
        return float(lon), float(lat)

    @property
    def bbox(self) -> tuple[float, float, float, float]:
        """West, south, east, north in degrees."""
        west, south, east, north = (float(side) for side in self.head["bbox"])
        return west, south, east, north

    @property
    def metric_crs(self) -> int:
        """The EPSG number of the system lengths and areas are measured in."""
        return int(self.head["metric_crs"])

    @property
    def country(self) -> str:
        """The ISO 3166 code, or an empty text for the generic pack."""
        return str(self.head["country"])

    @property
    def case_prefix(self) -> str:
        """The letters before a case code: ``GM`` in ``GM-7K2Q``."""
        return str(self.head["case_prefix"])

    @property
    def money(self) -> Money:
        """How amounts are stored and shown here."""
        from meydan.base.locale.public import Money

        money = self.head["money"]
        return Money(
            code=str(money["code"]),
            display=dict(money["display"]),
            factor=int(money["factor"]),
            decimals=int(money["decimals"]),
        )

    @property
    def numbers(self) -> dict[str, Any]:
        """``digits`` (latn or arabext), ``group``, ``decimal``, ``percent``."""
        return dict(self.head["numbers"])

    @property
    def contacts(self) -> dict[str, Any]:
        """Emergency and municipal numbers by code: ``number``, ``names``, ``source``."""
        return dict(self.whole.document("contacts"))

    @property
    def fiscal_start(self) -> tuple[int, int]:
        """Month and day, in the pack's calendar, on which the fiscal year begins."""
        month, day = self.head["fiscal_start"]
        return int(month), int(day)

    @property
    def whole(self) -> Pack:
        """This pack with all it inherits, even when it is an overlay's own view."""
        return read_pack(self.id, self._folders) if self.own_only else self

    @property
    def search_folders(self) -> tuple[Path, ...]:
        """The folders in which packs are looked for, the shipped ones first."""
        return self._folders

    # --- files -------------------------------------------------------------------------------
    def folders(self) -> list[Path]:
        """Every folder this pack is read from, oldest first; only its own in an overlay's own view."""
        ancestors = self.lineage[-1:] if self.own_only else self.lineage
        return [folder for ancestor in ancestors for folder in self._by_ancestor[ancestor]]

    def file(self, name: str) -> Path:
        """
        The youngest file of that name.

        :raises PackNotFound: when no ancestor has it
        """
        for ancestor in reversed(self.lineage):
            for folder in reversed(self._by_ancestor[ancestor]):
                if (folder / name).is_file():
                    return folder / name
        raise PackNotFound(f"The pack {self.id!r} has no file {name!r}.")

    def table(self, name: str) -> list[Row]:
        """
        The rows of ``name.csv`` from every ancestor; an empty list when none has it.

        Rows with a ``code`` are merged by it: a filled cell of the younger row wins, and ``withdrawn`` = 1
        takes the row away. Rows without a code simply follow each other.
        """
        if name not in self._tables:
            self._tables[name] = _merged_rows(self._rows(name), own=self._own_codes(name))
        return list(self._tables[name])

    def _rows(self, name: str) -> list[Row]:
        folders = [folder for ancestor in self.lineage for folder in self._by_ancestor[ancestor]]
        files = [folder / f"{name}.csv" for folder in folders]
        rows = [row for file in files if file.is_file() for row in read_csv(file)]
        return [row for row in rows if KEY in row or not self.own_only or self._is_own(row.file)]

    def _is_own(self, file: Path) -> bool:
        return any(file.is_relative_to(folder) for folder in self._by_ancestor[self.id])

    def _own_codes(self, name: str) -> set[str] | None:
        if not self.own_only:
            return None
        return {row[KEY] for row in self._rows(name) if KEY in row and self._is_own(row.file)}

    def document(self, name: str) -> dict[str, Any]:
        """The TOML document ``name`` (no suffix) merged along the lineage; empty when nobody has it."""
        if name not in self._documents:
            is_ours = any((folder / f"{name}.toml").is_file() for folder in self.folders())
            self._documents[name] = read_document(self.id, name, self._folders) if is_ours else {}
        return self._documents[name]

    def documents(self, folder: str) -> dict[str, dict[str, Any]]:
        """Every TOML document of a folder by file stem, each merged; one with ``withdrawn`` is left out."""
        stems = sorted({file.stem for base in self.folders() for file in (base / folder).glob("*.toml")})
        merged = {stem: self.document(f"{folder}/{stem}") for stem in stems}
        return {stem: document for stem, document in merged.items() if not document.get("withdrawn")}

    # --- the law and the calendar ------------------------------------------------------------
    def laws(self) -> dict[str, Law]:
        """Every article the pack cites, by id."""
        return {entry["id"]: law_from(entry) for entry in self.whole.document("laws").get("law", [])}

    def work_calendar(self) -> WorkCalendar:
        """Weekends, holidays and closures of this place."""
        from meydan.base.packs.calendars import work_calendar_of

        return work_calendar_of(self.whole)

    def deadline_rule(self) -> DeadlineRule:
        """How days and months are counted to a deadline here."""
        from meydan.base.packs.calendars import deadline_rule_of

        return deadline_rule_of(self.whole)


def _merged_rows(rows: list[Row], own: set[str] | None) -> list[Row]:
    merged: dict[str, Row] = {}
    for number, row in enumerate(rows):
        # Rows without a code get a key that no code can have.
        key = row.get(KEY) or f"\0{number}"
        older: Mapping[str, str] = merged.get(key, {})
        filled = {column: cell for column, cell in row.items() if cell or column not in older}
        merged[key] = Row({**older, **filled}, row.file, row.line)
    kept = [row for key, row in merged.items() if own is None or key in own or key.startswith("\0")]
    return [row for row in kept if row.get("withdrawn", "") != "1"]


@lru_cache(maxsize=32)
def read_pack(pack_id: str, folders: tuple[Path, ...], own_only: bool = False) -> Pack:
    """A pack from these folders, read once.

    :raises PackNotFound: when the pack or one it inherits from is nowhere
    """
    return Pack(pack_id, folders, own_only=own_only)
