"""Lists inside one element: addresses, incidents, references, points of a polygon."""

from __future__ import annotations

import re
from collections.abc import Iterable

from meydan.domains.warnings.engine.message import Circle, Reference, Ring
from meydan.domains.warnings.engine.times import MomentUnreadable, read_moment, write_moment

WORD = re.compile(r'"([^"]*)"|(\S+)')
DECIMALS = 6  # a tenth of a metre
NUMBER = re.compile(r"[-+]?\d+(\.\d+)?")


class ShapeUnreadable(ValueError):
    """A polygon or a circle is not written as numbers with commas and spaces."""


class ReferenceUnreadable(ValueError):
    """A reference is not written as sender,identifier,sent."""


def write_words(words: Iterable[str]) -> str:
    """Join words by spaces; one that holds a space stands in double quotes."""
    return " ".join(f'"{word}"' if re.search(r"\s", word) else word for word in words)


def read_words(text: str) -> tuple[str, ...]:
    """Part words at spaces, those in double quotes kept whole."""
    return tuple(quoted or plain for quoted, plain in WORD.findall(text))


def write_references(references: Iterable[Reference]) -> str:
    """Write each as sender,identifier,sent."""
    return " ".join(f"{one.sender},{one.identifier},{write_moment(one.sent)}" for one in references)


def read_references(text: str) -> tuple[Reference, ...]:
    """
    Read what ``write_references`` wrote.

    :raises ReferenceUnreadable: with the word that is not three parts, the last of them a moment
    """
    return tuple(_reference(word) for word in text.split())


def _reference(word: str) -> Reference:
    parts = word.split(",")
    if len(parts) != 3 or not all(parts):
        raise ReferenceUnreadable(word)
    try:
        return Reference(parts[0], parts[1], read_moment(parts[2]))
    except MomentUnreadable as fault:
        raise ReferenceUnreadable(word) from fault


def write_number(value: float) -> str:
    """A decimal without an exponent, to six places, without needless zeros."""
    written = f"{value:.{DECIMALS}f}".rstrip("0").rstrip(".")
    return "0" if written in ("-0", "") else written


def write_ring(ring: Ring) -> str:
    """Points as lat,lon parted by spaces."""
    return " ".join(f"{write_number(lat)},{write_number(lon)}" for lat, lon in ring)


def read_ring(text: str) -> Ring:
    """
    Read the points of a polygon, however many and wherever they are.

    :raises ShapeUnreadable: with the point that is not two numbers
    """
    return tuple(_pair(word) for word in text.split())


def write_circle(circle: Circle) -> str:
    """The middle as lat,lon, a space, and the radius in km."""
    return f"{write_number(circle.lat)},{write_number(circle.lon)} {write_number(circle.radius_km)}"


def read_circle(text: str) -> Circle:
    """
    Read what ``write_circle`` wrote.

    :raises ShapeUnreadable: if it is not a point and a number
    """
    words = text.split()
    if len(words) != 2 or not NUMBER.fullmatch(words[1]):
        raise ShapeUnreadable(text)
    return Circle(*_pair(words[0]), float(words[1]))


def _pair(word: str) -> tuple[float, float]:
    lat, comma, lon = word.partition(",")
    if not comma or not NUMBER.fullmatch(lat) or not NUMBER.fullmatch(lon):
        raise ShapeUnreadable(word)
    return float(lat), float(lon)
