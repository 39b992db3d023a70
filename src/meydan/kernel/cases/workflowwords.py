"""A workflow in words: who may take a step, and names that fit into a box."""

from __future__ import annotations

import textwrap

from django.utils.translation import gettext as _

from meydan.base.people.public import Role
from meydan.kernel.cases.engine.workflow import REPORTER, SYSTEM

# What fits beside each other in a box of the drawing, and how many lines.
LETTERS, LINES = 20, 2


def mover_words(role: str) -> str:
    """Name who may take a step."""
    if role == SYSTEM:
        return _("by itself, when a time is over")
    if role == REPORTER:
        return _("whoever reported it")
    return str(Role(role).label)


def wrapped(name: str) -> list[str]:
    """Break a name into the lines of a box; what does not fit ends in an ellipsis, and stands whole in the table."""
    return textwrap.wrap(name, LETTERS, max_lines=LINES, placeholder="…") or [""]
