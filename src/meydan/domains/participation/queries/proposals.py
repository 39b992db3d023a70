"""Which proposals there are, narrowed and ordered; one with everything; what a person wrote."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import ExpressionWrapper, F, FloatField, Q, QuerySet

from meydan.base.locale.public import fold
from meydan.domains.participation.errors import ProposalUnknown
from meydan.domains.participation.models import Call, Comment, Proposal, ProposalEvent, Status, Support
from meydan.domains.participation.persons import Person
from meydan.kernel.places.public import Place, area_named, metres_per_degree, places_of, search

SORTS = ("newest", "supported", "near")
# A page shows these; texts it does not show stay in the table.
LISTED = (
    "id", "title", "what", "category", "neighbourhood", "address", "status", "support_count", "comment_count",
    "created_at", "updated_at", "is_sample", "lon", "lat", "language", "signed_as", "raised_by_id",
)  # fmt: skip


@dataclass(frozen=True)
class Wanted:
    """How a reader narrows and orders the list; ``near`` is longitude and latitude."""

    words: str = ""
    status: str = ""
    category: str = ""
    neighbourhood: str = ""
    call: str = ""
    sort: str = "newest"
    near: tuple[float, float] | None = None
    near_name: str = ""

    @classmethod
    def asked(cls, query: Mapping[str, str]) -> Wanted:
        """From the words of an address; what makes no sense is passed over."""
        named = query.get("near", "").strip()[:120]
        near = _point(query.get("lat", ""), query.get("lon", "")) or (_place_named(named) if named else None)
        sort = query.get("sort", "")
        status = query.get("status", "")
        return cls(
            words=query.get("q", "").strip()[:200], status=status if status in Status.values else "",
            category=query.get("category", "")[:40], neighbourhood=query.get("neighbourhood", "")[:120],
            call=query.get("call", "")[:60], near=near, near_name=named,
            sort="near" if near and sort in ("", "near") else sort if sort in SORTS[:2] else SORTS[0],
        )  # fmt: skip

    @property
    def pairs(self) -> dict[str, str]:
        """The words of the address again, without the page."""
        told = {
            "q": self.words, "status": self.status, "category": self.category, "call": self.call,
            "neighbourhood": self.neighbourhood, "near": self.near_name, "sort": self.sort,
        }  # fmt: skip
        if self.near and not self.near_name:
            told |= {"lon": f"{self.near[0]:.5f}", "lat": f"{self.near[1]:.5f}"}
        return {name: value for name, value in told.items() if value and (name, value) != ("sort", SORTS[0])}


def visible() -> QuerySet[Proposal]:
    """What everybody may see."""
    return Proposal.objects.filter(is_hidden=False)


def wanted_proposals(wanted: Wanted) -> QuerySet[Proposal]:
    """The list as it is asked for."""
    rows = visible().only(*LISTED)
    for word in fold(wanted.words).split():
        rows = rows.filter(search__contains=word)
    exact = {
        "status": wanted.status, "category": wanted.category, "neighbourhood": wanted.neighbourhood,
        "call__code": wanted.call,
    }  # fmt: skip
    rows = rows.filter(**{name: value for name, value in exact.items() if value})
    if wanted.sort == "near" and wanted.near:
        return _by_distance(rows, *wanted.near)
    if wanted.sort == "supported":
        return rows.order_by("-support_count", "-id")
    return rows.order_by("-created_at", "-id")


def proposal(number: int) -> Proposal:
    """
    One that everybody may see.

    :raises ProposalUnknown: if there is none, or it is out of sight
    """
    rows = visible().select_related("call", "action__goal__plan", "raised_by")
    found = rows.filter(pk=number).first() if number < 10**15 else None
    if found is None:
        raise ProposalUnknown(str(number))
    return found


def talk_of(proposal: Proposal, limit: int = 300) -> list[tuple[Comment, list[Comment]]]:
    """What is said about a proposal, oldest first, each with its answers, in one query; hidden ones hold no words."""
    rows = list(Comment.objects.filter(proposal=proposal).order_by("created_at", "pk")[:limit])
    answers: dict[int, list[Comment]] = {}
    for row in rows:
        if row.parent_id is not None:
            answers.setdefault(row.parent_id, []).append(row)
    return [(row, answers.get(row.pk, [])) for row in rows if row.parent_id is None]


def history_of(proposal: Proposal) -> list[ProposalEvent]:
    """What became of it, oldest first."""
    return list(ProposalEvent.objects.filter(proposal=proposal).order_by("at", "pk"))


def is_behind(proposal: Proposal, person: Person | None) -> bool:
    """Whether somebody supports a proposal."""
    if person is None:
        return False
    return Support.objects.filter(
        proposal=proposal, person_digest=person.support_digest(proposal.pk)
    ).exists()


def written_by(person: Person) -> tuple[list[Proposal], list[Comment]]:
    """What a person wrote, hidden things too, newest first."""
    mine = Proposal.objects.filter(author_digest=person.author_digest).order_by("-created_at")
    said = Comment.objects.filter(author_digest=person.author_digest).select_related("proposal")
    return list(mine[:200]), list(said.order_by("-created_at")[:200])


def open_calls(now: datetime) -> list[Call]:
    """Calls that take proposals now, the one that ends first leading."""
    return list(Call.objects.filter(opens_at__lte=now, closes_at__gt=now).order_by("closes_at"))


def area_names() -> dict[str, dict[str, str]]:
    """The names of the neighbourhoods in which something was proposed, by key, in one query beside the keys."""
    used = set(visible().exclude(neighbourhood="").values_list("neighbourhood", flat=True).distinct())
    if not used:
        return {}
    return dict(places_of(["neighbourhoods"]).filter(key__in=used).values_list("key", "names"))


def became_of(action_id: int) -> list[Proposal]:
    """The proposals that an action came from."""
    return list(visible().filter(action_id=action_id).order_by("created_at")[:20])


def holds_sample() -> bool:
    """Whether sample proposals stand here."""
    return Proposal.objects.filter(is_sample=True).exists()


def _by_distance(rows: QuerySet[Proposal], lon: float, lat: float) -> QuerySet[Proposal]:
    east, north = metres_per_degree(lat)
    away: Any = (F("lon") - lon) * east * (F("lon") - lon) * east + (F("lat") - lat) * north * (
        F("lat") - lat
    ) * north
    placed = rows.filter(Q(lon__isnull=False) & Q(lat__isnull=False))
    return placed.annotate(away_m2=ExpressionWrapper(away, output_field=FloatField())).order_by(
        "away_m2", "-id"
    )


def _point(lat: str, lon: str) -> tuple[float, float] | None:
    try:
        found = float(lon), float(lat)
    except ValueError:
        return None
    return found if -180 <= found[0] <= 180 and -90 <= found[1] <= 90 else None


def _place_named(words: str) -> tuple[float, float] | None:
    area: Place | None = area_named(words)
    if area is not None:
        return area.lon, area.lat
    found = search(words, limit=1)
    return (found[0].place.lon, found[0].place.lat) if found else None
