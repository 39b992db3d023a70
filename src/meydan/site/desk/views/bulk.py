"""One deed on many cases of the list, told case by case, and taken back where it can be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core import signing
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from meydan.base.locale.public import local_digits, text
from meydan.base.people.public import Account, account_of, colleagues, staff_page
from meydan.kernel.cases.public import (
    MOST_AT_ONCE,
    Case,
    Chosen,
    NothingWritten,
    Outcome,
    Standing,
    advance_each,
    assign_each,
    case_policy,
    give_back_each,
    note_each,
    workflow,
)

UNDO_WITHIN_S = 15 * 60
SALT = "meydan.desk.bulk"
FAULTS = {
    "changed": gettext_lazy("Somebody else changed it meanwhile; look at it and try again."),
    "not_allowed": gettext_lazy("It belongs to another unit."),
    "no_such_step": gettext_lazy("This step does not lead on from where it stands, or is not yours to take."),
    "gone": gettext_lazy("It is not there any more."),
    "evidence": gettext_lazy("This step asks for evidence; open the case to add it."),
    "reason": gettext_lazy("This step asks for a reason; write it in the box."),
    "note": gettext_lazy("This step asks for a few words; write them in the box."),
    "assignee": gettext_lazy("Nobody has taken it yet; give it to somebody first."),
}


@dataclass(frozen=True)
class Choices:
    """What may be done to the cases shown: who they may be given to, and the steps that lead on."""

    officers: list[Account]
    steps: list[tuple[str, str]]


def bulk_choices(shown: Sequence[Case], standing: Standing) -> Choices:
    """Return the deeds that fit at least one case of a list; steps that ask for files are left out."""
    paths = {case.unit.path for case in shown if standing.may("assign", case)}
    near = [standing.account, *colleagues(paths)] if paths else []
    steps = dict[str, str]()
    for case in shown:
        for way in workflow(case.service.workflow).open_to(case.state, standing.roles_on(case)):
            if "evidence" not in way.require:
                steps.setdefault(way.code, text(way.names))
    return Choices(list(dict.fromkeys(near)), list(steps.items()))


@staff_page(policy=case_policy, verb="act")
@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    """Do one deed to every case that was ticked."""
    chosen = _chosen(request)
    if not chosen:
        return _told(request, [], _("Tick at least one case in the list."), status=422)
    if len(chosen) > MOST_AT_ONCE:
        said = _("At most %(most)s cases at a time. Tick fewer.") % {"most": local_digits(str(MOST_AT_ONCE))}
        return _told(request, [], said, status=422)
    actor, now = account_of(request), timezone.now()
    words = request.POST.get("note", "")
    match request.POST.get("do"):
        case "give":
            outcomes = assign_each(chosen=chosen, assignee=_officer(request), actor=actor, now=now)
        case "move":
            step = request.POST.get("transition", "")
            outcomes = advance_each(chosen=chosen, transition=step, note=words, actor=actor, now=now)
        case "note":
            try:
                outcomes = note_each(chosen=chosen, text=words, actor=actor, now=now)
            except NothingWritten:
                return _told(request, [], _("The note is empty. Write a few words."), status=422)
        case _:
            return _told(request, [], _("Choose what to do with the ticked cases."), status=422)
    undo = _undo_token(outcomes) if request.POST.get("do") == "give" else ""
    return _told(request, outcomes, undo=undo)


@staff_page(policy=case_policy, verb="act")
@require_POST
def undo(request: HttpRequest) -> HttpResponse:
    """Give cases back to whoever had them, those excepted that somebody has touched since."""
    try:
        kept = signing.loads(request.POST.get("token", ""), salt=SALT, max_age=UNDO_WITHIN_S)
    except signing.BadSignature:
        said = _("It is too late to take this back here. Open the cases and give them anew.")
        return _told(request, [], said, status=410)
    given = [(Chosen(number, version), before) for number, version, before in kept]
    return _told(request, give_back_each(given=given, actor=account_of(request), now=timezone.now()))


def _chosen(request: HttpRequest) -> list[Chosen]:
    found = []
    for value in request.POST.getlist("case"):
        number, _colon, version = value.partition(":")
        if all(part.isascii() and part.isdigit() and len(part) < 18 for part in (number, version)):
            found.append(Chosen(int(number), int(version)))
    return list({one.case_id: one for one in found}.values())


def _officer(request: HttpRequest) -> Account | None:
    number = request.POST.get("assignee", "")
    is_number = number.isascii() and number.isdigit() and len(number) < 18
    return Account.objects.filter(pk=int(number), is_active=True).first() if is_number else None


def _undo_token(outcomes: list[Outcome]) -> str:
    done = [[one.case_id, one.version, one.before] for one in outcomes if not one.fault]
    return signing.dumps(done, salt=SALT) if done else ""


def _told(
    request: HttpRequest, outcomes: list[Outcome], said: str = "", *, undo: str = "", status: int = 200
) -> HttpResponse:
    cases = Case.objects.select_related("service", "unit").in_bulk([one.case_id for one in outcomes])
    lines: list[dict[str, Any]] = [
        {"case": cases.get(one.case_id), "fault": FAULTS[one.fault] if one.fault else ""} for one in outcomes
    ]
    done = sum(1 for one in outcomes if not one.fault)
    told = {
        "lines": sorted(lines, key=lambda line: not line["fault"]),
        "said": said,
        "undo": undo,
        "back": _back(request),
        "done": ngettext("%(count)s case done", "%(count)s cases done", done)
        % {"count": local_digits(str(done))},
        "left": len(outcomes) - done,
    }
    return render(request, "desk/bulk.html", told, status=status)


def _back(request: HttpRequest) -> str:
    query = request.POST.get("back", "")[:1000]
    return f"{reverse('desk:inbox')}?{query}" if query else reverse("desk:inbox")
