"""An officer raises a proposal from what people reported again and again, with the evidence frozen beside it."""

from __future__ import annotations

import hashlib
import json
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.links.public import link
from meydan.base.people.public import Account
from meydan.domains.participation import house
from meydan.domains.participation.errors import TooFewReports
from meydan.domains.participation.models import Proposal
from meydan.domains.participation.operations.proposals import Idea, begun
from meydan.domains.participation.queries.clusters import Found, around
from meydan.kernel.cases.public import Service, public_address, published_cases

RAISED_FROM = "raised_from"


@transaction.atomic
def raise_proposal(
    *, idea: Idea, service: Service, lon: float, lat: float, actor: Account, now: datetime, is_sample: bool = False
) -> Proposal:  # fmt: skip
    """
    Publish a proposal of the city with what was reported around a point, as it stands now.

    :raises TooFewReports: if fewer than the house asks for were reported there
    """
    found = around(service, lon, lat, now)
    if len(found.cases) < house.cluster_fewest():
        raise TooFewReports(str(len(found.cases)))
    proposal = begun(idea, now, is_sample=is_sample)
    proposal.raised_by, proposal.evidence = actor, evidence(found, now)
    proposal.lon, proposal.lat = lon, lat
    proposal.save(update_fields=["raised_by", "evidence", "lon", "lat"])
    for case in found.cases:
        link(proposal.ref, f"cases.case:{case}", RAISED_FROM, actor.username, now)
    payload = {"service": service.code, "reports": len(found.cases), "digest": proposal.evidence["digest"]}
    record(verb="participation.idea_raised", actor=actor, thing=proposal.ref, payload=payload, now=now)
    return proposal


def evidence(found: Found, now: datetime) -> dict[str, Any]:
    """
    What everybody may know of the reports at this moment, with a digest over it.

    Days and states and places of the city's map: nobody's words, nobody's address.
    """
    rows = published_cases().filter(pk__in=found.cases).order_by("opened_at", "pk")
    told: dict[str, Any] = {
        "service": found.service.code, "names": found.service.names, "count": len(found.cases),
        "radius_m": house.cluster_radius_m(), "lon": round(found.lon, 6), "lat": round(found.lat, 6),
        "since": (now - timedelta(days=house.cluster_days())).date().isoformat(), "at": now.isoformat(),
        "cases": [
            {
                "id": case.pk, "opened_on": case.opened_at.date().isoformat(), "is_closed": case.closed_at is not None,
                "where": public_address(case),
            }
            for case in rows
        ],
    }  # fmt: skip
    whole = json.dumps(told, ensure_ascii=False, sort_keys=True)
    return told | {"digest": hashlib.sha256(whole.encode()).hexdigest()}
