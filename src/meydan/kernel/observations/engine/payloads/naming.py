"""What a payload is known by, so that it is taken in once."""

from __future__ import annotations

from typing import Any

from meydan.kernel.observations.engine.payloads.paths import first_at, path_of
from meydan.kernel.observations.engine.payloads.shapes import PayloadShape


def name_of(document: Any, shape: PayloadShape) -> str:
    """
    What tells this payload from every other, by the paths of ``dedupe``; empty when it does not say.

    A part that is absent and has no meaning then (``|0``) leaves the payload without a name: a name of too few
    parts would take two payloads for one.
    """
    parts = []
    for part in shape.dedupe:
        path, _bar, absent = part.partition("|")
        found = first_at(document, path_of(path))
        if found is None and not absent:
            return ""
        parts.append(str(absent if found is None else found))
    return "/".join(parts)
