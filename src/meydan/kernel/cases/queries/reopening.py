"""Why cases may be opened again, and why they were."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import Count

from meydan.base.locale.public import text
from meydan.base.packs.public import current
from meydan.kernel.cases.models import Case, Reopening, Service

OTHER = "other"


@dataclass(frozen=True)
class Reason:
    """A reason to choose, by its code."""

    code: str
    names: dict[str, str]


def all_reasons() -> dict[str, Reason]:
    """Return every reason of the city, in its order."""
    rows = current().document("reopen_reasons").get("reason", [])
    return {row["code"]: Reason(row["code"], dict(row.get("names", {}))) for row in rows}


def reasons_for(service: Service) -> list[Reason]:
    """Return the reasons for a case of a service: the service's own list, its workflow's, or all there are."""
    every = all_reasons()
    chosen = _chosen("services", service.code) or _chosen("workflows", service.workflow)
    return [every[code] for code in chosen if code in every] or list(every.values())


def _chosen(folder: str, code: str) -> list[str]:
    codes: list[str] = current().documents(folder).get(code, {}).get("reopen_reasons", [])
    return codes


def reason_words(code: str) -> str:
    """Return what a reason is called; one that left the pack by its code, none by an empty text."""
    known = all_reasons().get(code)
    return text(known.names) if known else code


@dataclass(frozen=True)
class Reopened:
    """How often cases of a service were opened again, and why; beside how many were closed in the time."""

    service_id: int
    closed: int = 0
    reasons: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """How many openings anew."""
        return sum(self.reasons.values())

    def rows(self) -> list[tuple[str, int]]:
        """Each reason in words with its count, the most frequent first."""
        return [(reason_words(code), count) for code, count in self.reasons.most_common()]


def reopened_since(
    since: datetime, until: datetime, service_ids: list[int] | None = None
) -> dict[int, Reopened]:
    """
    Return by service what was opened again in a half-open span; two queries.

    :param service_ids: only these services; ``None`` means all
    """
    again = Reopening.objects.filter(at__gte=since, at__lt=until)
    closed = Case.objects.filter(closed_at__gte=since, closed_at__lt=until)
    if service_ids is not None:
        again, closed = again.filter(service__in=service_ids), closed.filter(service__in=service_ids)
    reasons: dict[int, Counter[str]] = {}
    for row in again.values("service_id", "reason").annotate(n=Count("pk")).order_by("service_id", "reason"):
        reasons.setdefault(row["service_id"], Counter())[row["reason"]] = row["n"]
    ended: dict[Any, int] = dict(
        closed.order_by("service_id")
        .values("service_id")
        .annotate(n=Count("pk"))
        .values_list("service_id", "n")
    )
    return {
        number: Reopened(number, ended.get(number, 0), reasons.get(number, Counter()))
        for number in {*ended, *reasons}
    }
