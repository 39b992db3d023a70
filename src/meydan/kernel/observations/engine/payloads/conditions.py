"""Conditions under which something in a payload is left out on purpose."""

from __future__ import annotations

from typing import Any

from meydan.kernel.observations.engine.payloads.paths import path_of, values_at
from meydan.kernel.observations.engine.payloads.shapes import When


def holds(record: Any, document: Any, one: When) -> bool:
    """Whether a condition holds of any value that its path leads to; all that it says must hold."""
    found = list(values_at(document if one.path.startswith("$") else record, path_of(one.path)))
    if one.exists is not None:
        return bool(found) == one.exists
    return any(_fits(value, one) for value in found)


def _fits(value: Any, one: When) -> bool:
    said = [_equal(value, one.is_)] if one.is_ is not None else []
    said += [any(_equal(value, other) for other in one.among)] if one.among else []
    if one.above is not None:
        said.append(_is_number(value) and value > one.above)
    if one.below is not None:
        said.append(_is_number(value) and value < one.below)
    return bool(said) and all(said)


def _equal(value: Any, other: Any) -> bool:
    # In Python True == 1; a state that says 1 is not a flag that says true.
    return isinstance(value, bool) == isinstance(other, bool) and bool(value == other)


def _is_number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
