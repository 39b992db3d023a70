"""Sessions and their items as the pages show them."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Q

from meydan.base.locale.public import format_moment, text
from meydan.base.packs.public import Law, current
from meydan.base.people.public import Account
from meydan.kernel.cases import bodywords
from meydan.kernel.cases.body_policies import body_policy
from meydan.kernel.cases.engine.bodies import Body, Motion, Seat, motions_from
from meydan.kernel.cases.engine.workflow import State
from meydan.kernel.cases.models import AgendaItem, Attendance, Ballot, BodyMember, BodySession, Case
from meydan.kernel.cases.policies import standing_of
from meydan.kernel.cases.queries import bodies as queries
from meydan.kernel.cases.queries.workflows import workflow

MOST_WAITING = 50
NO_SEAT = Seat("", {"en": "—"}, {})


@dataclass(frozen=True)
class Sitting:
    """A member in a session: their seat, whether they are in the room, how they voted on an item."""

    member: BodyMember
    seat: Seat
    row: Attendance | None = None
    ballot: Ballot | None = None
    is_own: bool = False

    @property
    def is_inside(self) -> bool:
        """Whether the member is in the room now."""
        return self.row is not None and self.row.left_at is None

    @property
    def can_change(self) -> bool:
        """Whether the secretary may write this vote down: a member's own vote is theirs alone."""
        return self.ballot is None or self.is_own or self.ballot.cast_by_id != self.member.account_id


@dataclass(frozen=True)
class ItemView:
    """One item: the case, what is proposed, how it was voted."""

    item: AgendaItem
    state: State
    option: str
    figures: str
    number: str
    votes: list[Sitting]

    @property
    def minority(self) -> list[Sitting]:
        """Who voted against and said why."""
        return [
            one for one in self.votes if one.ballot and one.ballot.choice == "against" and one.ballot.opinion
        ]


@dataclass(frozen=True)
class SessionView:
    """A session with its members and its agenda."""

    session: BodySession
    body: Body
    members: list[Sitting]
    items: list[ItemView]
    can_keep: bool

    @property
    def inside(self) -> int:
        """How many members with a vote are in the room."""
        return sum(one.is_inside and one.seat.has_vote for one in self.members)

    @property
    def attended(self) -> list[Sitting]:
        """Who was in the room at some time."""
        return [one for one in self.members if one.row is not None]

    @property
    def chair(self) -> Sitting | None:
        """Who presides."""
        return next((one for one in self.members if one.row is not None and one.row.is_presiding), None)


def law_of(chosen: Body) -> Law | None:
    """Return the article a body rests on."""
    return current().laws().get(chosen.law)


def session_view(session: BodySession, account: Account) -> SessionView:
    """Return a session for a page; ``session`` comes from ``session_in_full``."""
    chosen = queries.body_of(session)
    attendance = {row.member_id: row for row in session.attendance.all()}
    day = queries.local_day(session.held_at)
    members = {one.pk: one for one in queries.members_on(session.body, day)}
    # Whoever was in the room stays on the page, even when the membership was ended since.
    members |= {row.member_id: row.member for row in attendance.values()}
    sitting = [
        Sitting(
            one,
            chosen.seats.get(one.seat, NO_SEAT),
            attendance.get(one.pk),
            None,
            one.account_id == account.pk,
        )
        for one in members.values()
    ]
    items = [
        item_view(item, chosen, sitting)
        for item in session.items.all()
        if item.state != AgendaItem.State.STRUCK
    ]
    return SessionView(session, chosen, sitting, items, body_policy.may(account, "keep", chosen))


def item_view(item: AgendaItem, chosen: Body, sitting: list[Sitting]) -> ItemView:
    """Return an item for a page, with the votes of those who may vote on it."""
    ballots = {one.member_id: one for one in item.ballots.all()}
    votes = [
        Sitting(one.member, one.seat, one.row, ballots.get(one.member.pk), one.is_own)
        for one in sitting
        if one.seat.has_vote and (one.is_inside or one.member.pk in ballots)
    ]
    option = chosen.options.get(item.option)
    return ItemView(
        item=item,
        state=workflow(item.case.service.workflow).state(item.case.state),
        option=text(option.names) if option else item.option,
        figures=bodywords.figure_words(item),
        number=bodywords.decision_number(item),
        votes=votes,
    )


@dataclass(frozen=True)
class Waiting:
    """A case that a body may decide on, with what it may decide."""

    case: Case
    options: list[tuple[str, str]]


def waiting_for(chosen: Body) -> list[Waiting]:
    """Return the open cases that stand where this body decides and wait for no session yet, the oldest first."""
    stands = Q(pk=None)
    documents = current().documents("workflows")
    for code, document in documents.items():
        states = [
            row["code"]
            for row in document.get("state", [])
            if motions_from(document, str(row["code"]), [chosen.code])
        ]
        stands |= Q(service__workflow=code, state__in=states)
    open_items = AgendaItem.objects.filter(body=chosen.code, state__in=["listed", "counted"])
    cases = Case.objects.filter(stands, closed_at=None).exclude(pk__in=open_items.values("case"))
    found = cases.select_related("service", "unit").order_by("due_at", "id")[:MOST_WAITING]
    return [
        Waiting(
            one,
            [
                (motion.option, bodywords.option_name(chosen.code, motion.option))
                for motion in motions_from(documents[one.service.workflow], one.state, [chosen.code])
            ],
        )
        for one in found
    ]


@dataclass(frozen=True)
class PanelItem:
    """What lies or lay before a body, on the case's own page."""

    item: AgendaItem
    body: str
    option: str
    figures: str
    number: str


@dataclass(frozen=True)
class BodyPanel:
    """What bodies have to do with a case: past and open items, and sessions it may be put before."""

    items: list[PanelItem]
    choices: list[tuple[str, str]]


def body_panel(case: Case, account: Account) -> BodyPanel | None:
    """Return the panel of a case's page; ``None`` when no body has anything to do with it."""
    items = [
        PanelItem(
            item,
            text(queries.named(item.body)),
            bodywords.option_name(item.body, item.option),
            bodywords.figure_words(item),
            bodywords.decision_number(item),
        )
        for item in queries.items_of(case)
    ]
    motions = queries.motions(case)
    if not items and not motions:
        return None
    return BodyPanel(items, _choices(case, account, motions))


def _choices(case: Case, account: Account, motions: list[Motion]) -> list[tuple[str, str]]:
    """Each session the case may come before, with each thing it may decide: ``session:option`` and words."""
    waiting = {item.body for item in queries.items_of(case) if item.state in ("listed", "counted")}
    codes = {motion.body for motion in motions} - waiting
    may = standing_of(account).may("act", case)
    return [
        (f"{session.pk}:{motion.option}", _choice_words(session, motion))
        for session in queries.coming_sessions(codes)
        for motion in motions
        if motion.body == session.body and (may or body_policy.may(account, "keep", queries.body_of(session)))
    ]


def _choice_words(session: BodySession, motion: Motion) -> str:
    option = bodywords.option_name(motion.body, motion.option)
    return f"{text(queries.named(session.body))} · {format_moment(session.held_at)} · {option}"
