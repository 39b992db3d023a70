"""What staff may write down, and what was written lately."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from meydan.base.locale.public import fold
from meydan.domains.environment.engine.kinds import BY_HAND, KINDS
from meydan.domains.environment.models import HandEntry
from meydan.kernel.observations.public import ObservedProperty, Thing


def properties_by_hand() -> list[ObservedProperty]:
    """The properties that people write down, in the order of the kinds."""
    rows = {row.code: row for row in ObservedProperty.objects.filter(kind__in=BY_HAND)}
    known = [code for kind in KINDS for code in kind.properties if code in rows]
    return [rows[code] for code in known] + [row for code, row in sorted(rows.items()) if code not in known]


def stations_by_hand() -> list[Thing]:
    """Stations where something of that is measured already, and those that so far measure nothing."""
    found = Thing.objects.filter(
        Q(datastreams__observed_property__kind__in=BY_HAND) | Q(datastreams__isnull=True)
    )
    return list(found.distinct().order_by("key"))


def known_stations() -> dict[str, str]:
    """Folded keys and names of those stations -> key."""
    found: dict[str, str] = {}
    for thing in stations_by_hand():
        found |= {fold(name): thing.key for name in (*thing.names.values(), thing.key)}
    return found


def known_properties() -> dict[str, str]:
    """Folded codes and names of the properties written by hand -> code."""
    found: dict[str, str] = {}
    for row in properties_by_hand():
        found |= {fold(name): row.code for name in (*row.names.values(), row.code)}
    return found


def newest_entries() -> QuerySet[HandEntry]:
    """What was written, newest first, the replaced too."""
    rows = HandEntry.objects.select_related("datastream__thing", "datastream__observed_property")
    return rows.order_by("-entered_at", "-id")
