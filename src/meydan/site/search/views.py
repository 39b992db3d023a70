"""The page of answers."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from meydan.base.people.public import public_page
from meydan.kernel.places.public import did_you_mean
from meydan.site.search.sources import groups

LONGEST = 200


@public_page
@require_GET
def results(request: HttpRequest) -> HttpResponse:
    """Answers in groups; when there are none, what may have been meant and what to do."""
    words = request.GET.get("q", "").strip()[:LONGEST]
    found = groups(words) if words else []
    meant = did_you_mean(words) if words and not found else ""
    return render(request, "search/results.html", {"words": words, "groups": found, "meant": meant})
