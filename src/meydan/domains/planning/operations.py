"""Puts plans on display, takes objections, answers them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

import shapely
from django.db import IntegrityError, transaction
from django.db.models import Max

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.domains.planning.errors import (
    AlreadyOnDisplay,
    EndsTooEarly,
    NotOnDisplay,
    ReasonsMissing,
)
from meydan.domains.planning.models import Display, Objection
from meydan.domains.planning.rules import display_rule
from meydan.kernel.cases.public import Case, Clock, ReporterFacts, advance, assign, begin_beneath, open_case

NUMBER_TRIES = 5


@transaction.atomic
def put_on_display(
    *,
    case: Case,
    actor: Account,
    now: datetime,
    until_at: datetime | None = None,
    texts: Mapping[str, str] | None = None,
    area: Any = None,
    evidence: Sequence[object] = (),
    expected_version: int | None = None,
) -> Display:
    """
    Hang a plan out: the case moves on as the pack says, and objections are open until the clock's end.

    :param until_at: where the pack names no clock
    :param area: shapely geometry, EPSG:4326
    :param evidence: the plan as it was adopted
    :raises AlreadyOnDisplay: if it hangs out already
    :raises EndsTooEarly: without an end after now
    :raises TransitionNotAllowed, EvidenceMissing, CaseChanged: as ``cases`` says
    """
    rule = display_rule(case.service.code)
    if rule is not None and rule.transition:
        case = advance(
            case_id=case.pk, transition=rule.transition, actor=actor, now=now, evidence=evidence,
            expected_version=expected_version,
        )  # fmt: skip
    if rule is not None and rule.clock:
        clock = Clock.objects.filter(case=case, key=rule.clock, state=Clock.State.RUNNING).last()
        until_at = clock.due_at if clock is not None else until_at
    if until_at is None or until_at <= now:
        raise EndsTooEarly
    try:
        with transaction.atomic():
            made = Display.objects.create(
                case=case, texts=dict(texts or {}), begins_at=now, until_at=until_at,
                area=None if area is None else shapely.geometry.mapping(area),
            )  # fmt: skip
    except IntegrityError as twice:
        raise AlreadyOnDisplay(case.code) from twice
    record(
        verb="planning.displayed",
        actor=actor,
        thing=case.ref,
        payload={"until": until_at.isoformat()},
        now=now,
    )
    return made


@transaction.atomic
def object_to(
    *,
    display: Display,
    parcel: Mapping[str, str],
    words: str,
    reporter: ReporterFacts,
    now: datetime,
    lon: float | None = None,
    lat: float | None = None,
    address: str = "",
    source: str = "web",
    idempotency_key: str | None = None,
    is_sample: bool = False,
) -> Objection:
    """
    Take an objection: a case with a code and a clock, pinned to a parcel.

    Sent twice with one ``idempotency_key`` it is taken once.

    :raises NotOnDisplay: before the display begins or after its last moment
    """
    if not display.is_open_at(now):
        raise NotOnDisplay(display.case.code)
    rule = display_rule(display.case.service.code)
    service = rule.objections if rule else "plan_objection"
    case = open_case(
        service=service, title=display.case.titles or display.case.service.names, description=words, lon=lon,
        lat=lat, address=address, source=source, reporter=reporter, unit=display.case.unit, now=now,
        idempotency_key=idempotency_key, is_sample=is_sample,
    )  # fmt: skip
    before = Objection.objects.filter(case=case).first()
    if before is not None:
        return before
    # A plan does not come into force over the head of somebody who objected.
    begin_beneath(parent=display.case, child=case, now=now, must_close=True)
    return _numbered(display, case, parcel)


def _numbered(display: Display, case: Case, parcel: Mapping[str, str]) -> Objection:
    """Give it the next number of the plan; two at once try again."""
    for _try in range(NUMBER_TRIES):
        last = Objection.objects.filter(display=display).aggregate(last=Max("number"))["last"] or 0
        with suppress(IntegrityError), transaction.atomic():
            return Objection.objects.create(
                display=display, case=case, number=last + 1,
                parcel={name: value for name, value in parcel.items() if value},
            )  # fmt: skip
    raise RuntimeError("no number was free; send it again")


@transaction.atomic
def answer(
    *, objection: Objection, answer: str, summary: str, reasons: str, actor: Account, now: datetime
) -> Objection:
    """
    Decide an objection with reasons; the objector is told, and the answer is published without their name.

    :param answer: ``accept``, ``accept_part`` or ``reject``
    :raises ReasonsMissing: without a summary and reasons
    :raises TransitionNotAllowed: if it is decided already, or the actor may not
    """
    if not summary.strip() or not reasons.strip():
        raise ReasonsMissing
    case = objection.case
    if case.state == "received":
        if case.assignee_id is None:
            assign(case_id=case.pk, assignee=actor, actor=actor, now=now)
        advance(case_id=case.pk, transition="study", actor=actor, now=now)
    objection.case = advance(case_id=case.pk, transition=answer, actor=actor, now=now, note=reasons.strip())
    objection.answer, objection.summary, objection.reasons = answer, summary.strip(), reasons.strip()
    objection.answered_at = now
    objection.save()
    return objection
