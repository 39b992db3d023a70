"""The steps of a warning, each a button."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from meydan.base.people.public import account_of, staff_page
from meydan.domains.warnings.errors import (
    AlreadyFollowed,
    ChangedMeanwhile,
    DraftedByNobody,
    NotApproved,
    NotInForce,
    NotInWork,
    SamePerson,
    SendBackReasonMissing,
    WarningUnsound,
)
from meydan.domains.warnings.faults import in_words
from meydan.domains.warnings.home_key import KeyUnusable
from meydan.domains.warnings.models import PublicWarning
from meydan.domains.warnings.operations import deciding, drafting, following, publishing
from meydan.domains.warnings.policies import warning_policy
from meydan.domains.warnings.telling_words import all_clear
from meydan.domains.warnings.views.desk import found, page_of

REFUSALS: dict[type[Exception], tuple[object, int]] = {
    SamePerson: (gettext_lazy("You wrote a part of this warning. Somebody else must approve it."), 403),
    DraftedByNobody: (
        gettext_lazy("The platform wrote this draft. An officer must take it up first."), 409,
    ),
    ChangedMeanwhile: (
        gettext_lazy("Somebody else changed this warning meanwhile. Read it again; it is shown as it is now."),
        409,
    ),
    NotInWork: (gettext_lazy("This warning has left the house. Update or cancel it."), 409),
    NotApproved: (gettext_lazy("A second person must approve the warning as it stands now."), 409),
    AlreadyFollowed: (
        gettext_lazy("An update or a cancellation of this warning is in work already. Finish or drop that one."), 409,
    ),
    NotInForce: (gettext_lazy("This warning is no longer in force."), 409),
    SendBackReasonMissing: (gettext_lazy("Write what should change."), 422),
    KeyUnusable: (
        gettext_lazy("The key for signing cannot be used, so nothing went out. Ask your administrator."),
        409,
    ),
}  # fmt: skip


def _done(request: HttpRequest, identifier: str, step: Callable[[], object], said: str) -> HttpResponse:
    """Take a step; what stands in its way is said on the page of the warning."""
    try:
        step()
    except WarningUnsound as unsound:
        return page_of(request, found(identifier), errors=in_words(unsound.faults), status=422)
    except tuple(REFUSALS) as refusal:
        words, status = REFUSALS[type(refusal)]
        return page_of(request, found(identifier), errors=[words], status=status)
    if said:
        messages.success(request, said)
    return redirect("warnings:review", identifier=identifier)


def _follows(request: HttpRequest, identifier: str, begin: Callable[[], PublicWarning]) -> HttpResponse:
    """Begin a draft that follows a published warning, and go on to write it."""
    try:
        made = begin()
    except (NotInForce, AlreadyFollowed) as refusal:
        words, status = REFUSALS[type(refusal)]
        return page_of(request, found(identifier), errors=[words], status=status)
    return redirect("warnings:edit", identifier=made.identifier)


def _seen(request: HttpRequest) -> int:
    typed = request.POST.get("version", "")
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0


@staff_page(policy=warning_policy, verb="approve")
@require_POST
def approve(request: HttpRequest, identifier: str) -> HttpResponse:
    """Approve what was read and, when so pressed, send it out in the same breath."""
    actor, now, seen = account_of(request), timezone.now(), _seen(request)
    at_once = request.POST.get("publish") == "1"

    def step() -> None:
        with transaction.atomic():
            deciding.approve(identifier=identifier, actor=actor, now=now, expected_version=seen)
            if at_once:
                publishing.publish(identifier=identifier, actor=actor, now=now)

    said = (
        _("The warning is out. The lists are being told.") if at_once else _("Approved. It is not out yet.")
    )
    return _done(request, identifier, step, said)


@staff_page(policy=warning_policy, verb="publish")
@require_POST
def publish(request: HttpRequest, identifier: str) -> HttpResponse:
    """Send out what was approved."""
    actor, now = account_of(request), timezone.now()
    return _done(
        request,
        identifier,
        lambda: publishing.publish(identifier=identifier, actor=actor, now=now),
        _("The warning is out. The lists are being told."),
    )


@staff_page(policy=warning_policy, verb="approve")
@require_POST
def send_back(request: HttpRequest, identifier: str) -> HttpResponse:
    """Give the draft back."""
    actor, now, seen = account_of(request), timezone.now(), _seen(request)
    reason = request.POST.get("reason", "")[:500]
    return _done(
        request,
        identifier,
        lambda: deciding.send_back(
            identifier=identifier, reason=reason, actor=actor, now=now, expected_version=seen
        ),
        _("Sent back to be changed."),
    )


@staff_page(policy=warning_policy, verb="draft")
@require_POST
def take_up(request: HttpRequest, identifier: str) -> HttpResponse:
    """Stand behind a draft of the platform."""
    actor, now, seen = account_of(request), timezone.now(), _seen(request)
    return _done(
        request,
        identifier,
        lambda: drafting.take_up(identifier=identifier, actor=actor, now=now, expected_version=seen),
        _("The draft is yours now. Somebody else approves it."),
    )


@staff_page(policy=warning_policy, verb="draft")
@require_POST
def update(request: HttpRequest, identifier: str) -> HttpResponse:
    """Begin a newer version."""
    actor, now = account_of(request), timezone.now()
    return _follows(
        request, identifier, lambda: following.draft_update(identifier=identifier, actor=actor, now=now)
    )


@staff_page(policy=warning_policy, verb="draft")
@require_POST
def cancel(request: HttpRequest, identifier: str) -> HttpResponse:
    """Begin the word that it is over."""
    actor, now, texts = account_of(request), timezone.now(), all_clear(found(identifier))
    return _follows(
        request,
        identifier,
        lambda: following.draft_cancel(identifier=identifier, texts=texts, actor=actor, now=now),
    )


@staff_page(policy=warning_policy, verb="draft")
@require_POST
def drop(request: HttpRequest, identifier: str) -> HttpResponse:
    """Throw a draft away."""
    try:
        drafting.drop_draft(identifier=identifier, actor=account_of(request), now=timezone.now())
    except NotInWork as refusal:
        words, status = REFUSALS[type(refusal)]
        return page_of(request, found(identifier), errors=[words], status=status)
    messages.success(request, _("The draft is gone. The log keeps that it was."))
    return redirect("warnings:desk")
