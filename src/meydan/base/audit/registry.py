"""The verbs of the log and how people read them."""

from __future__ import annotations

from typing import Any

_labels: dict[str, Any] = {}


def register_verb(code: str, label: Any) -> None:
    """
    Say how a verb ("case.closed") reads; call it in ``apps.ready()`` with a lazily translated label.

    :raises ValueError: when another label was registered for the code
    """
    if code in _labels and _labels[code] != label:
        raise ValueError(f"the verb {code!r} already has a label")
    _labels[code] = label


def verb_label(code: str) -> str:
    """How a verb reads in the reader's language; an unregistered verb shows its code."""
    return str(_labels.get(code, code))


def verbs() -> list[str]:
    """Every registered code, sorted."""
    return sorted(_labels)
