"""What nobody looked after: promises without a word, figures older than allowed, quarters without a report."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from meydan.base.packs.public import current
from meydan.base.people.public import OrgUnit, Post
from meydan.kernel.strategy.models import Action, ActionWord, Indicator, Plan
from meydan.kernel.strategy.queries.indicators import Standing, indicator_standings
from meydan.kernel.strategy.queries.plans import STALE_AFTER
from meydan.kernel.strategy.queries.tracker import OPEN, TrackerRow, tracker_rows
from meydan.numerics.months import quarter_bucket

# So many quarters that are over are looked at.
QUARTERS = 4


@dataclass(frozen=True)
class Missed:
    """Quarters in which an owner should have spoken of its promises, and did not; a unit or a post, never a person."""

    unit: OrgUnit | None
    post: Post | None
    asked: int
    missed: int


@dataclass(frozen=True)
class Ledger:
    """The whole ledger as it stands now."""

    untouched: list[TrackerRow]
    unowned: list[TrackerRow]
    old: list[Standing]
    missed: list[Missed]
    action_count: int
    figure_count: int

    @property
    def missed_count(self) -> int:
        """How many quarters were missed, all owners together."""
        return sum(one.missed for one in self.missed)


def ledger(plan: Plan, now: datetime, days: int = STALE_AFTER.days) -> Ledger:
    """
    The ledger of a plan.

    :param days: so many days without a word make an open promise untouched
    """
    rows = tracker_rows(plan, now)
    open_rows = [
        row for row in rows if row.action.status in OPEN and row.action.starts_on <= timezone.localdate(now)
    ]
    limit = timedelta(days=days)
    indicators = Indicator.objects.filter(actions__goal__plan=plan).distinct().order_by("order", "pk")
    standings = list(indicator_standings(indicators, now, points=1).values())
    return Ledger(
        untouched=sorted(
            (row for row in open_rows if now - row.action.updated_at > limit),
            key=lambda row: (row.action.updated_at, row.action.pk),
        ),
        unowned=[row for row in open_rows if row.owner != "owned"],
        old=[one for one in standings if one.state in ("stale", "none")],
        missed=missed_quarters([row.action for row in open_rows], timezone.localdate(now)),
        action_count=len(open_rows),
        figure_count=len(standings),
    )


def quarters_over(today: date, count: int = QUARTERS) -> list[tuple[date, date]]:
    """The quarters of the city's calendar that are over, the newest first: first day, and the day after the last."""
    calendar, found = current().calendar, []
    end = quarter_bucket(today, calendar)
    for _quarter in range(count):
        begin = quarter_bucket(end - timedelta(days=1), calendar)
        found.append((begin, end))
        end = begin
    return found


def missed_quarters(actions: Iterable[Action], today: date) -> list[Missed]:
    """By owner, in how many quarters its running promises went without a word; the worst first."""
    chosen, quarters = list(actions), quarters_over(today)
    said: dict[int, set[date]] = defaultdict(set)
    words = ActionWord.objects.filter(action__in=chosen, said_at__date__gte=quarters[-1][0])
    for action_id, at in words.values_list("action", "said_at"):
        said[action_id].add(timezone.localdate(at))
    asked: dict[tuple[int | None, int | None], list[int]] = defaultdict(lambda: [0, 0])
    owners: dict[tuple[int | None, int | None], Action] = {}
    for action in chosen:
        key = (action.unit_id, action.post_id)
        owners[key] = action
        for begin, end in quarters:
            # Only a promise that ran through the whole quarter owes a word for it.
            if action.starts_on > begin:
                continue
            asked[key][0] += 1
            asked[key][1] += not any(begin <= day < end for day in said[action.pk])
    found = [
        Missed(owners[key].unit, owners[key].post, count, missed)
        for key, (count, missed) in asked.items()
        if missed
    ]
    return sorted(found, key=lambda one: (-one.missed, -one.asked, one.unit.code if one.unit else ""))
