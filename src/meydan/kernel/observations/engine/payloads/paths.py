"""
Paths into a document: ``uplink_message.decoded_payload.temperature``.

``[3]`` is one item of a list, ``[*]`` each of them, ``["station.ref"]`` a name with a dot in it; ``$.`` begins
at the whole document where a path is otherwise read inside one of its records.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Any

EACH = "*"
Step = str | int
TOKEN = re.compile(r'\.?(?:\["(?P<quoted>[^"]*)"\]|\[(?P<item>-?\d+|\*)\]|(?P<name>[^.\[\]"]+))')


class PathUnreadable(Exception):
    """A path is not written as paths are."""


class _Each:
    """The step through every item of a list."""

    def __repr__(self) -> str:
        return "[*]"


EVERY = _Each()
Path = tuple[Step | _Each, ...]


@lru_cache(maxsize=4096)
def path_of(text: str) -> Path:
    """
    The steps of a path; ``$`` in front is no step.

    :raises PathUnreadable: if it is not written as paths are
    """
    rest = text.removeprefix("$")
    steps: list[Step | _Each] = []
    at = 0
    while at < len(rest):
        found = TOKEN.match(rest, at)
        if found is None or found.end() == at:
            raise PathUnreadable(text)
        steps.append(_step(found))
        at = found.end()
    return tuple(steps)


def _step(found: re.Match[str]) -> Step | _Each:
    if found["quoted"] is not None:
        return found["quoted"]
    if found["item"] is not None:
        return EVERY if found["item"] == EACH else int(found["item"])
    return found["name"]


def is_from_the_top(text: str) -> bool:
    """Whether a path begins at the whole document."""
    return text.startswith("$")


def values_at(document: Any, path: Path) -> Iterator[Any]:
    """Every value that a path leads to; none where it leads nowhere."""
    nodes = [document]
    for step in path:
        nodes = [inner for node in nodes for inner in _inside(node, step)]
        if not nodes:
            return
    yield from nodes


def _inside(node: Any, step: Step | _Each) -> list[Any]:
    if isinstance(step, _Each):
        return node if isinstance(node, list) else []
    if isinstance(step, int):
        return [node[step]] if isinstance(node, list) and -len(node) <= step < len(node) else []
    return [node[step]] if isinstance(node, dict) and step in node else []


def first_at(document: Any, path: Path) -> Any:
    """The first value that is not null, or ``None``."""
    return next((value for value in values_at(document, path) if value is not None), None)


def with_only(document: Any, path: Path, wanted: set[int]) -> Any:
    """
    A copy of a document in which the lists that a path walks through hold the wanted records alone.

    What stands beside the way stays, so that the copy can be read by the same mapping again.

    :param wanted: ``id()`` of each record
    """
    if not path:
        return document
    step, rest = path[0], path[1:]
    if isinstance(step, str) and isinstance(document, dict) and step in document:
        return {**document, step: with_only(document[step], rest, wanted)}
    if not isinstance(step, _Each) or not isinstance(document, list):
        return document
    if not rest:
        return [item for item in document if id(item) in wanted]
    holding = [item for item in document if any(id(one) in wanted for one in values_at(item, rest))]
    return [with_only(item, rest, wanted) for item in holding]


def with_places(document: Any, path: Path, places: list[int]) -> Any:
    """A copy of a document in which the list at a path holds these places alone."""
    if not path:
        if not isinstance(document, list):
            return document
        return [document[place] for place in places if place < len(document)]
    step, rest = path[0], path[1:]
    if isinstance(step, str) and isinstance(document, dict) and step in document:
        return {**document, step: with_places(document[step], rest, places)}
    return document
