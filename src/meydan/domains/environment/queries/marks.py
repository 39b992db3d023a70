"""Doubts about series, and what they were about."""

from __future__ import annotations

from django.db.models import QuerySet

from meydan.domains.environment.engine.kinds import KINDS
from meydan.domains.environment.models import StreamMark
from meydan.domains.environment.queries.snapshot import DOUBTED
from meydan.kernel.observations.public import Datastream, public_datastreams


def open_marks() -> QuerySet[StreamMark]:
    """Doubts that nobody dismissed and that have not passed, the grave and the newest first."""
    return all_marks().filter(status__in=DOUBTED)


def all_marks() -> QuerySet[StreamMark]:
    """Every doubt with its series and who decided."""
    rows = StreamMark.objects.select_related(
        "datastream__thing", "datastream__observed_property", "decided_by"
    )
    return rows.order_by("-is_serious", "-since_at", "-id")


def doubtable_streams() -> list[Datastream]:
    """The public series of the environment."""
    return list(public_datastreams().filter(observed_property__kind__in=[kind.code for kind in KINDS]))
