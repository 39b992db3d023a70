"""The page that says which pack the home stands on and how far it can be trusted."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from meydan.base.packs import status as pack_status
from meydan.base.packs.policies import pack_policy
from meydan.base.packs.public import current, unreviewed_law
from meydan.base.people.public import staff_page


@staff_page(policy=pack_policy, verb="read")
def status(request: HttpRequest) -> HttpResponse:
    """The pack, what it inherits, what it holds, the law it leans on, and its faults."""
    pack = current()
    laws = sorted(pack.laws().values(), key=lambda law: (law.is_reviewed, law.act, law.article, law.id))
    return render(
        request,
        "packs/status.html",
        {
            "pack": pack,
            "population": pack.head.get("population"),
            "ancestors": pack_status.ancestors(pack),
            "holdings": pack_status.holdings(pack),
            "laws": laws,
            "unreviewed_count": len(unreviewed_law(pack)),
            "faults": pack_status.faults(pack),
        },
    )
