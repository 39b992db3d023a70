"""Checks ``pack.toml``: who the city is and how it counts."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pyproj
from pyproj.exceptions import CRSError

from meydan.base.packs.checking.book import Book
from meydan.base.packs.reader import HEAD_FILE, LANGUAGES, PackUnreadable

REQUIRED = (
    "id", "kind", "names", "country", "default_language", "locales", "timezone", "calendar", "fiscal_start",
    "accent", "case_prefix", "centre", "bbox", "metric_crs", "numbers", "money",
)  # fmt: skip
CHOICES: dict[str, tuple[Any, ...]] = {
    "kind": ("base", "country", "city", "overlay"),
    "default_language": LANGUAGES,
    "calendar": ("gregorian", "jalali"),
}
HEX = re.compile(r"^#[0-9a-fA-F]{6}$")
# WCAG 2.2, success criterion 1.4.3: text on the accent is white.
LEAST_CONTRAST = 4.5


def check_head(book: Book) -> None:
    """Every key of the head, as inherited."""
    file = book.folder / HEAD_FILE
    try:
        head = book.pack.head
    except PackUnreadable:
        return
    for key in REQUIRED:
        if key not in head:
            _say(book, file, key, f"{key} is missing.", "Add it; the generic pack shows how.")
    for key, choices in CHOICES.items():
        if key in head and head[key] not in choices:
            _say(book, file, key, f"{key} {head[key]!r} is not known.", f"Use one of: {', '.join(choices)}.")
    if head.get("id") != book.pack.id:
        remedy = f'Write id = "{book.pack.id}", or move the folder.'
        _say(book, file, "id", f"The id {head.get('id')!r} is not the folder's path.", remedy)
    for check in (
        _check_own_name,
        _check_zone,
        _check_accent,
        _check_place,
        _check_crs,
        _check_prefix,
        _check_population,
    ):
        check(book, file, head)


def _say(book: Book, file: Path, key: str, problem: str, remedy: str) -> None:
    book.fault(file, book.at(file, key), problem, remedy)


def _check_own_name(book: Book, file: Path, head: dict[str, Any]) -> None:
    """A city must not be called by its country's name, so its names are not inherited."""
    own = book.own().get(file, {}).get("names", {})
    missing = [language for language in LANGUAGES if not own.get(language)]
    if missing and head.get("kind") != "overlay":
        problem = f"The pack's own names lack: {', '.join(missing)}."
        _say(book, file, "names", problem, "Write the name in Turkish, Persian and English.")


def _check_zone(book: Book, file: Path, head: dict[str, Any]) -> None:
    try:
        ZoneInfo(str(head.get("timezone", "UTC")))
    except (ZoneInfoNotFoundError, ValueError):
        _say(
            book,
            file,
            "timezone",
            f"There is no time zone {head['timezone']!r}.",
            "Use an IANA name such as Europe/Istanbul.",
        )


def _check_accent(book: Book, file: Path, head: dict[str, Any]) -> None:
    accent = str(head.get("accent", "#000000"))
    if not HEX.match(accent):
        _say(
            book,
            file,
            "accent",
            f"accent {accent!r} is not a colour.",
            "Write it as #rrggbb, such as #2f6690.",
        )
    elif (contrast := contrast_with_white(accent)) < LEAST_CONTRAST:
        problem = f"White text on {accent} has a contrast of {contrast:.1f}; {LEAST_CONTRAST} is the least."
        _say(book, file, "accent", problem, "Choose a darker colour.")


def contrast_with_white(colour: str) -> float:
    """
    The contrast ratio of white text on a colour ``#rrggbb``.

    Source: WCAG 2.2, relative luminance and contrast ratio.
    """
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (luminance + 0.05)


def _check_place(book: Book, file: Path, head: dict[str, Any]) -> None:
    box, centre = head.get("bbox"), head.get("centre")
    if not _is_box(box):
        remedy = "Write bbox = [west, south, east, north] in degrees, west and south first."
        _say(book, file, "bbox", f"bbox {box!r} is not a box on the map.", remedy)
        return
    west, south, east, north = box  # type: ignore[misc]
    if not _are_numbers(centre, 2) or not (west <= centre[0] <= east and south <= centre[1] <= north):  # type: ignore[index]
        remedy = "Write centre = [longitude, latitude]; longitude comes first."
        _say(book, file, "centre", f"centre {centre!r} does not lie in the box.", remedy)


def _are_numbers(value: Any, count: int) -> bool:
    return isinstance(value, list) and len(value) == count and all(isinstance(x, int | float) for x in value)


def _is_box(box: Any) -> bool:
    return _are_numbers(box, 4) and -180 <= box[0] < box[2] <= 180 and -90 <= box[1] < box[3] <= 90


def _check_crs(book: Book, file: Path, head: dict[str, Any]) -> None:
    number = head.get("metric_crs", "")
    try:
        is_metric = pyproj.CRS.from_epsg(number).axis_info[0].unit_name == "metre"
    except (CRSError, TypeError, IndexError):
        is_metric = False
    if not is_metric:
        remedy = "Use the EPSG number of a projected system in metres, such as 5257 or 32638."
        _say(book, file, "metric_crs", f"metric_crs {number!r} does not measure in metres.", remedy)


def _check_prefix(book: Book, file: Path, head: dict[str, Any]) -> None:
    if not re.fullmatch(r"[A-Z]{2,4}", str(head.get("case_prefix", ""))):
        problem = f"case_prefix {head.get('case_prefix')!r} cannot begin a case code."
        _say(book, file, "case_prefix", problem, "Use two to four capital letters A-Z.")


def _check_population(book: Book, file: Path, head: dict[str, Any]) -> None:
    population = head.get("population")
    if population is not None and not all(population.get(key) for key in ("value", "year", "source")):
        _say(
            book,
            file,
            "population",
            "The population has no value, year or source.",
            "Fill all three, or leave it out.",
        )
