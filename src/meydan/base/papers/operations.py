"""Issues papers and annuls them."""

from __future__ import annotations

import hashlib
import json
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from meydan.base.audit.public import record
from meydan.base.files.public import OWNER_ALONE, write_whole
from meydan.base.locale.public import to_jalali
from meydan.base.packs.public import current
from meydan.base.papers.composing import PaperFacts, composed, law_is_reviewed, qr_svg
from meydan.base.papers.engine.codes import draw_code
from meydan.base.papers.engine.kinds import PaperKind, shown_number
from meydan.base.papers.models import Paper, Series
from meydan.base.papers.press.pressing import Pressed, press
from meydan.base.papers.queries import PURPOSE, kind, path_of, templates
from meydan.base.people.public import Account
from meydan.base.sealing.public import seal_text

# How often a paper is set anew because somebody else took the number meanwhile; then we keep the number and set.
TRIES = 4


class PaperIncomplete(Exception):
    """Fields that must be filled are empty; ``missing`` lists their ids."""

    def __init__(self, missing: list[str]) -> None:
        super().__init__(", ".join(missing))
        self.missing = missing


class AlreadyAnnulled(Exception):
    """The paper is not in force any more."""


class ReasonMissing(Exception):
    """A paper is annulled only with a reason."""


class NumberTaken(Exception):
    """Somebody else took the number while this paper was being set."""


@dataclass(frozen=True)
class Issue:
    """A paper about to be issued, and what its caller writes in the same transaction."""

    kind: PaperKind
    facts: PaperFacts
    actor: Account | None
    now: datetime
    replaces: Paper | None
    beside: Callable[[Paper], None] | None


def draft(*, kind_code: str, facts: PaperFacts, now: datetime, picture: bool = False) -> bytes:
    """
    Set a paper without a number, marked as a draft; nothing is kept.

    :raises KindUnknown: if the pack has no such paper
    :raises PressFailed: if it cannot be set
    """
    chosen = kind(kind_code)
    told = composed(chosen, facts, number="", code="", at=now)
    return press(files=templates(), main=_main(chosen), facts=told, at=now, picture=picture).content


def blank(*, kind_code: str, facts: PaperFacts, now: datetime) -> bytes:
    """
    Set a sheet without number and code, to be filled in by hand or read once; nothing is kept and nothing is certified.

    :raises KindUnknown: if the pack has no such paper
    :raises PressFailed: if it cannot be set
    """
    chosen = kind(kind_code)
    told = composed(chosen, facts, number="", code="", at=now, is_draft=False)
    return press(files=templates(), main=_main(chosen), facts=told, at=now).content


def issue(
    *,
    kind_code: str,
    facts: PaperFacts,
    actor: Account | None,
    now: datetime,
    replaces: Paper | None = None,
    beside: Callable[[Paper], None] | None = None,
) -> Paper:
    """
    Issue a paper with the next number of its series; numbers have no gaps and are never given twice.

    The paper is set outside the transaction; the number is taken only if nobody took it meanwhile.

    :param replaces: the paper it corrects, which is annulled by it
    :param beside: called in the same transaction, for the caller's own history
    :raises KindUnknown: if the pack has no such paper
    :raises PaperIncomplete: if a field that must be filled is empty
    :raises AlreadyAnnulled: if the paper to be replaced is not in force
    :raises PressFailed: if it cannot be set
    """
    chosen = kind(kind_code)
    missing = [
        one.id for one in chosen.fields if one.is_required and not facts.values.get(one.id, "").strip()
    ]
    if missing:
        raise PaperIncomplete(missing)
    asked = Issue(chosen, facts, actor, now, replaces, beside)
    series, _made = Series.objects.get_or_create(code=chosen.series, year=year_of(now))
    for _try in range(TRIES):
        number = Series.objects.values_list("last_number", flat=True).get(pk=series.pk) + 1
        ready = _set(asked, series, number)
        try:
            with transaction.atomic():
                _take(series, number)
                return _keep(asked, series, number, ready)
        except NumberTaken:
            continue
    with transaction.atomic():
        Series.objects.filter(pk=series.pk).update(last_number=F("last_number") + 1)
        number = Series.objects.values_list("last_number", flat=True).get(pk=series.pk)
        return _keep(asked, series, number, _set(asked, series, number))


