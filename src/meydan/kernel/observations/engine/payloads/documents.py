"""Bytes become a document, within bounds: JSON as devices write it, also with NaN in it."""

from __future__ import annotations

import json
from typing import Any

from meydan.kernel.observations.engine.payloads.bounds import MOST_BYTES, MOST_DEPTH


class PayloadUnreadable(Exception):
    """This is no document; the message says where and why."""


class PayloadTooLarge(Exception):
    """The payload is larger than one may be; nothing of it was read."""


def document_of(body: bytes) -> Any:
    """
    The document in a body: JSON in UTF-8; NaN and Infinity are read, and judged later like every number.

    :raises PayloadTooLarge: beyond ``MOST_BYTES``
    :raises PayloadUnreadable: if it is no JSON, or nested deeper than ``MOST_DEPTH``
    """
    if len(body) > MOST_BYTES:
        raise PayloadTooLarge(f"{len(body)} bytes")
    try:
        found = json.loads(body.decode("utf-8-sig"))
    except UnicodeDecodeError as fault:
        raise PayloadUnreadable(f"not UTF-8 at byte {fault.start}") from fault
    except RecursionError as fault:
        raise PayloadUnreadable(f"nested deeper than {MOST_DEPTH}") from fault
    except ValueError as fault:
        # Whole numbers of thousands of digits come here too.
        raise PayloadUnreadable(str(fault)) from fault
    if depth_of(found) > MOST_DEPTH:
        raise PayloadUnreadable(f"nested deeper than {MOST_DEPTH}")
    return found


def depth_of(document: Any) -> int:
    """How deep a document is nested; a bare value has depth 0. Counts no further than one beyond the bound."""
    layer, depth = [document], 0
    while depth <= MOST_DEPTH:
        inner: list[Any] = []
        for node in layer:
            if isinstance(node, dict):
                inner.extend(node.values())
            elif isinstance(node, list):
                inner.extend(node)
        if not any(isinstance(node, dict | list) for node in layer):
            return depth
        layer, depth = inner, depth + 1
    return depth


def lines_of(body: bytes) -> list[bytes]:
    """The payloads of a body in which every line is one (NDJSON); empty lines are none."""
    return [line for line in body.splitlines() if line.strip()]
