"""Whether a figure moved as a decision expected."""

from __future__ import annotations

# What moved by less than a tenth of what was expected cannot be told from the figure's ordinary unrest.
NOTICED_SHARE = 0.1


def judged(before: float, after: float, *, direction: str, size: float) -> str:
    """
    ``reached``, ``partly``, ``none`` or ``opposite``, in the figure's own unit.

    :param direction: ``up`` or ``down``, the way it was to go
    :param size: how far it was to go, above zero
    :raises ValueError: if the size is not above zero
    """
    if not size > 0:
        raise ValueError(f"an effect of {size} cannot be looked for")
    moved = after - before if direction == "up" else before - after
    # Figures such as 0.1 + 0.2 end a little beside what they say.
    slack = 1e-9 * max(1.0, abs(before), abs(after))
    if moved >= size - slack:
        return "reached"
    if moved >= NOTICED_SHARE * size - slack:
        return "partly"
    return "opposite" if moved <= -NOTICED_SHARE * size + slack else "none"
