"""JSON in which nothing can be said twice: two readers of one token must not read two different things."""

from __future__ import annotations

import json
from typing import Any


def strict_object(text: str | bytes) -> dict[str, Any]:
    """
    The object in ``text``.

    :raises ValueError: if it is no JSON object in UTF-8, or a name in it comes twice, at any depth
    """
    said = text if isinstance(text, str) else text.decode("utf-8")
    try:
        found = json.loads(said, object_pairs_hook=_once, parse_constant=_no_number)
    except RecursionError as deep:
        raise ValueError("nested too deep") from deep
    if not isinstance(found, dict):
        raise ValueError("not an object")
    return found


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name comes twice")
    return found


def _no_number(word: str) -> Any:
    raise ValueError(f"{word} is no number in JSON")
