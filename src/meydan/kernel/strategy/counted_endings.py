"""The queries over how cases ended, and over what the catalogue of services offers."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Count, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from meydan.kernel.cases.public import Case, counted, services
from meydan.kernel.strategy.registry import Params, indicator_query, since
from meydan.kernel.strategy.tallies import named_services
from meydan.numerics.figure import Figure


def _judged(params: Params, now: datetime) -> QuerySet[Case]:
    """Cases that ended with a finding; one taken back says nothing of what was found."""
    cases = counted.cases_about(named_services(params), str(params.get("source", "")))
    return counted.closed(cases, since(params, now), now).exclude(outcome=Case.Outcome.WITHDRAWN)


@indicator_query(
    "cases.ended_in_share",
    reads=("cases",),
    formula=_("Cases that ended in the named state, of all that ended with a finding"),
    needs=_("It needs cases of these services that have ended"),
    behind=_judged,
)
def ended_in_share(params: Params, now: datetime) -> Figure:
    """Percent of closed cases that ended in one of ``states``, such as a report found to be no breach."""
    states = [str(code) for code in params["states"]]
    found = _judged(params, now).aggregate(
        count=Count("pk"), chosen=Count("pk", filter=Q(state__in=states)), last=Max("closed_at")
    )
    return Figure.of_share(found["chosen"], found["count"], found["last"]).in_percent()


@indicator_query(
    "cases.services_online_count",
    reads=("cases",),
    formula=_("Services that can be begun online, counted"),
    looks_back=False,
)
def services_online_count(params: Params, now: datetime) -> Figure:
    """How many services can be begun online."""
    count = services(public_only=False).filter(is_active=True, is_online=True).count()
    return Figure.of_count(count, None)
