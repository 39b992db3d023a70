"""What whoever reported may do on the follow page, once it is certain that it is they."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext as _

from meydan.base.locale.public import format_day
from meydan.kernel.cases.forms import REFUSALS
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.operations.erasing import StillNeeded, erase_author, take_numbers_out, take_words_out
from meydan.kernel.cases.operations.flood import count_visit
from meydan.kernel.cases.operations.photos import FileRefused, prepare_evidence
from meydan.kernel.cases.operations.reopening import ReasonUnknown
from meydan.kernel.cases.operations.second import SecondAuthorityClosed, ask_second_authority
from meydan.kernel.cases.operations.sending import (
    PapersFull,
    ReopenClosed,
    reopen_for_reporter,
    reopen_until,
    send_paper,
)
from meydan.kernel.cases.operations.words import NothingWritten, answer_question
from meydan.kernel.cases.views.visitor import address_of

Said = tuple[bool, str]


def answer(request: HttpRequest, case: Case) -> Said:
    """Take the answer to the one question; with "again" the case is opened again for the reason given."""
    words, now = request.POST.get("reason", ""), timezone.now()
    if not case.is_closed:
        return False, _("This is not closed yet.")
    if request.POST.get("satisfied") == "again":
        try:
            why = request.POST.get("why", "")
            reopen_for_reporter(case_id=case.pk, reason=why, words=words, now=now)
        except (NothingWritten, ReasonUnknown):
            return False, _(
                "Choose why it should be opened again; for another reason, write it in a few words."
            )
        except ReopenClosed:
            return False, _reopen_over(case)
        return True, _(
            "It is open again, and the clock runs anew. What was done before stays in the history."
        )
    answer_question(
        case_id=case.pk, is_satisfied=request.POST.get("satisfied") == "yes", reason=words, now=now
    )
    return True, _("Thank you, we wrote it down.")


def _reopen_over(case: Case) -> str:
    until = reopen_until(case)
    if until is None:
        return _("This cannot be opened again. Please report it anew.")
    return _("The time to open it again ended on %(day)s. Please report it anew.") % {
        "day": format_day(until)
    }


def second(request: HttpRequest, case: Case) -> Said:
    """Take the case to its second authority."""
    try:
        ask_second_authority(case_id=case.pk, now=timezone.now())
    except SecondAuthorityClosed:
        return False, _("It is there already, or the report is closed. The page shows where it stands.")
    return True, _("It is with them now. You follow it here as before.")


def paper(request: HttpRequest, case: Case) -> Said:
    """Take one more document."""
    upload, now = request.FILES.get("paper"), timezone.now()
    if upload is None:
        return False, _("Choose a file first: a photo or a PDF.")
    count_visit(kind="form", address=address_of(request), now=now)
    try:
        send_paper(case_id=case.pk, prepared=prepare_evidence(upload), name=upload.name or "", now=now)
    except FileRefused as refused:
        return False, str(REFUSALS[refused.reason])
    except PapersFull:
        return False, _("This case has as many files as it takes. Please bring the rest to the counter.")
    return True, _("Your document is with the office.")


def take_out(request: HttpRequest, case: Case) -> Said:
    """Erase what the author wrote, or the numbers in it, or everything about them."""
    now, what = timezone.now(), request.POST.get("what", "")
    if what == "numbers":
        found = take_numbers_out(case_id=case.pk, now=now)
        return True, _("The numbers are taken out.") if found else _("There were no such numbers.")
    if what == "words":
        take_words_out(case_id=case.pk, now=now)
        return True, _("Your words are erased. That they were erased stays written down.")
    if what != "everything" or request.POST.get("sure") != "yes":
        return False, _("Tick the box first: what is erased cannot be brought back.")
    try:
        record = erase_author(case_id=case.pk, now=now)
    except StillNeeded:
        return False, _("The law asks us to answer you, so your name and phone stay until this is closed.")
    seal = bytes(record.seal).hex()[:16]
    return True, _("Everything about you is erased. The record of the deletion bears the seal %(seal)s.") % {
        "seal": seal
    }


ACTS: dict[str, Callable[[HttpRequest, Case], Said]] = {
    "answer": answer,
    "second": second,
    "paper": paper,
    "take_out": take_out,
}


def done(request: HttpRequest, case: Case, act: str) -> bool:
    """Do an act and say how it went; ``False`` when it could not be done."""
    went, words = ACTS[act](request, case)
    (messages.success if went else messages.warning)(request, words)
    return went
