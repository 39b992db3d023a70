"""What was reported where the city raised an idea itself: frozen then, and as it is now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from meydan.base.locale.public import text
from meydan.domains.participation.models import Proposal
from meydan.domains.participation.queries.clusters import around
from meydan.kernel.cases.public import Service

SHOWN = 20


def evidence_told(proposal: Proposal, now: datetime) -> dict[str, Any] | None:
    """The evidence as a page shows it; ``None`` where nobody raised the idea from reports."""
    held = proposal.evidence
    if not held:
        return None
    service = Service.objects.filter(code=held["service"]).first()
    live = len(around(service, held["lon"], held["lat"], now).cases) if service is not None else None
    cases = [{**case, "opened_on": date.fromisoformat(case["opened_on"])} for case in held["cases"]]
    return {
        **held, "name": text(held["names"]), "at": datetime.fromisoformat(held["at"]), "live": live,
        "since": date.fromisoformat(held["since"]), "cases": cases[:SHOWN], "rest": cases[SHOWN:],
    }  # fmt: skip
