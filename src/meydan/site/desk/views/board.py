"""Open cases by the state they stand in, those that end first on top."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.db.models import Count
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from meydan.base.locale.public import local_digits, text
from meydan.base.packs.public import current
from meydan.base.people.public import staff_page
from meydan.kernel.cases.public import (
    Case,
    ClockFace,
    InboxFilter,
    Standing,
    State,
    Workflow,
    case_face,
    case_policy,
    counts,
    folder_condition,
    narrowed,
    workflow,
    workflows,
)
from meydan.kernel.cases.public import inbox as cases_in
from meydan.site.desk.forms import FilterForm
from meydan.site.desk.views.common import (
    FOLDER_LABELS,
    folder_of,
    folders,
    kept_views,
    standing,
    ways_to_look,
    wishes,
)

A_COLUMN = 12


@dataclass(frozen=True)
class Card:
    """A case on the board."""

    case: Case
    face: ClockFace | None


@dataclass(frozen=True)
class Column:
    """A state, how many cases stand in it, and the first of them."""

    state: State
    count: int
    cards: list[Card]
    href: str


@staff_page(policy=case_policy, verb="see")
@require_GET
def board(request: HttpRequest) -> HttpResponse:
    """Show one workflow's states side by side."""
    who, now = standing(request), timezone.now()
    folder = folder_of(request, "unit")
    folder = "all" if folder == "closed" else folder
    form = FilterForm(request.GET, standing=who)
    chosen, query = form.chosen(folder), wishes(request, folder)
    tally = _tally(who, chosen)
    walk = _walk(request.GET.get("workflow", ""), tally)
    told: dict[str, Any] = {
        "folders": folders(folder, counts(who.account, now, standing=who)),
        "folder": folder,
        "folder_label": FOLDER_LABELS[folder],
        "kept_views": kept_views(who, query),
        "looks": ways_to_look("desk:board", query),
        "query": query,
        "walks": _tabs(walk, tally, query),
        "columns": [_column(state, walk, tally, who, chosen, query) for state in _states(walk)],
    }
    return render(request, "desk/board.html", told)


def _tally(who: Standing, chosen: InboxFilter) -> Counter[tuple[str, str]]:
    """How many open cases stand in each state of each workflow; one query."""
    now = timezone.now()
    cases = Case.objects.filter(folder_condition(chosen.folder, who, now), closed_at=None)
    rows = (
        narrowed(cases, chosen, now)
        .order_by()
        .values_list("service__workflow", "state")
        .annotate(Count("pk"))
    )
    return Counter({(walk, state): count for walk, state, count in rows})


def _walk(asked: str, tally: Counter[tuple[str, str]]) -> Workflow:
    """The workflow asked for, else the one with the most work."""
    known = workflows()
    if asked in known:
        return known[asked]
    sums = Counter[str]()
    for (code, _state), count in tally.items():
        sums[code] += count
    busiest = next((code for code, _count in sums.most_common() if code in known), next(iter(known)))
    return workflow(busiest)


def _tabs(walk: Workflow, tally: Counter[tuple[str, str]], query: str) -> list[dict[str, Any]]:
    documents = current().documents("workflows")
    used = [code for code in workflows() if any(found == code for found, _state in tally)]
    return [
        {
            "label": text(documents[code].get("names", {})) or code,
            "href": f"?{query}&workflow={code}",
            "active": code == walk.code,
            "count": local_digits(str(sum(n for (found, _s), n in tally.items() if found == code))),
        }
        for code in dict.fromkeys([walk.code, *used])
    ]


def _states(walk: Workflow) -> list[State]:
    return [state for state in walk.states.values() if not state.final]


def _column(
    state: State,
    walk: Workflow,
    tally: Counter[tuple[str, str]],
    who: Standing,
    chosen: InboxFilter,
    query: str,
) -> Column:
    now = timezone.now()
    count = tally[walk.code, state.code]
    here = cases_in(who.account, chosen, now, standing=who).filter(
        state=state.code, service__workflow=walk.code, closed_at=None
    )
    cards = [Card(case, case_face(case, now)) for case in here[:A_COLUMN]] if count else []
    return Column(state, count, cards, f"{query}&state={state.code}")
