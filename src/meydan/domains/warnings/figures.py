"""Figures of this room that indicators may name."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from meydan.base.notify.public import Message
from meydan.domains.warnings.models import Delivery, PublicWarning
from meydan.kernel.strategy.public import indicator_query
from meydan.numerics.figure import Figure

Params = Mapping[str, Any]


def _first_warnings(params: Params, now: datetime) -> QuerySet[PublicWarning]:
    """What was warned of for real; an update or a cancellation is no warning of its own."""
    begin = now - timedelta(days=float(params.get("days", 365)))
    return PublicWarning.objects.filter(
        sent_at__gt=begin,
        sent_at__lte=now,
        msg_type=PublicWarning.MessageType.ALERT,
        cap_status=PublicWarning.CapStatus.ACTUAL,
    )


@indicator_query(
    "warnings.timely_share",
    reads=("warnings",),
    formula=_("Warnings published before the danger was to begin, of all warnings that name its beginning"),
    needs=_("It needs published warnings that say when the danger begins"),
)
def timely_share(params: Params, now: datetime) -> Figure:
    """Percent of warnings within ``days`` that were out before their onset."""
    found = _first_warnings(params, now).filter(onset_at__isnull=False).aggregate(
        count=Count("pk"), early=Count("pk", filter=Q(sent_at__lte=F("onset_at"))), last=Max("sent_at")
    )  # fmt: skip
    return Figure.of_share(found["early"], found["count"], found["last"]).in_percent()


@indicator_query(
    "warnings.delivered_share",
    reads=("warnings",),
    formula=_("Messages of warnings that went out, of all that were owed to people on the lists"),
    needs=_("It needs a warning that was told to a list of contacts"),
    looks_back=False,
)
def delivered_share(params: Params, now: datetime) -> Figure:
    """Percent of the messages owed within ``days`` that were sent; one that may have arrived is not counted as sent."""
    begin = now - timedelta(days=float(params.get("days", 365)))
    owed = Delivery.objects.filter(at__gt=begin, at__lte=now).exclude(address_digest="")
    found = owed.aggregate(
        count=Count("pk"), sent=Count("pk", filter=Q(message__state=Message.State.SENT)), last=Max("at")
    )
    return Figure.of_share(found["sent"], found["count"], found["last"]).in_percent()
