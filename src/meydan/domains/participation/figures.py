"""Figures of this room that indicators may name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from meydan.domains.participation.models import Ballot, Budget, Opinion, Proposal, Support
from meydan.kernel.strategy.public import indicator_query, per_100k
from meydan.numerics.figure import Figure

Params = Mapping[str, Any]


@indicator_query(
    "participation.engaged_per_100k",
    reads=("participation",),
    formula=_(
        "Ballots, opinions and supports of proposals (the author's own is one), added, for every 100,000 inhabitants; "
        "whoever took part twice counts twice, for nobody is followed from one to the next"
    ),
    needs=_("It needs the city's population in its pack"),
    looks_back=False,
)
def engaged(params: Params, now: datetime) -> Figure:
    """How often people took part within ``days``, for every 100,000; of a vote only once it is over."""
    begin = now - timedelta(days=float(params.get("days", 365)))
    budgets = Budget.objects.filter(published_at__isnull=False, closes_at__gt=begin, closes_at__lte=now)
    opinions = Opinion.objects.filter(came_at__gt=begin, came_at__lte=now)
    proposals = Proposal.objects.filter(created_at__gt=begin, created_at__lte=now)
    parts = [
        Ballot.objects.filter(budget__in=budgets),
        opinions,
        Support.objects.filter(proposal__in=proposals),
    ]
    newest = [
        budgets.aggregate(last=Max("closes_at"))["last"],
        opinions.aggregate(last=Max("came_at"))["last"],
        proposals.aggregate(last=Max("created_at"))["last"],
    ]
    last = max((moment for moment in newest if moment is not None), default=None)
    return per_100k(Figure.of_count(sum(part.count() for part in parts), last))
