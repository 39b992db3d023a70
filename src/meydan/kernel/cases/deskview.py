"""A case as an officer sees it, in the inbox's margin and on its own page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from meydan.base.locale.public import text
from meydan.base.people.public import Account
from meydan.kernel.cases import presentation
from meydan.kernel.cases.engine.evidence import EvidenceAsked
from meydan.kernel.cases.engine.workflow import State, Transition, Workflow
from meydan.kernel.cases.evidencewords import EvidenceLine, evidence_line, needs_words
from meydan.kernel.cases.models import Case, CaseEvent, Clock, Reporter
from meydan.kernel.cases.policies import Standing, standing_of
from meydan.kernel.cases.privacy import SealUnreadable, open_text
from meydan.kernel.cases.queries.cases import history
from meydan.kernel.cases.queries.evidence import evidence_held, still_asked
from meydan.kernel.cases.queries.workflows import workflow
from meydan.kernel.cases.registry import closing_notes


@dataclass(frozen=True)
class ReporterView:
    """Who reported, in clear, for those who may ring back."""

    name: str
    phone: str
    email: str
    is_unreadable: bool = False


@dataclass(frozen=True)
class ClockView:
    """A clock, its face and how its end was found."""

    clock: Clock
    face: presentation.ClockFace
    counting: presentation.Counting


@dataclass(frozen=True)
class Way(Transition):
    """A way on, with what it requires in the reader's words."""

    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class DeskView:
    """Everything an officer's page shows of a case."""

    case: Case
    state: State
    face: presentation.ClockFace | None
    clocks: list[ClockView]
    told: list[presentation.Told]
    ways: list[Way]
    primary: Way | None
    closing_notes: list[str]
    reporter: ReporterView | None
    can_act: bool
    can_assign: bool
    can_message: bool
    evidence: list[EvidenceLine]
    asked: list[EvidenceAsked]

    @property
    def others(self) -> list[Way]:
        """The ways on that are not the main one."""
        return [way for way in self.ways if way is not self.primary]

    @property
    def asks(self) -> set[str]:
        """What any of the ways on requires."""
        return {item for way in self.ways for item in way.require}

    @property
    def may_ask(self) -> bool:
        """Whether one of the ways on stops the clock, so that something may be asked for."""
        return any(way.stops_clock for way in self.ways)

    @property
    def pins(self) -> list[dict[str, Any]]:
        """The case's point for the map."""
        if self.case.lon is None:
            return []
        name = self.case.address or self.case.title
        return [{"lon": self.case.lon, "lat": self.case.lat, "name": name, "title": name, "current": True}]


def desk_view(case: Case, account: Account, now: datetime, *, standing: Standing | None = None) -> DeskView:
    """Return a case for an officer; ``case`` comes from ``case_in_full``."""
    walk = workflow(case.service.workflow)
    standing = standing or standing_of(account)
    arrows = walk.open_to(case.state, standing.roles_on(case))
    ways = [Way(**vars(arrow), needs=needs_words(arrow, walk)) for arrow in arrows]
    held = evidence_held(case, walk, with_personal=standing.may("see_reporter", case))
    return DeskView(
        case=case,
        state=walk.state(case.state),
        face=presentation.case_face(case, now),
        clocks=[
            ClockView(clock, presentation.clock_face(clock, now), presentation.counting_of(clock))
            for clock in case.clocks.all()
        ],
        told=told_lines(case, walk),
        ways=ways,
        primary=primary_way(walk, ways),
        closing_notes=closing_notes(case),
        reporter=_reporter(case, standing),
        can_act=bool(ways),
        can_assign=not case.is_closed and standing.may("assign", case),
        can_message=hasattr(case, "reporter") and standing.may("message", case),
        evidence=[evidence_line(one) for one in held],
        asked=still_asked(walk, arrows, held),
    )


def told_lines(case: Case, walk: Workflow) -> list[presentation.Told]:
    """Return the history in words, the youngest line first."""
    events = history(case)
    names = {clock.key: text(clock.names) for clock in case.clocks.all()}
    people = _people(events)
    told = [presentation.told_to_staff(event, walk, names, people) for event in events]
    # By the moment told, for a breach is older than the sweep that noticed it; lines of one moment keep order.
    return sorted(told, key=lambda line: line.at)[::-1]


def _people(events: list[CaseEvent]) -> dict[int, str]:
    numbers = {event.body["to"] for event in events if event.verb == "assigned" and event.body.get("to")}
    if not numbers:
        return {}
    return {one.pk: one.name for one in Account.objects.filter(pk__in=numbers)}


def primary_way(walk: Workflow, ways: list[Way]) -> Way | None:
    """Return the way on that most cases take: a good end, else a step ahead, never a refusal."""
    ahead = [way for way in ways if walk.state(way.target).outcome in ("", "done") and not way.stops_clock]
    marked = [way for way in ahead if way.primary]
    ending = [way for way in ahead if walk.state(way.target).outcome == "done"]
    return next(iter([*marked, *ending, *ahead]), None)


def _reporter(case: Case, standing: Standing) -> ReporterView | None:
    who: Reporter | None = getattr(case, "reporter", None)
    if who is None or who.erased_at is not None or not standing.may("see_reporter", case):
        return None
    try:
        return ReporterView(
            name=open_text(who.name_sealed),
            phone=open_text(who.phone_sealed),
            email=open_text(who.email_sealed),
        )
    except SealUnreadable:
        return ReporterView("", "", "", is_unreadable=True)
