"""The papers of a case as an officer sees them, and what a new one begins with."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import override

from meydan.base.locale.public import text
from meydan.base.papers import public as papers
from meydan.base.papers.public import Paper, PaperKind
from meydan.kernel.cases.models import Case, Reporter
from meydan.kernel.cases.policies import Standing
from meydan.kernel.cases.privacy import SealUnreadable, open_text


@dataclass(frozen=True)
class PapersView:
    """The papers issued, the kinds that can be, and what the reader may do with them."""

    papers: list[Paper]
    kinds: list[PaperKind]
    can_open: bool
    can_annul: bool


def papers_view(case: Case, standing: Standing) -> PapersView:
    """Return the panel of papers on a case's page."""
    return PapersView(
        papers=papers.papers_of(case.ref),
        kinds=kinds_for(case) if standing.may("paper", case) else [],
        can_open=standing.may("see_paper", case),
        can_annul=standing.may("annul_paper", case),
    )


def papers_for_reporter(case: Case) -> list[Paper]:
    """The papers in force that whoever asked may open: those whose kind says so."""
    own = {code for code, kind in papers.kinds().items() if kind.is_for_reporter}
    return [one for one in papers.papers_of(case.ref) if one.kind in own and not one.is_annulled]


def kinds_for(case: Case) -> list[PaperKind]:
    """The kinds of paper that suit a case, by name."""
    facts = {
        "kind": case.service.kind,
        "service": case.service.code,
        "workflow": case.service.workflow,
        "state": case.state,
    }
    found = [kind for kind in papers.kinds().values() if kind.suits(facts)]
    return sorted(found, key=lambda kind: (not kind.law, text(kind.names)))


def facts_of(case: Case, language: str, today: date) -> dict[str, str]:
    """What a case knows for a paper, by the names that packs use."""
    with override(language):
        title = case.title
    return {
        "case.code": case.code,
        "case.title": title,
        "case.address": case.address,
        "reporter.name": _reporter_name(case),
        "today": today.isoformat(),
    }


def _reporter_name(case: Case) -> str:
    who = Reporter.objects.filter(case=case, erased_at=None).first()
    try:
        return open_text(who.name_sealed) if who else ""
    except SealUnreadable:
        return ""
