"""Contracts, their amendments, budget lines and agreements are written down."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from meydan.base.audit.public import record
from meydan.base.files.public import PreparedFile
from meydan.base.people.public import Account
from meydan.kernel.strategy.engine.contracts import ContractFault, ContractReading, ContractRow
from meydan.kernel.strategy.models import Action, Agreement, BudgetLine, Contract, ContractAmendment
from meydan.kernel.strategy.operations.deciding import kept_document


class AmendmentImpossible(Exception):
    """An amendment may not make a contract cost less than nothing, or end before it starts."""


class BudgetImpossible(Exception):
    """A line is not below zero, and has a year."""


class AgreementStands(Exception):
    """This agreement is written down already, or ends before it is signed."""


@dataclass(frozen=True)
class Brought:
    """What bringing a table of contracts in would do, or did."""

    added: list[ContractRow]
    changed: list[ContractRow]
    unchanged: int
    faults: list[ContractFault]


def look_through(reading: ContractReading, language: str) -> Brought:
    """Lay a read table over the contracts that stand; nothing is written."""
    faults, rows = list(reading.faults), reading.rows
    held = {one.number: one for one in Contract.objects.filter(number__in=[row.number for row in rows])}
    known = set(Action.objects.values_list("code", flat=True)) if any(row.action for row in rows) else set()
    faults += [
        ContractFault("action_unknown", row.row, "action", row.action)
        for row in rows
        if row.action and row.action not in known
    ]
    added = [row for row in rows if row.number not in held]
    changed = [row for row in rows if row.number in held and _differs(held[row.number], row, language, known)]
    return Brought(added, changed, len(rows) - len(added) - len(changed), faults)


@transaction.atomic
def bring_contracts(
    *, reading: ContractReading, language: str, actor: Account | None, now: datetime, is_sample: bool = False
) -> Brought:
    """Write what ``look_through`` shows: contracts by their number, all or nothing; empty cells change nothing."""
    seen = look_through(reading, language)
    actions = {one.code: one for one in Action.objects.all()} if reading.rows else {}
    for row in (*seen.added, *seen.changed):
        found = Contract.objects.filter(number=row.number).first() or Contract(
            number=row.number, code=_code(row.number), entered_at=now, is_sample=is_sample
        )
        for name, value in _values(row, found, language, actions).items():
            setattr(found, name, value)
        found.save()
    if actor is not None:
        facts = {"added": len(seen.added), "changed": len(seen.changed)}
        record(verb="strategy.contracts", actor=actor, thing="strategy.contract:all", payload=facts, now=now)
    return seen


def _values(row: ContractRow, held: Contract, language: str, actions: dict[str, Action]) -> dict[str, object]:
    told: dict[str, object] = {
        "names": {**held.names, language: row.subject},
        "contractor": row.contractor,
        "amount": row.amount,
        "signed_on": row.signed_on,
        "starts_on": row.starts_on,
        "ends_on": row.ends_on,
        "action": actions.get(row.action),
        "notice_href": row.notice,
    }
    return {name: value for name, value in told.items() if value not in (None, "")}


def _differs(held: Contract, row: ContractRow, language: str, known: set[str]) -> bool:
    plain = _values(row, held, language, {})
    if row.action in known and (held.action is None or held.action.code != row.action):
        return True
    return any(getattr(held, name) != value for name, value in plain.items())


def _code(number: str) -> str:
    """A contract's address; two numbers that look alike in an address are told apart."""
    plain = slugify(number)[:70] or "x"
    code, place = plain, 2
    while Contract.objects.filter(code=code).exists():
        code, place = f"{plain}-{place}", place + 1
    return code


@transaction.atomic
def amend_contract(
    *,
    contract: Contract,
    signed_on: date,
    amount_change: Decimal = Decimal(0),
    ends_on: date | None = None,
    reason: dict[str, str],
    actor: Account | None,
    now: datetime,
    is_sample: bool = False,
) -> ContractAmendment:
    """
    Write down what was changed of a contract, and why.

    :raises AmendmentImpossible: if it would cost less than nothing or end before it starts
    """
    held = Contract.objects.select_for_update(of=("self",)).prefetch_related("amendments").get(pk=contract.pk)
    if held.total is not None and held.total + amount_change < 0:
        raise AmendmentImpossible(held.number)
    if ends_on and held.starts_on and ends_on < held.starts_on:
        raise AmendmentImpossible(held.number)
    made = ContractAmendment.objects.create(
        contract=held, signed_on=signed_on, amount_change=amount_change, ends_on=ends_on, reason=reason,
        is_sample=is_sample,
    )  # fmt: skip
    if actor is not None:
        facts = {"on": signed_on.isoformat(), "amount": f"{amount_change:.2f}"}
        record(verb="strategy.contract_amended", actor=actor, thing=held.ref, payload=facts, now=now)
    return made


@transaction.atomic
def set_budget_lines(
    *, action: Action, lines: Sequence[tuple[int, Decimal, Decimal, Decimal]], actor: Account | None, now: datetime,
    is_sample: bool = False,
) -> None:  # fmt: skip
    """
    Say what an action's years cost: year, planned, allocated, spent; a year that is not named stays.

    :raises BudgetImpossible: if an amount is below zero
    """
    for year, planned, allocated, spent in lines:
        if min(planned, allocated, spent) < 0 or not 1300 <= year <= 2200:
            raise BudgetImpossible(str(year))
        BudgetLine.objects.update_or_create(
            action=action,
            year=year,
            defaults={"planned": planned, "allocated": allocated, "spent": spent, "is_sample": is_sample},
        )
    if actor is not None:
        facts = {"years": [year for year, *_amounts in lines]}
        record(
            verb="strategy.budgeted",
            actor=actor,
            thing=f"strategy.action:{action.code}",
            payload=facts,
            now=now,
        )


@transaction.atomic
def enter_agreement(
    *,
    partner: str,
    names: dict[str, str],
    signed_on: date,
    expires_on: date | None = None,
    action: Action | None = None,
    document: PreparedFile | None = None,
    actor: Account | None,
    now: datetime,
    is_sample: bool = False,
) -> Agreement:
    """
    Keep an agreement with a partner.

    :raises AgreementStands: if one with this partner and day stands, or it ends before it is signed
    """
    if expires_on is not None and expires_on < signed_on:
        raise AgreementStands(partner)
    made = Agreement(
        code=f"{slugify(partner)[:60] or 'partner'}-{signed_on.isoformat()}",
        partner=partner, names=names, signed_on=signed_on, expires_on=expires_on, action=action, entered_at=now,
        is_sample=is_sample, **kept_document(document),
    )  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as clash:
        raise AgreementStands(made.code) from clash
    if actor is not None:
        facts = {"partner": partner, "on": signed_on.isoformat()}
        record(
            verb="strategy.agreed",
            actor=actor,
            thing=f"strategy.agreement:{made.code}",
            payload=facts,
            now=now,
        )
    return made
