"""Papers about a case: issued, corrected and annulled, each with its line in the case's history."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

from meydan.base.papers import public as papers
from meydan.base.papers.public import Paper, PaperFacts
from meydan.base.people.public import Account, NotAllowed
from meydan.kernel.cases.models import Case, CaseEvent
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.policies import standing_of


def issue_case_paper(
    *,
    case: Case,
    kind: str,
    values: Mapping[str, str],
    language: str,
    actor: Account,
    now: datetime,
    replaces: Paper | None = None,
) -> Paper:
    """
    Issue a paper about a case; the paper and the line that tells of it are written in one transaction.

    :raises NotAllowed: if the actor may not issue papers of this case
    :raises KindUnknown, PaperIncomplete, AlreadyAnnulled, PressFailed: as ``base.papers`` says
    """
    _require(actor, "paper", case)
    return papers.issue(
        kind_code=kind,
        facts=paper_facts(case, values, language),
        actor=actor,
        now=now,
        replaces=replaces,
        beside=_line(case, actor, now, "issued"),
    )


def annul_case_paper(*, case: Case, paper: Paper, reason: str, actor: Account, now: datetime) -> Paper:
    """
    Put a paper of a case out of force.

    :raises NotAllowed: if the actor may not
    :raises ReasonMissing, AlreadyAnnulled: as ``base.papers`` says
    """
    _require(actor, "annul_paper", case)
    return papers.annul(
        paper=paper, reason=reason, actor=actor, now=now, beside=_line(case, actor, now, "annulled")
    )


def paper_facts(case: Case, values: Mapping[str, str], language: str) -> PaperFacts:
    """What a paper about this case says."""
    return PaperFacts(
        thing=case.ref,
        thing_code=case.code,
        values=values,
        language=language,
        unit_names=case.unit.names,
        is_sample=case.is_sample,
    )


def _require(actor: Account, verb: str, case: Case) -> None:
    if not standing_of(actor).may(verb, case):
        raise NotAllowed(f"{actor} may not {verb} case {case.pk}")


def _line(case: Case, actor: Account, now: datetime, act: str) -> Callable[[Paper], None]:
    def write(paper: Paper) -> None:
        # The row first, so that two writers number their lines one after the other.
        Case.objects.filter(pk=case.pk).update(updated_at=now)
        body = {"paper": paper.shown_number, "names": paper.names, "act": act, "sha256": paper.sha256}
        append(case, CaseEvent.Verb.DOCUMENT, actor=actor, now=now, body=body)

    return write
