"""What the style guide shows: one specimen of each component."""

from typing import Any


def specimens() -> dict[str, Any]:
    """The context of the style guide page."""
    return {}
