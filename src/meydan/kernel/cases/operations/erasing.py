"""What an author may take back: the words, the numbers in them, or everything that tells who they are."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q

from meydan.base.audit.public import record
from meydan.kernel.cases.models import Case, CaseEvent, CaseWords, Document, Reporter, Supporter
from meydan.kernel.cases.operations.chain import append
from meydan.kernel.cases.operations.holding import touch
from meydan.kernel.cases.operations.photos import media_path
from meydan.kernel.cases.operations.words import erase_personal_words
from meydan.kernel.cases.queries.personal import cleaned

# Lines whose words an author wrote.
OWN = (CaseEvent.Verb.MESSAGE_IN, CaseEvent.Verb.ANSWERED)


class StillNeeded(Exception):
    """The law asks for an answer to this person, and the case is still open."""


@transaction.atomic
def take_numbers_out(*, case_id: int, now: datetime) -> bool:
    """Take personal numbers and addresses out of the description; ``False`` when there were none."""
    case = touch(case_id, now)
    words = cleaned(case.description)
    if words == case.description:
        return False
    Case.objects.filter(pk=case.pk).update(description=words)
    _write_down(case, "numbers", 1, now)
    return True


@transaction.atomic
def take_words_out(*, case_id: int, now: datetime) -> int:
    """Erase what the author wrote: the description, messages and reasons; return how many texts went."""
    case = touch(case_id, now)
    written = Q(event__verb__in=OWN) | Q(event__body__by="reporter")
    own = CaseWords.objects.filter(written, event__case=case, erased_at=None)
    gone = own.update(text="", salt=b"", erased_at=now) + bool(case.description)
    Case.objects.filter(pk=case.pk).update(description="")
    _write_down(case, "words", gone, now)
    return gone


@transaction.atomic
def erase_author(*, case_id: int, now: datetime) -> CaseEvent:
    """
    Erase everything on a case that tells who reported it, with photos and papers they sent; the case stays.

    Returns the line of the history that says so: the record of the deletion.

    :raises StillNeeded: if the service owes an answer to a person and the case is open
    """
    case = touch(case_id, now)
    if not case.is_closed and not case.service.is_anonymous:
        raise StillNeeded(case.code)
    erase_personal_words(case_id=case_id, actor=None, now=now)
    Reporter.objects.filter(case=case).update(address_digest="")
    files = _erase_files(case)
    return _write_down(case, "everything", files, now)


@transaction.atomic
def erase_supporter(*, case_id: int, phone_digest: str, now: datetime) -> int:
    """Forget the phone that supports a case; the count stays, for somebody did have the problem."""
    mine = Supporter.objects.filter(case=case_id, phone_digest=phone_digest)
    return mine.update(phone_sealed=b"", phone_digest="", address_digest="") if phone_digest else 0


def _erase_files(case: Case) -> int:
    """Take away what the author sent; a file that another case holds too stays on the disk for that one."""
    sent = Document.objects.filter(case=case, added_by=None).exclude(kind=Document.Kind.EVIDENCE)
    digests = set(sent.values_list("sha256", flat=True))
    gone, _kinds = sent.delete()
    held = set(Document.objects.filter(sha256__in=digests).values_list("sha256", flat=True))
    for digest in digests - held:
        path = media_path(digest)
        # After the commit: a transaction that is taken back must find the file still there.
        transaction.on_commit(lambda path=path: path.unlink(missing_ok=True))  # type: ignore[misc]
    return gone


def _write_down(case: Case, what: str, count: int, now: datetime) -> CaseEvent:
    body = {"by": "reporter", "what": what, "count": count}
    record(verb="cases.erase", actor=None, thing=case.ref, payload=body, now=now)
    return append(case, CaseEvent.Verb.ERASED, actor=None, now=now, body=body, is_public=True)
