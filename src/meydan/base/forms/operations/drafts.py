"""Drafts: begun, written page by page, put aside, taken up elsewhere, and forgotten in time."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import transaction

from meydan.base.audit.public import record
from meydan.base.forms.dues import let_go
from meydan.base.forms.engine.codes import make_resume_code
from meydan.base.forms.models import Draft, FormVersion
from meydan.base.forms.operations.filekeeping import forget_files
from meydan.base.forms.queries import written_in
from meydan.base.forms.sealing import digest, seal_answers
from meydan.base.forms.times import let_times_go
from meydan.base.people.public import Account

# Long enough to fetch a paper from another town; what was never sent is nobody's to keep longer.
KEPT = timedelta(days=30)
# A sent draft holds no answers any more; it tells that the form was sent, and is swept after that.
SENT_KEPT = timedelta(days=400)


class DraftSent(Exception):
    """The form was sent already; its answers no longer change here."""


class PageChanged(Exception):
    """The page was written on another device meanwhile; nothing was written over."""


@transaction.atomic
def begin_draft(
    *,
    version: FormVersion,
    purpose: str,
    now: datetime,
    channel: str = Draft.Channel.WEB,
    officer: Account | None = None,
    language: str = "en",
) -> Draft:
    """Begin to fill in a form."""
    return Draft.objects.create(
        version=version,
        purpose=purpose,
        channel=channel,
        officer=officer,
        language=language,
        begun_at=now,
        changed_at=now,
        expires_at=now + KEPT,
    )


@transaction.atomic
def take_up_draft(*, key: UUID, now: datetime, **facts: Any) -> tuple[Draft, bool]:
    """Return the draft of a key that the sender chose, begun now if it is new; and whether it is."""
    times = {"begun_at": now, "changed_at": now, "expires_at": now + KEPT}
    return Draft.objects.select_related("version__form").get_or_create(key=key, defaults={**facts, **times})


def seen_mark(answers: Mapping[str, Any], codes: tuple[str, ...]) -> str:
    """A short mark of what stands on a page, by which a change behind one's back is noticed."""
    return digest("page", repr([(code, answers.get(code)) for code in codes]))[:16]


def held_draft(draft_id: int) -> Draft:
    """
    Return a draft, locked until the transaction ends.

    :raises DraftSent: if it was sent
    """
    draft = Draft.objects.select_for_update(of=("self",)).select_related("version__form").get(pk=draft_id)
    if draft.sent_at is not None:
        raise DraftSent(str(draft.key))
    return draft


@transaction.atomic
def write_page(*, draft_id: int, answers: Mapping[str, Any], now: datetime, seen: str | None = None) -> Draft:
    """
    Write the answers of a page; ``None`` notes that a field was left empty on purpose.

    :param seen: the ``seen_mark`` of the page as it was shown
    :raises DraftSent: if the form was sent
    :raises PageChanged: if the page says something else by now
    """
    draft = held_draft(draft_id)
    kept, proofs = written_in(draft)
    if seen is not None and seen != seen_mark(kept, tuple(answers)) and _differ(kept, answers):
        raise PageChanged(str(draft.key))
    return _written(draft, {**kept, **answers}, proofs, now)


def _differ(kept: Mapping[str, Any], answers: Mapping[str, Any]) -> bool:
    return any(kept.get(code) != answer for code, answer in answers.items())


@transaction.atomic
def note_proofs(
    *, draft_id: int, proofs: Mapping[str, Any], prefilled: Mapping[str, Any], now: datetime
) -> Draft:
    """
    Keep what registers said, and answer with it what nobody has answered, or was taken from there before.

    :raises DraftSent: if the form was sent
    """
    draft = held_draft(draft_id)
    kept, older = written_in(draft)
    taken = {
        code: value
        for code, value in prefilled.items()
        if kept.get(code) is None or kept.get(code) == older.get(code, {}).get("value")
    }
    return _written(draft, {**kept, **taken}, {**older, **proofs}, now)


def _written(draft: Draft, answers: Mapping[str, Any], proofs: Mapping[str, Any], now: datetime) -> Draft:
    draft.answers_sealed = seal_answers({"answers": dict(answers), "proofs": dict(proofs)})
    draft.revision += 1
    draft.changed_at, draft.expires_at = now, now + KEPT
    draft.save(update_fields=["answers_sealed", "revision", "changed_at", "expires_at"])
    return draft


@transaction.atomic
def put_aside(*, draft_id: int, phone: str, now: datetime) -> str:
    """
    Give a draft a code by which it is taken up on another device, together with a phone (E.164); a code given
    before no longer opens it.

    :raises DraftSent: if the form was sent
    """
    draft = held_draft(draft_id)
    code = make_resume_code(secrets.randbelow)
    draft.code_digest, draft.phone_digest = digest("code", code), digest("phone", phone)
    draft.expires_at = now + KEPT
    draft.save(update_fields=["code_digest", "phone_digest", "expires_at"])
    return code


@transaction.atomic
def throw_away(*, draft_id: int, now: datetime) -> None:
    """
    Forget a draft at once, with its files, the appointment it holds and what it still owed.

    :raises DraftSent: if the form was sent
    """
    draft = held_draft(draft_id)
    let_times_go(draft)
    let_go(draft, now)
    key = draft.key
    draft.delete()
    transaction.on_commit(lambda: forget_files([key]))


@transaction.atomic
def sweep_drafts(*, now: datetime, limit: int = 500) -> int:
    """Forget drafts whose time is over, with files and holds, and leave a line about it in the log; return how many."""
    over = list(Draft.objects.filter(sent_at=None, expires_at__lte=now).order_by("id")[:limit])
    over += list(Draft.objects.filter(sent_at__lte=now - SENT_KEPT).order_by("id")[:limit])
    if not over:
        return 0
    numbers = [draft.pk for draft in over]
    for draft in over:
        if draft.sent_at is None:
            let_times_go(draft)
            let_go(draft, now)
    keys = [draft.key for draft in over]
    Draft.objects.filter(pk__in=numbers).delete()
    record(verb="forms.swept", actor=None, thing="", payload={"drafts": len(numbers)}, now=now)
    transaction.on_commit(lambda: forget_files(keys))
    return len(numbers)
