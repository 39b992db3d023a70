"""How many people the city has, from the pack, for figures by head."""

from __future__ import annotations

from meydan.base.packs.public import current
from meydan.numerics.figure import Figure

HUNDRED_THOUSAND = 100_000
CITY = ("municipality", "city")


def people() -> int | None:
    """The people of the municipality; none where the pack does not say, or speaks of another place."""
    told = current().head.get("population", {})
    return int(told["value"]) if told.get("value") and told.get("scope") in CITY else None


def per_100k(figure: Figure) -> Figure:
    """A count of the city for every 100,000 people; none where their number is not known."""
    count = people()
    if figure.value is None or not count:
        return Figure(None, figure.row_count, figure.last_input_at)
    return Figure(figure.value * HUNDRED_THOUSAND / count, figure.row_count, figure.last_input_at)
