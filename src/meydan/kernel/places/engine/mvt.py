"""Mapbox vector tiles 2.1, written with numpy over all vertices of a layer at once."""

from __future__ import annotations

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

EXTENT = 4096
BUFFER = 64
# Command words of the specification: MoveTo with one point, ClosePath.
_MOVE_ONE, _CLOSE = 9, 15
_KIND = {0: 1, 1: 2, 2: 2, 3: 3, 4: 1, 5: 2, 6: 3}


@dataclass(frozen=True)
class TileLayer:
    """
    One layer of a tile.

    :ivar shapes: shapely geometries in tile units, y down, already clipped
    :ivar columns: property name to one value a feature; None leaves the property out
    """

    name: str
    ids: NDArray[np.int64]
    shapes: NDArray[Any]
    columns: Mapping[str, Sequence[Any]]


def encode(layers: Sequence[TileLayer]) -> bytes:
    """Return the tile; a layer without a drawable feature is left out."""
    return b"".join(_field(3, body) for body in map(_layer, layers) if body)


def _layer(layer: TileLayer) -> bytes:
    rows, geometries, kinds = commands(layer.shapes)
    if not len(rows):
        return b""
    tags, keys, values = _tags(layer.columns, rows)
    head = _field(1, layer.name.encode()) + b"\x78\x02"
    features = []
    for n, row in enumerate(rows.tolist()):
        body = (
            b"\x08" + _varint(int(layer.ids[row])) + _field(2, tags[n])
            + b"\x18" + bytes((kinds[n],)) + _field(4, geometries[n])
        )  # fmt: skip
        features.append(b"\x12" + _varint(len(body)) + body)
    tail = b"".join(_field(3, key.encode()) for key in keys) + b"".join(_field(4, v) for v in values)
    return head + b"".join(features) + tail + b"\x28" + _varint(EXTENT)


def commands(shapes: NDArray[Any]) -> tuple[NDArray[np.int64], list[bytes], list[int]]:
    """
    Return which shapes are drawable, their packed geometry, and their MVT geometry types.

    Coordinates are rounded to whole tile units; repeated points go, and so do rings that lose
    their area. A shell that goes takes its holes along.
    """
    parts, owner = shapely.get_parts(shapes, return_index=True)
    kind = np.array([_KIND.get(t, 0) for t in range(-1, 8)])[shapely.get_type_id(parts) + 1]
    # A tile feature is of one type: of a mixed collection the highest dimension is drawn.
    highest = np.zeros(len(shapes), np.int64)
    np.maximum.at(highest, owner, kind)
    kind = np.where(kind == highest[owner], kind, 0)
    flat, of_part, is_shell = _paths(parts, kind)
    if not len(flat):
        return np.empty(0, np.int64), [], []
    xy, path = shapely.get_coordinates(flat, return_index=True)
    xy = np.rint(xy).astype(np.int64)
    feature, kinds = owner[of_part], kind[of_part]
    xy, path = _without_repeats(xy, path, kinds)
    keep, turn = _worth_drawing(xy, path, kinds, is_shell, of_part, len(flat))
    xy, path = xy[keep[path]], path[keep[path]]
    if not len(xy):
        return np.empty(0, np.int64), [], []
    xy = _turned(xy, path, turn)
    return _packed(xy, path, feature, kinds)


def _paths(
    parts: NDArray[Any], kind: NDArray[np.int64]
) -> tuple[NDArray[Any], NDArray[np.int64], NDArray[np.bool_]]:
    # Rings of areas, lines and points in one run of paths, in the order of the parts.
    areas = np.flatnonzero(kind == 3)
    others = np.flatnonzero((kind == 1) | (kind == 2))
    rings, ring_of = shapely.get_rings(parts[areas], return_index=True)
    of_part = np.concatenate([areas[ring_of], others]).astype(np.int64)
    flat = np.concatenate([rings, parts[others]])
    is_shell = np.ones(len(flat), bool)
    is_shell[1 : len(rings)] = ring_of[1:] != ring_of[:-1]
    order = np.argsort(of_part, kind="stable")
    return flat[order], of_part[order], is_shell[order]


