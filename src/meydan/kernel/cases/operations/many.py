"""One deed on many cases: each by its own policy and version, each for itself, none undone by another's refusal."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from meydan.base.people.public import Account, NotAllowed
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.holding import CaseChanged
from meydan.kernel.cases.operations.moving import EvidenceMissing, TransitionNotAllowed, advance, assign
from meydan.kernel.cases.operations.words import NothingWritten, add_note

MOST_AT_ONCE = 200


class TooManyAtOnce(ValueError):
    """More cases were chosen than one request may work through."""


@dataclass(frozen=True)
class Chosen:
    """A case and the version its reader saw."""

    case_id: int
    version: int


@dataclass(frozen=True)
class Outcome:
    """
    What became of one case.

    :ivar fault: empty when it was done; else ``changed``, ``not_allowed``, ``no_such_step``, ``gone``, or what the
        step asks for (``evidence``, ``reason``, ``note``, ``assignee``)
    :ivar version: the case's version afterwards, for taking back
    :ivar before: whose it was before it was given to another; ``None``: nobody's
    """

    case_id: int
    fault: str = ""
    version: int = 0
    before: int | None = None


def assign_each(
    *, chosen: Sequence[Chosen], assignee: Account | None, actor: Account, now: datetime
) -> list[Outcome]:
    """
    Give each case to an officer (``None``: back to its unit).

    :raises TooManyAtOnce: for more than two hundred
    """
    before = dict(_held(chosen).values_list("pk", "assignee_id"))

    def give(one: Chosen) -> Case:
        return assign(
            case_id=one.case_id, assignee=assignee, actor=actor, now=now, expected_version=one.version
        )

    return _each(chosen, give, before)


def give_back_each(
    *, given: Sequence[tuple[Chosen, int | None]], actor: Account, now: datetime
) -> list[Outcome]:
    """Take back what :func:`assign_each` did, where nobody has touched the case since."""
    officers = Account.objects.in_bulk([before for _one, before in given if before is not None])
    owners = {one.case_id: officers.get(before) if before is not None else None for one, before in given}

    def give(one: Chosen) -> Case:
        return assign(
            case_id=one.case_id,
            assignee=owners[one.case_id],
            actor=actor,
            now=now,
            expected_version=one.version,
        )

    return _each([one for one, _before in given], give, {})


def advance_each(
    *, chosen: Sequence[Chosen], transition: str, note: str, actor: Account, now: datetime
) -> list[Outcome]:
    """
    Take each case along one arrow of its own workflow.

    :raises TooManyAtOnce: for more than two hundred
    """

    def move(one: Chosen) -> Case:
        return advance(
            case_id=one.case_id, transition=transition, actor=actor, now=now, note=note,
            expected_version=one.version,
        )  # fmt: skip

    return _each(chosen, move, {})


def note_each(*, chosen: Sequence[Chosen], text: str, actor: Account, now: datetime) -> list[Outcome]:
    """
    Write the same note into each history.

    :raises NothingWritten: if there are no words
    :raises TooManyAtOnce: for more than two hundred
    """
    if not text.strip():
        raise NothingWritten

    def write(one: Chosen) -> Case:
        return add_note(case_id=one.case_id, text=text, actor=actor, now=now).case

    return _each(chosen, write, {})


def _held(chosen: Sequence[Chosen]):  # type: ignore[no-untyped-def]
    if len(chosen) > MOST_AT_ONCE:
        raise TooManyAtOnce(len(chosen))
    return Case.objects.filter(pk__in=[one.case_id for one in chosen])


def _each(
    chosen: Sequence[Chosen], act: Callable[[Chosen], Case], before: dict[int, int | None]
) -> list[Outcome]:
    known = set(_held(chosen).values_list("pk", flat=True))
    return [
        _one(one, act, before) if one.case_id in known else Outcome(one.case_id, "gone") for one in chosen
    ]


def _one(one: Chosen, act: Callable[[Chosen], Case], before: dict[int, int | None]) -> Outcome:
    try:
        case = act(one)
    except CaseChanged:
        return Outcome(one.case_id, "changed")
    except EvidenceMissing as lacking:
        return Outcome(one.case_id, lacking.missing[0])
    except TransitionNotAllowed:
        return Outcome(one.case_id, "no_such_step")
    except NotAllowed:
        return Outcome(one.case_id, "not_allowed")
    return Outcome(one.case_id, version=case.version, before=before.get(one.case_id))
