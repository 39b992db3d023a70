"""A case waits for something named: asked for, come or no longer needed, and going on when nothing is left."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction

from meydan.base.people.public import Account, NotAllowed
from meydan.kernel.cases.models import AskedItem, Case, CaseEvent, Suspension
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.holding import hold
from meydan.kernel.cases.operations.moving import EvidenceMissing, TransitionNotAllowed, advance
from meydan.kernel.cases.policies import standing_of
from meydan.kernel.cases.queries.suspensions import open_suspension, way_back

MOST_ITEMS = 12
MOST_LETTERS = 300


class NothingAsked(Exception):
    """A list of what is asked for has no line in it."""


class ItemSettled(Exception):
    """Nobody waits for this any more: it came, it was dropped, or the case went on without it."""


@transaction.atomic
def suspend(
    *,
    case_id: int,
    transition: str,
    asks: Sequence[str],
    actor: Account,
    now: datetime,
    note: str = "",
    expected_version: int | None = None,
) -> Case:
    """
    Stop a case's clocks by a step of its workflow, and tell the citizen what it waits for.

    :param asks: what is asked for, a line each; the citizen reads them, so no names
    :raises NothingAsked: if there is no line
    :raises TransitionNotAllowed: if the step stops no clock, or is not open to this actor
    :raises CaseChanged: if the case has moved on since
    """
    lines = [line.strip()[:MOST_LETTERS] for line in asks if line.strip()][:MOST_ITEMS]
    if not lines:
        raise NothingAsked(str(case_id))
    case = advance(
        case_id=case_id,
        transition=transition,
        actor=actor,
        now=now,
        note=note,
        expected_version=expected_version,
    )
    if not way_back(case):
        raise TransitionNotAllowed(f"{transition} leads nowhere that waits")
    event = append(
        case, CaseEvent.Verb.ASKED, actor=actor, now=now, is_public=True, words="\n".join(lines),
        body={"count": len(lines)},
    )  # fmt: skip
    held = Suspension.objects.create(case=case, event=event, begun_at=now)
    AskedItem.objects.bulk_create(
        AskedItem(suspension=held, order=number, words=line) for number, line in enumerate(lines)
    )
    return case


@transaction.atomic
def settle_item(
    *,
    case_id: int,
    item_id: int,
    has_come: bool,
    actor: Account,
    now: datetime,
    expected_version: int | None = None,
) -> Case:
    """
    Write down that something asked for came, or is no longer needed; with the last of them the case goes on.

    Where the step back asks for more than words, the case stays and an officer takes it.

    :raises ItemSettled: if nobody waits for it any more
    :raises CaseChanged: if the case has moved on since
    :raises NotAllowed: if the actor may not act on this case
    """
    case = hold(case_id, expected_version, now)
    if not standing_of(actor).may("act", case):
        raise NotAllowed(f"{actor} may not act on case {case_id}")
    state = AskedItem.State.CAME if has_come else AskedItem.State.DROPPED
    waited = AskedItem.objects.filter(
        pk=item_id, state=AskedItem.State.WAITED, suspension__case=case, suspension__ended_at=None
    )
    if not waited.update(state=state, settled_at=now):
        raise ItemSettled(str(item_id))
    item = AskedItem.objects.get(pk=item_id)
    body = {"item": item.order, "state": state.value}
    append(
        case, CaseEvent.Verb.ASKED_SETTLED, actor=actor, now=now, is_public=True, body=body, words=item.words
    )
    held = open_suspension(case_id)
    if held is None or held.items.filter(state=AskedItem.State.WAITED).exists():
        return case
    return _go_on(case, held, actor, now)


def _go_on(case: Case, held: Suspension, actor: Account, now: datetime) -> Case:
    came = held.items.filter(state=AskedItem.State.CAME).order_by("order").values_list("words", flat=True)
    note = "\n".join(came) or "\n".join(held.items.order_by("order").values_list("words", flat=True))
    for step in way_back(case):
        try:
            with transaction.atomic():
                return advance(case_id=case.pk, transition=step.code, actor=actor, now=now, note=note)
        except (TransitionNotAllowed, EvidenceMissing):
            continue
    return case
