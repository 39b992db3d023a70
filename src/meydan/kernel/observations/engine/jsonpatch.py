"""JSON Patch, RFC 6902: operations on a document, all or none."""

from __future__ import annotations

import copy
from typing import Any

from meydan.kernel.observations.engine.digits import whole_number

MOST_OPERATIONS = 1_000


class PatchRefused(ValueError):
    """The patch is not sound, or does not fit the document; the document is as it was."""


def apply(document: Any, operations: Any) -> Any:
    """
    The document after the operations, one after the other.

    :raises PatchRefused: naming the operation that cannot be done
    """
    if not isinstance(operations, list) or len(operations) > MOST_OPERATIONS:
        raise PatchRefused(f"A JSON patch is a list of at most {MOST_OPERATIONS} operations.")
    found = copy.deepcopy(document)
    for number, operation in enumerate(operations):
        try:
            found = _apply(found, operation)
        except (KeyError, IndexError, TypeError, ValueError) as odd:
            raise PatchRefused(f"Operation {number} of the patch cannot be done: {odd}.") from odd
    return found


def _apply(document: Any, operation: Any) -> Any:
    if not isinstance(operation, dict) or not isinstance(operation.get("path"), str):
        raise ValueError("it has no path")
    name, path = operation.get("op"), _steps(operation["path"])
    if name == "test":
        if _get(document, path) != operation["value"]:
            raise ValueError(f"{operation['path']} is not what was expected")
        return document
    if name in ("move", "copy"):
        return _moved(document, name, _steps(operation["from"]), path)
    if name == "remove":
        return _remove(document, path)
    if name == "replace":
        _get(document, path)
        return operation["value"] if not path else _add(_remove(document, path), path, operation["value"])
    if name == "add":
        return _add(document, path, operation["value"])
    raise ValueError(f"there is no operation {name!r}")


def _moved(document: Any, name: str, origin: list[str], path: list[str]) -> Any:
    value = copy.deepcopy(_get(document, origin))
    if name == "move":
        if path[: len(origin)] == origin and path != origin:
            raise ValueError("nothing can be moved into itself")
        document = _remove(document, origin)
    return _add(document, path, value)


def _steps(pointer: str) -> list[str]:
    """The steps of a JSON pointer (RFC 6901)."""
    if pointer and not pointer.startswith("/"):
        raise ValueError(f"{pointer!r} is not a JSON pointer")
    return [step.replace("~1", "/").replace("~0", "~") for step in pointer.split("/")[1:]]


def _index(step: str, length: int) -> int:
    place = whole_number(step, most_digits=9)
    if place is None or place > length or (step != "0" and step.startswith("0")):
        raise ValueError(f"{step!r} is no place in a list of {length}")
    return place


def _get(document: Any, path: list[str]) -> Any:
    for step in path:
        document = document[_index(step, len(document) - 1)] if isinstance(document, list) else document[step]
    return document


def _add(document: Any, path: list[str], value: Any) -> Any:
    if not path:
        return value
    inside, last = _get(document, path[:-1]), path[-1]
    if isinstance(inside, list):
        inside.insert(len(inside) if last == "-" else _index(last, len(inside)), value)
    elif isinstance(inside, dict):
        inside[last] = value
    else:
        raise ValueError(f"nothing can be put into {'/'.join(path[:-1])}")
    return document


def _remove(document: Any, path: list[str]) -> Any:
    if not path:
        return None
    inside, last = _get(document, path[:-1]), path[-1]
    del inside[_index(last, len(inside) - 1) if isinstance(inside, list) else last]
    return document
