"""A decision is written down with the figures of its day and with what it is to bring about."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from meydan.base.audit.public import record
from meydan.base.files.public import PreparedFile, write_whole
from meydan.base.links.public import link
from meydan.base.people.public import Account
from meydan.kernel.strategy.models import (
    Action,
    Decision,
    ExpectedEffect,
    FrozenFigure,
    Indicator,
    Plan,
)
from meydan.kernel.strategy.queries.decisions import deciding_bodies, standing_on


class DecisionStands(Exception):
    """This decision of this body, or of this item of its agenda, is written down already."""


class DecisionNotYetMade(Exception):
    """Its day has not come."""


class EffectImpossible(Exception):
    """An effect has a size above zero and a day after the decision, and one figure is looked at once a day."""


@dataclass(frozen=True)
class Effect:
    """
    What is expected of a decision.

    :param size: how far the indicator is to move, in its unit, above zero
    """

    indicator: Indicator
    direction: str
    size: float
    check_on: date


@transaction.atomic
def enter_decision(
    *,
    body: str,
    number: str,
    decided_on: date,
    names: dict[str, str],
    words: dict[str, str] | None = None,
    plan: Plan | None = None,
    actions: Sequence[Action] = (),
    effects: Sequence[Effect] = (),
    document: PreparedFile | None = None,
    item_ref: str = "",
    is_sample: bool = False,
    actor: Account | None,
    now: datetime,
) -> Decision:
    """
    Keep a decision; the indicators of its actions and effects are frozen as they stood on its day.

    :raises DecisionStands: if it is written down already
    :raises DecisionNotYetMade: if its day has not come
    :raises EffectImpossible: if an effect cannot be looked at later
    """
    if decided_on > timezone.localdate(now):
        raise DecisionNotYetMade(decided_on.isoformat())
    decision = Decision(
        code=code_of(body, number, decided_on),
        body=body,
        body_names=deciding_bodies().get(body, {"en": body}),
        number=number,
        decided_on=decided_on,
        names=names,
        words=words or {},
        plan=plan,
        item_ref=item_ref,
        entered_at=now,
        is_sample=is_sample,
        **kept_document(document),
    )
    try:
        with transaction.atomic():
            decision.save(force_insert=True)
    except IntegrityError as clash:
        raise DecisionStands(decision.code) from clash
    decision.actions.set(actions)
    moved = Indicator.objects.filter(actions__in=[one.pk for one in actions]).distinct()
    freeze_figures(decision, [*moved, *(one.indicator for one in effects)])
    for one in effects:
        expect(decision=decision, effect=one)
    if item_ref:
        link(item_ref, decision.ref, "decided", by=actor.username if actor else "", now=now)
    facts = {"body": body, "number": number, "on": decided_on.isoformat(), "effects": len(effects)}
    record(verb="strategy.decided", actor=actor, thing=decision.ref, payload=facts, now=now)
    return decision


def code_of(body: str, number: str, decided_on: date) -> str:
    """A decision's address; a number's strokes and letters become what an address may hold."""
    return f"{slugify(body)}-{decided_on.isoformat()}-{slugify(number) or 'x'}"[:120]


def freeze_figures(decision: Decision, indicators: Iterable[Indicator]) -> None:
    """Keep the indicators as they stood on the decision's day; what is frozen already stays."""
    held = set(decision.figures.values_list("indicator_code", flat=True))
    for indicator in {one.pk: one for one in indicators if one.code not in held}.values():
        value = standing_on(indicator, decision.decided_on)
        FrozenFigure.objects.create(
            decision=decision,
            indicator=indicator,
            indicator_code=indicator.code,
            names=indicator.names,
            unit=indicator.unit,
            decimals=indicator.decimals,
            value=value.value if value else None,
            on=value.on if value else None,
            row_count=value.row_count if value else 0,
        )


@transaction.atomic
def expect(*, decision: Decision, effect: Effect) -> ExpectedEffect:
    """
    Say what a decision is to bring about, and on which day that is looked at.

    :raises EffectImpossible: without a size, or for a day that is not after the decision, or twice
    """
    if not effect.size > 0 or effect.check_on <= decision.decided_on:
        raise EffectImpossible(effect.indicator.code)
    freeze_figures(decision, [effect.indicator])
    figure = decision.figures.get(indicator_code=effect.indicator.code)
    expected, made = ExpectedEffect.objects.get_or_create(
        decision=decision,
        figure=figure,
        check_on=effect.check_on,
        defaults={"direction": effect.direction, "size": effect.size},
    )
    if not made:
        raise EffectImpossible(effect.indicator.code)
    return expected


def document_path(sha256: str) -> Path:
    """Where the decision's paper stands under media."""
    return Path(settings.MEDIA_ROOT) / "decisions" / sha256[:2] / sha256


def kept_document(document: PreparedFile | None) -> dict[str, str]:
    """Put a paper in its place under media; what a row says of it."""
    if document is None:
        return {}
    path = document_path(document.sha256)
    if not path.exists():
        write_whole(path, document.content)
    return {
        "document_sha256": document.sha256,
        "document_name": document.sha256[:8] + document.suffix,
        "document_type": document.content_type,
    }
