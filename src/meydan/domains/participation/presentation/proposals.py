"""How ideas are said on pages, in feeds and in files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from meydan.base.feeds.public import Entry
from meydan.base.locale.public import format_number, text
from meydan.domains.participation import house
from meydan.domains.participation.models import Proposal, ProposalEvent, Stance, Status
from meydan.domains.participation.queries.proposals import Wanted, became_of
from meydan.kernel.strategy.public import ActionOrigin

CHIPS = {
    Status.OPEN: "plain", Status.EXAMINED: "watch", Status.ACCEPTED: "good", Status.PARTLY: "good",
    Status.REJECTED: "bad", Status.DONE: "good", Status.WITHDRAWN: "stale",
}  # fmt: skip
STANCES = {Stance.FOR: "good", Stance.AGAINST: "bad", Stance.NEUTRAL: "plain"}


def rows_of(page: Sequence[Proposal], areas: Mapping[str, Mapping[str, str]]) -> list[dict[str, Any]]:
    """What a line of the list shows."""
    categories = house.categories()
    return [
        {
            "proposal": one, "chip": CHIPS[Status(one.status)], "word": Status(one.status).label,
            "category": categories.get(one.category, ""), "where": where(one, areas),
            "supports": supports(one.support_count), "comments": comments(one.comment_count),
        }
        for one in page
    ]  # fmt: skip


def where(proposal: Proposal, areas: Mapping[str, Mapping[str, str]]) -> str:
    """The neighbourhood, else the address as it was written."""
    return text(areas.get(proposal.neighbourhood)) or proposal.address


def supports(many: int) -> str:
    """How many stand behind it."""
    words = ngettext("%(many)s person is behind it", "%(many)s people are behind it", many)
    return words % {"many": format_number(many)}


def comments(many: int) -> str:
    """How much is said about it."""
    return (
        ngettext("%(many)s comment", "%(many)s comments", many) % {"many": format_number(many)}
        if many
        else ""
    )


def event_words(event: ProposalEvent) -> str:
    """A line of the history."""
    if event.verb == "answered":
        return str(Status(event.status).label)
    return {
        "written": _("Written"), "withdrawn": _("Taken back by its author"), "hidden": _("Hidden by a rule"),
        "shown": _("Shown again"), "erased": _("Its words were taken away by their author"),
    }.get(event.verb, event.verb)  # fmt: skip


def address(proposal: Proposal) -> str:
    """Its page, whole."""
    return f"{settings.MEYDAN_HOME.address}{reverse('participation:idea', args=[proposal.pk])}"


def entry(proposal: Proposal) -> Entry:
    """A line of the feed."""
    page, status = address(proposal), Status(proposal.status).label
    said = [status, supports(proposal.support_count), proposal.what[:600]]
    if proposal.is_sample:
        said.insert(0, _("A sample: nobody proposed this."))
    return Entry(
        id=page, page=page, title=f"{proposal.title} ({status})", summary="\n".join(map(str, said)),
        published=proposal.created_at, updated=proposal.updated_at, category=proposal.category,
    )  # fmt: skip


FIELDS = (
    "id", "title", "what", "why", "language", "category", "neighbourhood", "address", "lon", "lat", "status",
    "answer", "action", "supports", "comments", "created_at", "updated_at", "is_sample", "page",
)  # fmt: skip


def record(proposal: Proposal) -> dict[str, Any]:
    """A line of the files: what stands on the page, without who signed it."""
    return {
        "id": proposal.pk, "title": proposal.title, "what": proposal.what, "why": proposal.why,
        "language": proposal.language, "category": proposal.category, "neighbourhood": proposal.neighbourhood,
        "address": proposal.address, "lon": _rounded(proposal.lon), "lat": _rounded(proposal.lat),
        "status": proposal.status, "answer": proposal.answer,
        "action": proposal.action.code if proposal.action is not None else None,
        "supports": proposal.support_count, "comments": proposal.comment_count,
        "created_at": proposal.created_at.isoformat(), "updated_at": proposal.updated_at.isoformat(),
        "is_sample": proposal.is_sample, "page": address(proposal),
    }  # fmt: skip


def records(rows: QuerySet[Proposal]) -> list[dict[str, Any]]:
    """The lines of a file, with what the list leaves out, in one query."""
    return [record(one) for one in rows.defer(None).select_related("action")]


def origins(action_id: int) -> list[ActionOrigin]:
    """The ideas that an action of the plan came from, for its page."""
    return [
        ActionOrigin(one.title, supports(one.support_count), f"/proposals/{one.pk}/", one.is_sample)
        for one in became_of(action_id)
    ]


def tabs(wanted: Wanted) -> list[dict[str, Any]]:
    """The orders a reader may choose."""
    orders = [("newest", _("Newest")), ("supported", _("Most supported"))]
    if wanted.near is not None:
        orders.append(("near", _("Nearest")))
    return [
        {"label": label, "href": f"?{urlencode({**wanted.pairs, 'sort': sort})}", "active": wanted.sort == sort}
        for sort, label in orders
    ]  # fmt: skip


def _rounded(degrees: float | None) -> float | None:
    # A metre: more would only say where the reader's finger was.
    return None if degrees is None else round(degrees, 5)
