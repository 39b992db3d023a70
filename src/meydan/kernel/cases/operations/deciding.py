"""Signs what a body decided: it is final then, and the case takes the arrow in the same transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from meydan.base.audit.public import record
from meydan.base.people.public import Account
from meydan.kernel.cases.body_policies import body_policy
from meydan.kernel.cases.models import AgendaItem, Case, CaseEvent
from meydan.kernel.cases.operations.agenda import NothingToDecide, motion_of
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.moving import advance
from meydan.kernel.cases.operations.photos import PreparedFile
from meydan.kernel.cases.operations.sessions import NUMBER_TRIES
from meydan.kernel.cases.operations.voting import NotCounted, hold_item
from meydan.kernel.cases.queries.bodies import year_of


class TextMissing(Exception):
    """A decision without words cannot be signed."""


class NothingDecided(Exception):
    """The votes were equal: there is no decision to sign, the matter waits for another session."""


class SignatureMissing(Exception):
    """Whoever signs is not who presided: the paper with the signature must come with it."""


@transaction.atomic
def sign_decision(
    *,
    item_id: int,
    text: str,
    actor: Account,
    now: datetime,
    evidence: Sequence[PreparedFile | object] = (),
    given: Mapping[str, Any] | None = None,
    expected_version: int | None = None,
) -> AgendaItem:
    """
    Make a counted decision final: it gets its number, and an adopted one takes its arrow on the case.

    Whoever presided signs from their own account; the secretary may hand in the signed paper instead.

    :param text: the decision in full, with its reasons; it stands in the case's history
    :param evidence: the signed paper, and other files
    :param given: what the arrow asks for by name, as ``advance`` takes it
    :param given: the named evidence that the arrow asks for, by its code
    :raises SessionChanged: if somebody else wrote in the session since the reader's version
    :raises NotCounted: if the votes are not counted, or the decision is signed already
    :raises NothingDecided: if the votes were equal
    :raises TextMissing: if there are no words
    :raises SignatureMissing: if the secretary signs without the signed paper
    :raises NothingToDecide: if the case has moved on, so that the decision no longer fits
    :raises EvidenceMissing: if the arrow asks for something not given
    :raises FileRefused: if a file cannot be taken
    :raises NotAllowed: if the actor neither presided nor keeps the body
    """
    item, _session, chosen = hold_item(item_id, expected_version)
    presided = item.signatory is not None and item.signatory.account_id == actor.pk
    if not presided:
        body_policy.require(actor, "keep", chosen)
    if item.state != AgendaItem.State.COUNTED:
        raise NotCounted(str(item_id))
    if item.outcome == AgendaItem.Outcome.TIED:
        raise NothingDecided(str(item_id))
    if not text.strip():
        raise TextMissing(str(item_id))
    if not presided and not evidence:
        raise SignatureMissing(str(item_id))
    if item.outcome == AgendaItem.Outcome.ADOPTED:
        _still_open(item)
    item.text, item.signed_at, item.signed_by = text.strip(), now, actor
    item.state, item.year = AgendaItem.State.SIGNED, year_of(now)
    _number(item)
    _into_history(item, actor, now)
    if item.outcome == AgendaItem.Outcome.ADOPTED:
        advance(
            case_id=item.case_id,
            transition=item.transition,
            actor=actor,
            now=now,
            note=item.text,
            evidence=evidence,
            given=given,
            is_decided=True,
        )
    return item


def _still_open(item: AgendaItem) -> None:
    """Refuse a decision that the case has overtaken."""
    case = Case.objects.select_related("service").get(pk=item.case_id)
    if motion_of(case, item.body, item.option).transition != item.transition:
        raise NothingToDecide(f"{case.code}: {item.option} takes another way now")


def _number(item: AgendaItem) -> None:
    for last_try in range(NUMBER_TRIES):
        taken = AgendaItem.objects.filter(body=item.body, year=item.year).aggregate(Max("number"))
        item.number = (taken["number__max"] or 0) + 1
        try:
            with transaction.atomic():
                item.save()
            return
        except IntegrityError:
            # Another decision of the body took the number meanwhile.
            if last_try == NUMBER_TRIES - 1:
                raise


def _into_history(item: AgendaItem, actor: Account, now: datetime) -> None:
    Case.objects.filter(pk=item.case_id).update(updated_at=now)
    case = Case.objects.select_related("service", "unit").get(pk=item.case_id)
    told = {
        "body": item.body,
        "option": item.option,
        "outcome": item.outcome,
        "number": f"{item.year}/{item.number}",
        "in_favour": item.figures["in_favour"],
        "against": item.figures["against"],
    }
    append(case, CaseEvent.Verb.DECIDED, actor=actor, now=now, is_public=True, body=told, words=item.text)
    record(verb="cases.body_decision", actor=actor, thing=item.ref, payload=told, now=now)
