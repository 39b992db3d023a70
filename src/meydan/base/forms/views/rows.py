"""A repeated group: its rows as a list, and each row on a page of its own."""

from __future__ import annotations

import contextlib
from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meydan.base.forms.engine.answers import MOST_ROWS
from meydan.base.forms.engine.definition import Field
from meydan.base.forms.engine.path import is_required, is_shown, next_page, page_before
from meydan.base.forms.forms import PageForm, words_of
from meydan.base.forms.operations.drafts import PageChanged, seen_mark, write_page
from meydan.base.forms.presentation import words_of_answer
from meydan.base.forms.queries import written_in
from meydan.base.forms.views.filling import frame
from meydan.base.forms.views.pages import Standing, standing
from meydan.base.forms.views.visitor import my_draft
from meydan.base.locale.public import text
from meydan.base.people.public import public_page


def _group(request: HttpRequest, key: UUID, code: str) -> tuple[Standing, Field, list[dict[str, Any]]]:
    here = standing(request, key, code)
    group = here.page.fields[0]
    if group.kind != "group" or here.draft.sent_at is not None:
        raise Http404(code)
    return here, group, list(here.answers.get(group.code) or [])


@public_page
@require_http_methods(["GET", "POST"])
def rows(request: HttpRequest, key: UUID, code: str) -> HttpResponse:
    """List the rows; take one away, or go on."""
    here, group, kept = _group(request, key, code)
    if request.method == "GET":
        return _list(request, here, group, kept)
    now = timezone.now()
    if "remove" in request.POST:
        number = request.POST["remove"]
        place = int(number) if number.isascii() and number.isdigit() and len(number) < 4 else len(kept)
        kept = [row for at, row in enumerate(kept) if at != place]
        seen = request.POST.get("seen")
        # A list changed on another device meanwhile is shown anew; the row to take away is chosen again.
        with contextlib.suppress(PageChanged):
            write_page(draft_id=here.draft.pk, answers={group.code: kept or None}, now=now, seen=seen)
        return redirect("forms:rows", key=key, code=code)
    fault = _fault(here, group, kept)
    if fault:
        return _list(request, here, group, kept, fault=fault, status=422)
    write_page(draft_id=here.draft.pk, answers={group.code: kept or None}, now=now)
    answers, _proofs = written_in(my_draft(request, key))
    onward = next_page(here.form, answers, code)
    return redirect("forms:page", key=key, code=onward) if onward else redirect("forms:check", key=key)


def _fault(here: Standing, group: Field, kept: list[dict[str, Any]]) -> str:
    least = int(group.least) if group.least is not None else 1
    if len(kept) < least and is_required(group, here.known):
        return words_of(group, "too_few", least)
    return ""


def _list(
    request: HttpRequest,
    here: Standing,
    group: Field,
    kept: list[dict[str, Any]],
    *,
    fault: str = "",
    status: int = 200,
) -> HttpResponse:
    fields = here.form.rows_of(group.code)
    lines = [
        [
            (text(one.names), words_of_answer(one, row[one.code]))
            for one in fields
            if row.get(one.code) is not None
        ]
        for row in kept
    ]
    most = min(int(group.most or MOST_ROWS), MOST_ROWS)
    told = frame(here.draft) | {
        "title": text(group.names),
        "about": text(group.about) if group.about else "",
        "rows": lines,
        "may_add": len(kept) < most,
        "fault": fault,
        "next_row": len(kept),
        "previous": page_before(here.form, here.answers, here.page.code),
        "seen": seen_mark(here.answers, (group.code,)),
        "page_code": here.page.code,
    }
    return render(request, "forms/rows.html", told, status=status)


@public_page
@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, key: UUID, code: str, number: int) -> HttpResponse:
    """Show a row, or take what was written in it."""
    here, group, kept = _group(request, key, code)
    if number > len(kept) or number >= MOST_ROWS:
        return redirect("forms:rows", key=key, code=code)
    before = kept[number] if number < len(kept) else {}
    now = timezone.now()
    asked = [one for one in here.form.rows_of(group.code) if not one.is_computed]
    data = (request.POST,) if request.method == "POST" else ()
    known = {**here.known, **before, **({} if request.method == "GET" else _typed_known(asked, request))}
    asked = [one for one in asked if is_shown(one, known)]
    form = PageForm(asked, *data, known=known, answers=before, now=now)
    if request.method == "GET" or not form.is_valid():
        return _row_page(request, here, group, form, number, status=200 if request.method == "GET" else 422)
    whole = [*kept[:number], {k: v for k, v in form.kept.items() if v is not None}, *kept[number + 1 :]]
    try:
        write_page(
            draft_id=here.draft.pk, answers={group.code: whole}, now=now, seen=request.POST.get("seen")
        )
    except PageChanged:
        form.add_error(
            None, _("This list was changed on another device meanwhile. Look at it, then send again.")
        )
        return _row_page(request, standing(request, key, code), group, form, number, status=409)
    return redirect("forms:rows", key=key, code=code)


def _typed_known(asked: list[Field], request: HttpRequest) -> dict[str, Any]:
    """Plain choices as typed, so that what depends on them within the row is asked at once."""
    return {
        one.code: request.POST[one.code] for one in asked if one.kind == "choice" and one.code in request.POST
    }


def _row_page(
    request: HttpRequest, here: Standing, group: Field, form: PageForm, number: int, *, status: int
) -> HttpResponse:
    told = frame(here.draft) | {
        "form": form,
        "title": text(group.names),
        "number": number + 1,
        "boxes": list(form),
        "seen": seen_mark(here.answers, (group.code,)),
        "page_code": here.page.code,
    }
    return render(request, "forms/row.html", told, status=status)
