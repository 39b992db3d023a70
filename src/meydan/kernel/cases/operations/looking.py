"""Writes down that somebody looked into a file with personal data."""

from __future__ import annotations

from datetime import datetime

from meydan.base.audit.public import Actor, entries, record
from meydan.base.people.public import posts_of
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.policies import Standing
from meydan.kernel.cases.privacy import digest
from meydan.kernel.cases.queries.looks import VERB


def holds_personal(case: Case) -> bool:
    """Whether a case holds a citizen's words, or who they are, not yet erased."""
    reporter = getattr(case, "reporter", None)
    return bool(case.description) or (reporter is not None and reporter.erased_at is None)


def note_look(*, case: Case, who: Standing, session_key: str, now: datetime) -> bool:
    """
    Write into the audit log that somebody opened a case with personal data, once a session and hour.

    Two pages opened in the same moment may write two lines: that is one too many, never one too few.

    :param case: with its ``reporter`` loaded
    :return: whether a line was written
    """
    if not holds_personal(case):
        return False
    session = digest("session", session_key)[:16]
    hour = now.replace(minute=0, second=0, microsecond=0)
    before = entries(verb=VERB, thing=case.ref).filter(actor=_name(who.account), at__gte=hour)
    if any(entry.body.get("session") == session for entry in before):
        return False
    seats = [[post.role, post.unit.code] for post in posts_of(who.account)]
    payload = {"session": session, "seats": seats}
    record(verb=VERB, actor=who.account, thing=case.ref, payload=payload, now=now)
    return True


def _name(account: Actor) -> str:
    return f"people.account:{account.pk}"
