"""What rooms above say about a case."""

from __future__ import annotations

from collections.abc import Callable

from meydan.kernel.cases.models import Case

# Given a case, a sentence in the reader's language such as "When this closes, indicator X is counted anew".
ClosingNote = Callable[[Case], str | None]
_notes: dict[str, ClosingNote] = {}


def register_closing_note(note: ClosingNote, *, name: str = "strategy") -> None:
    """Say which sentence stands by a case about what its closing will move; called from ``apps.ready()``."""
    _notes[name] = note


def closing_notes(case: Case) -> list[str]:
    """Return the sentences rooms above have for a case."""
    return [said for _, note in sorted(_notes.items()) if (said := note(case))]


def holds_sample() -> bool:
    """Whether any case here is a sample."""
    return Case.objects.filter(is_sample=True).exists()