def _without_repeats(
    xy: NDArray[np.int64], path: NDArray[np.int64], kinds: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    keep = np.ones(len(xy), bool)
    same = (np.diff(xy, axis=0) == 0).all(axis=1) & (path[1:] == path[:-1])
    keep[1:] = ~same
    xy, path = xy[keep], path[keep]
    last = np.append(path[1:] != path[:-1], True) & (kinds[path] == 3)
    first = np.searchsorted(path, path[last])
    closing = np.flatnonzero(last)[(xy[last] == xy[first]).all(axis=1) & (np.flatnonzero(last) != first)]
    stays = np.ones(len(xy), bool)
    stays[closing] = False
    return xy[stays], path[stays]


def _worth_drawing(
    xy: NDArray[np.int64],
    path: NDArray[np.int64],
    kinds: NDArray[np.int64],
    is_shell: NDArray[np.bool_],
    of_part: NDArray[np.int64],
    count: int,
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    size = np.bincount(path, minlength=count)
    area = _areas(xy, path, count)
    ring = kinds == 3
    keep = np.where(ring, (size >= 3) & (area != 0), size >= np.where(kinds == 2, 2, 1))
    # A hole follows its shell: without the shell it would be drawn as land.
    shell_at = np.maximum.accumulate(np.where(is_shell, np.arange(count), 0))
    keep &= keep[shell_at] | (of_part != of_part[shell_at])
    # With y down a positive sum is clockwise on screen, as shells must be; holes the other way.
    return keep, ring & ((area < 0) == is_shell)


def _areas(xy: NDArray[np.int64], path: NDArray[np.int64], count: int) -> NDArray[np.float64]:
    start = np.searchsorted(path, path)
    last = np.append(path[1:] != path[:-1], True)
    following = np.where(last, start, np.arange(len(path)) + 1)
    cross = xy[:, 0] * xy[following, 1] - xy[following, 0] * xy[:, 1]
    return np.asarray(np.bincount(path, weights=cross, minlength=count), dtype=np.float64)


def _turned(xy: NDArray[np.int64], path: NDArray[np.int64], turn: NDArray[np.bool_]) -> NDArray[np.int64]:
    start = np.searchsorted(path, path)
    end = np.searchsorted(path, path, side="right") - 1
    here = np.arange(len(path))
    return np.asarray(xy[np.where(turn[path], start + end - here, here)])


def _packed(
    xy: NDArray[np.int64], path: NDArray[np.int64], feature: NDArray[np.int64], kinds: NDArray[np.int64]
) -> tuple[NDArray[np.int64], list[bytes], list[int]]:
    owner = feature[path]
    new_feature = np.append(True, owner[1:] != owner[:-1])
    kind = kinds[path]
    # Points of one feature are one path: a single MoveTo with all of them.
    group = np.where(kind == 1, np.cumsum(new_feature) - 1, 0)
    run = np.where(kind == 1, -1 - group, path)
    first = np.append(True, run[1:] != run[:-1])
    last = np.append(first[1:], True)
    second = np.append(False, first[:-1]) & ~first & (kind != 1)
    closes = last & (kind == 3)
    step = np.diff(xy, axis=0, prepend=np.zeros((1, 2), np.int64))
    step[new_feature] = xy[new_feature]
    zigzag = ((step << 1) ^ (step >> 63)).astype(np.uint64)
    words_each = 2 + first.astype(np.int64) + second + closes
    at = np.concatenate([[0], np.cumsum(words_each)])
    words = np.zeros(at[-1], np.uint64)
    lengths = np.diff(np.append(np.flatnonzero(first), len(xy)))
    points = np.repeat(lengths, lengths)
    opening = at[:-1][first]
    words[opening] = np.where(kind[first] == 1, (points[first] << 3) | 1, _MOVE_ONE).astype(np.uint64)
    words[at[:-1][second]] = (((points[second] - 1) << 3) | 2).astype(np.uint64)
    pair = at[:-1] + first + second
    words[pair], words[pair + 1] = zigzag[:, 0], zigzag[:, 1]
    words[at[1:][closes] - 1] = _CLOSE
    data, offsets = _varints(words)
    cut = np.append(offsets[at[:-1][new_feature]], len(data)).tolist()
    blobs = [data[a:b] for a, b in pairwise(cut)]
    return owner[new_feature], blobs, kind[new_feature].tolist()


def _varints(words: NDArray[np.uint64]) -> tuple[bytes, NDArray[np.int64]]:
    # Five passes: a word of 32 bits needs at most five bytes.
    width = np.ones(len(words), np.int64)
    for bits in (7, 14, 21, 28):
        width += words >= (1 << bits)
    offsets = np.concatenate([[0], np.cumsum(width)])
    data = np.zeros(offsets[-1], np.uint8)
    for n in range(5):
        has = width > n
        if not has.any():
            break
        byte = (words[has] >> np.uint64(7 * n)) & np.uint64(0x7F)
        data[offsets[:-1][has] + n] = byte | np.where(width[has] > n + 1, 0x80, 0).astype(np.uint64)
    return data.tobytes(), offsets


def _tags(
    columns: Mapping[str, Sequence[Any]], rows: NDArray[np.int64]
) -> tuple[list[bytes], list[str], list[bytes]]:
    keys, values = list(columns), dict[Any, int]()
    prefixes = [_varint(i) for i in range(len(keys))]
    picked = rows.tolist()
    tags = [b""] * len(picked)
    encoded = list[bytes]()
    for prefix, name in zip(prefixes, keys, strict=True):
        column = columns[name]
        for n, row in enumerate(picked):
            value = column[row]
            if value is None or value == "":
                continue
            known = values.get((type(value), value))
            if known is None:
                known = values[type(value), value] = len(encoded)
                encoded.append(_value(value))
            tags[n] += prefix + _varint(known)
    return tags, keys, encoded


def _value(value: Any) -> bytes:
    if isinstance(value, bool):
        return b"\x38" + bytes((int(value),))
    if isinstance(value, int):
        return b"\x20" + _varint(value & 0xFFFFFFFFFFFFFFFF)
    if isinstance(value, float):
        return b"\x19" + struct.pack("<d", value)
    return _field(1, str(value).encode())


def _field(number: int, body: bytes) -> bytes:
    return bytes(((number << 3) | 2,)) + _varint(len(body)) + body


def _varint(value: int) -> bytes:
    if value < 0x80:
        return bytes((value,))
    out = bytearray()
    while value >= 0x80:
        out.append((value & 0x7F) | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)
