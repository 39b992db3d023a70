"""Other cities' figures as their pages show them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlsplit

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import format_number, local_digits, text
from meydan.base.packs.public import current
from meydan.kernel.strategy.engine.peers import PeerFault
from meydan.kernel.strategy.models import Indicator, PeerFigure
from meydan.kernel.strategy.queries.peers import Comparison
from meydan.kernel.strategy.unitwords import unit_words
from meydan.kernel.strategy.wording import figure

KINDS: dict[str, str | Promise] = {
    "missing": gettext_lazy("The cell is empty. Fill it in."),
    "long": gettext_lazy("The cell is too long. Two hundred letters are enough."),
    "number": gettext_lazy("This is no number. Write digits with a point before the decimals."),
    "indicator": gettext_lazy("The city has no indicator of this code."),
    "scope": gettext_lazy(
        "The figure is for another kind of place than ours. Figures of a city, a province and a nation are never "
        "compared."
    ),
    "unit": gettext_lazy(
        "The unit is another than ours and cannot be worked out of it. Give the figure in our unit, or the population "
        "or area beside it."
    ),
    "year": gettext_lazy("The year is not possible."),
    "source": gettext_lazy("The source is no web address that anybody can open."),
    "twice": gettext_lazy("The same city, indicator and year stands above."),
    "column": gettext_lazy("The table has no such column."),
    "many": gettext_lazy("The table has too many rows. Send it in parts."),
}  # fmt: skip


@dataclass(frozen=True)
class PeerLine:
    """A city in the list: ours or another."""

    city: str
    is_own: bool
    figure: str | SafeString
    year: str
    published: str
    source: str
    host: str
    licence: str
    is_sample: bool


def lines_of(found: Comparison) -> list[PeerLine]:
    """Every city with data, best first; ours stands where it belongs, and last when it is not judged."""
    indicator = found.standing.indicator
    lines = [_peer(indicator, one) for one in found.peers]
    own = _own(found)
    at = found.place - 1 if found.place is not None else len(lines)
    return [*lines[:at], own, *lines[at:]]


def _peer(indicator: Indicator, one: PeerFigure) -> PeerLine:
    published = ""
    if one.unit != (indicator.unit or "1"):
        told = {"value": format_number(one.value), "unit": unit_words(one.unit)}
        published = (_("published as %(value)s %(unit)s") % told).strip()
    return PeerLine(
        one.city,
        False,
        figure(indicator, one.comparable),
        local_digits(str(one.year)),
        published,
        one.source,
        urlsplit(one.source).hostname or "",
        one.licence,
        one.is_sample,
    )


def _own(found: Comparison) -> PeerLine:
    indicator, value = found.standing.indicator, found.standing.value
    year = local_digits(str(value.on.year)) if value else ""
    is_sample = bool(value and value.is_sample)
    number = figure(indicator, value.value if value else None)
    return PeerLine(text(current().names), True, number, year, "", "", "", "", is_sample)


def place_words(found: Comparison) -> str:
    """Our place among those with data; empty where it would say nothing."""
    if found.place is None:
        return ""
    told = {"place": format_number(found.place), "count": format_number(found.count)}
    return _("Place %(place)s of the %(count)s with data, as the list shows") % told


def years_differ(found: Comparison, now: datetime) -> bool:
    """Whether the figures are of different years."""
    value = found.standing.value
    years = {one.year for one in found.peers} | {value.on.year if value else timezone.localdate(now).year}
    return len(years) > 1


def fault_rows(faults: Sequence[PeerFault]) -> list[dict[str, object]]:
    """Every fault with its row, column and remedy."""
    return [
        {"row": local_digits(str(one.row)), "column": one.column, "told": one.told, "words": KINDS[one.kind]}
        for one in faults
    ]