def year_of(now: datetime) -> int:
    """The year in which papers of this moment are numbered, in the city's own calendar."""
    day = timezone.localtime(now).date()
    return to_jalali(day)[0] if current().calendar == "jalali" else day.year


def _main(chosen: PaperKind) -> str:
    return f"{chosen.layout}.typ"


@dataclass(frozen=True)
class Ready:
    """A paper that is set, with the code it carries."""

    code: str
    shown_number: str
    pressed: Pressed


def _set(asked: Issue, series: Series, number: int) -> Ready:
    code, shown = draw_code(secrets.randbelow), shown_number(series.year, asked.kind.prefix, number)
    old = asked.replaces.shown_number if asked.replaces else ""
    told = composed(asked.kind, asked.facts, number=shown, code=code, at=asked.now, replaces=old)
    made = press(files=templates(), main=_main(asked.kind), facts=told, qr_svg=qr_svg(code), at=asked.now)
    return Ready(code, shown, made)


def _take(series: Series, number: int) -> None:
    held = Series.objects.filter(pk=series.pk, last_number=number - 1).update(last_number=number)
    if not held:
        raise NumberTaken(f"{series} {number}")


def _keep(asked: Issue, series: Series, number: int, ready: Ready) -> Paper:
    if asked.replaces is not None:
        _annul(asked.replaces, reason=ready.shown_number, actor=asked.actor, now=asked.now)
    content = ready.pressed.content
    digest = hashlib.sha256(content).hexdigest()
    # Before the row, so that no paper ever lacks its file; a file without a row is only a file too many.
    write_whole(path_of(digest), content, mode=OWNER_ALONE)
    told = json.dumps(dict(asked.facts.values), ensure_ascii=False)
    paper = Paper.objects.create(
        code=ready.code,
        kind=asked.kind.code,
        names=dict(asked.kind.names),
        series=series,
        number=number,
        shown_number=ready.shown_number,
        thing=asked.facts.thing,
        unit_names=dict(asked.facts.unit_names),
        language=asked.facts.language,
        law=asked.kind.law,
        is_law_reviewed=law_is_reviewed(asked.kind),
        facts_sealed=seal_text(told, purpose=PURPOSE),
        sha256=digest,
        size_bytes=len(content),
        is_archival=ready.pressed.is_archival,
        issued_at=asked.now,
        issued_by=asked.actor,
        replaces=asked.replaces,
        is_sample=asked.facts.is_sample,
    )
    _write_down("papers.issue", paper, asked.actor, asked.now)
    if asked.beside is not None:
        asked.beside(paper)
    return paper


@transaction.atomic
def annul(
    *,
    paper: Paper,
    reason: str,
    actor: Account | None,
    now: datetime,
    beside: Callable[[Paper], None] | None = None,
) -> Paper:
    """
    Put a paper out of force; the file and the number stay, and whoever checks it reads that it is annulled.

    :raises ReasonMissing: if no reason is given
    :raises AlreadyAnnulled: if it is not in force
    """
    _annul(paper, reason=reason, actor=actor, now=now)
    _write_down("papers.annul", paper, actor, now)
    if beside is not None:
        beside(paper)
    return paper


def _annul(paper: Paper, *, reason: str, actor: Account | None, now: datetime) -> None:
    if not reason.strip():
        raise ReasonMissing(paper.shown_number)
    in_force = Paper.objects.filter(pk=paper.pk, state=Paper.State.ISSUED)
    if not in_force.update(
        state=Paper.State.ANNULLED, annulled_at=now, annulled_by=actor, annul_reason=reason.strip()[:500]
    ):
        raise AlreadyAnnulled(paper.shown_number)
    paper.refresh_from_db()


def _write_down(verb: str, paper: Paper, actor: Account | None, now: datetime) -> None:
    payload = {"kind": paper.kind, "number": paper.shown_number, "sha256": paper.sha256}
    record(verb=verb, actor=actor, thing=paper.ref, payload=payload, now=now)


def remove_sample(now: datetime) -> int:
    """Take the sample papers away with their files; return how many went."""
    found = Paper.objects.filter(is_sample=True)
    digests = list(found.values_list("sha256", flat=True))
    # A paper that replaced another goes before it.
    for paper in found.order_by("-id"):
        paper.delete()
    for digest in digests:
        path_of(digest).unlink(missing_ok=True)
    return len(digests)
