"""Which drafts this browser or this officer may open."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest
from django.utils import timezone

from meydan.base.forms.models import Draft
from meydan.base.forms.queries import DraftUnknown, draft_of

MOST_DRAFTS = 20
SESSION = "forms_mine"


def remember_draft(request: HttpRequest, draft: Draft) -> None:
    """Let this browser open a draft: it began it, or it knew code and phone."""
    mine = [key for key in request.session.get(SESSION, []) if key != str(draft.key)]
    request.session[SESSION] = [*mine, str(draft.key)][-MOST_DRAFTS:]


def my_draft(request: HttpRequest, key: Any) -> Draft:
    """
    Return a draft that this browser, or this officer, may open.

    :raises Http404: if there is none, its time is over, or it is somebody else's; nobody learns which
    """
    try:
        draft = draft_of(key, now=timezone.now())
    except DraftUnknown as absent:
        raise Http404(str(key)) from absent
    mine = str(draft.key) in request.session.get(SESSION, [])
    is_officer = draft.officer_id is not None and draft.officer_id == request.user.pk
    if not mine and not is_officer:
        raise Http404(str(key))
    return draft
