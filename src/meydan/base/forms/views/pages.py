"""One page of a form: shown, judged, kept."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meydan.base.forms.dues import due
from meydan.base.forms.engine.definition import FILES, Field, FormDefinition, Page
from meydan.base.forms.engine.path import is_shown, known_to, next_page, page_before, worked_out
from meydan.base.forms.forms import PageForm
from meydan.base.forms.models import Draft
from meydan.base.forms.operations.drafts import DraftSent, PageChanged, note_proofs, seen_mark, write_page
from meydan.base.forms.operations.filekeeping import TooManyFiles, keep_file
from meydan.base.forms.presentation import proof_words, words_of_answer
from meydan.base.forms.proving import ask_registers, state_of
from meydan.base.forms.queries import definition_of, written_in
from meydan.base.forms.registry import TimeLost, appointments
from meydan.base.forms.times import hold_time, let_time_go, offer_of
from meydan.base.forms.views.filling import frame
from meydan.base.forms.views.visitor import my_draft
from meydan.base.locale.public import format_money, text
from meydan.base.packs.public import current
from meydan.base.people.public import public_page


@dataclass(frozen=True)
class Standing:
    """A draft's page with everything it leans on, read once."""

    draft: Draft
    form: FormDefinition
    page: Page
    answers: dict[str, Any]
    proofs: dict[str, Any]
    known: dict[str, Any]
    fields: tuple[Field, ...]

    @property
    def asked(self) -> list[Field]:
        """The fields a person answers here."""
        return [field for field in self.fields if not field.is_computed]

    @property
    def codes(self) -> tuple[str, ...]:
        """Their codes."""
        return tuple(field.code for field in self.asked)


def standing(request: HttpRequest, key: UUID, code: str) -> Standing:
    """
    Read a page of a draft.

    :raises Http404: if there is no such page, or its logic hides it
    """
    draft = my_draft(request, key)
    form = definition_of(draft.version)
    found = form.page(code)
    answers, proofs = written_in(draft)
    known = known_to(form, answers)
    fields = tuple(field for field in found.fields if is_shown(field, known)) if found else ()
    if found is None or not fields:
        raise Http404(code)
    return Standing(draft, form, found, answers, proofs, known, fields)


@public_page
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, key: UUID, code: str) -> HttpResponse:
    """Show a page, or take what was written on it."""
    here = standing(request, key, code)
    if here.draft.sent_at is not None:
        return redirect("forms:done", key=key)
    if here.page.fields[0].kind == "group":
        return redirect("forms:rows", key=key, code=code)
    now = timezone.now()
    if request.method == "GET":
        return show(request, here, _form(here, now))
    if "remove" in request.POST:
        return _remove(request, here, now)
    form = _form(here, now, request)
    is_good = form.is_valid()
    try:
        _keep_files(here, form, now)
    except TooManyFiles:
        form.add_error(None, _("A form holds thirty files or 60 MB at most. Remove one first."))
        is_good = False
    return _take(request, here, form, now) if is_good else show(request, here, form, status=422)


def _form(here: Standing, now: datetime, request: HttpRequest | None = None) -> PageForm:
    data = (request.POST, request.FILES) if request else ()
    return PageForm(here.asked, *data, known=here.known, answers=here.answers, now=now)


def _keep_files(here: Standing, form: PageForm, now: datetime) -> None:
    """Keep good files even when another box is to mend: nobody chooses them twice."""
    if not form.taken:
        return
    with transaction.atomic():
        kept = {}
        for code, uploads in form.taken.items():
            for one in uploads:
                keep_file(draft=here.draft, field=code, prepared=one.prepared, name=one.name, now=now)
            if here.form.by_code[code].kind in FILES:
                before = here.answers.get(code) or []
                kept[code] = [
                    *before,
                    *(one.prepared.sha256 for one in uploads if one.prepared.sha256 not in before),
                ]
        if kept and form.errors:
            write_page(draft_id=here.draft.pk, answers=kept, now=now)


def _take(request: HttpRequest, here: Standing, form: PageForm, now: datetime) -> HttpResponse:
    answers: dict[str, Any] = {field.code: form.kept.get(field.code) for field in here.asked}
    for field in here.asked:
        if field.kind == "payment":
            answers[field.code] = due(here.draft, field, here.known)
    try:
        with transaction.atomic():
            draft = write_page(
                draft_id=here.draft.pk, answers=answers, now=now, seen=request.POST.get("seen")
            )
            for field in here.asked:
                _keep_time(draft, field, answers[field.code], now)
    except PageChanged:
        fresh = standing(request, here.draft.key, here.page.code)
        return show(request, fresh, form, status=409, is_changed=True)
    except TimeLost as lost:
        field = next(one for one in here.asked if one.kind == "appointment")
        form.add_error(field.code, lost.said)
        return show(request, here, form, status=409)
    except DraftSent:
        return redirect("forms:done", key=here.draft.key)
    _ask(here, answers, now)
    return _onward(request, here)


def _keep_time(draft: Draft, field: Field, answer: Any, now: datetime) -> None:
    if field.kind == "appointment":
        if answer:
            hold_time(draft, field, answer, now)
        else:
            let_time_go(draft, field)


def _ask(here: Standing, answers: Mapping[str, Any], now: datetime) -> None:
    """Ask registers after the answer is safe: however long they take, nothing written is lost."""
    changed = {code for code, answer in answers.items() if answer != here.answers.get(code)}
    today = timezone.localdate(now)
    proofs, values = ask_registers(here.form, {**here.answers, **answers}, changed, today)
    if proofs:
        note_proofs(draft_id=here.draft.pk, proofs=proofs, prefilled=values, now=now)


def _onward(request: HttpRequest, here: Standing) -> HttpResponse:
    answers, _proofs = written_in(my_draft(request, here.draft.key))
    if request.GET.get("back") == "check":
        return redirect("forms:check", key=here.draft.key)
    code = next_page(here.form, answers, here.page.code)
    if code is None:
        return redirect("forms:check", key=here.draft.key)
    return redirect("forms:page", key=here.draft.key, code=code)


def _remove(request: HttpRequest, here: Standing, now: datetime) -> HttpResponse:
    code, _sep, digest = request.POST["remove"].partition(":")
    field = next((one for one in here.asked if one.code == code), None)
    if field is None:
        raise Http404(code)
    kept = here.answers.get(code)
    if field.kind in FILES:
        answer: Any = [one for one in kept or [] if one != digest] or None
    else:
        answer = {key: value for key, value in (kept or {}).items() if key != "file"} or None
        answer = answer if answer and answer.get("name") else None
    write_page(draft_id=here.draft.pk, answers={code: answer}, now=now)
    return redirect("forms:page", key=here.draft.key, code=here.page.code)


# --- showing ---------------------------------------------------------------------------------
@dataclass(frozen=True)
class Shown:
    """A field on the page: its boxes, the files it holds, and where its answer comes from."""

    field: Field
    boxes: list[Any]
    by_part: dict[str, Any]
    files: list[str]
    proof: str
    proof_state: str
    words: str
    amount: str
    payment: str
    offer: Any


def show(
    request: HttpRequest, here: Standing, form: PageForm, *, status: int = 200, is_changed: bool = False
) -> HttpResponse:
    """Show a page, with what was typed still in its boxes."""
    lon, lat = current().centre
    told = frame(here.draft) | {
        "form": form,
        "title": text(here.page.names),
        "about": text(here.page.about) if here.page.about else "",
        "is_single": here.page.is_single and len(here.asked) == 1,
        "section": next(text(one.names) for one in here.form.sections if one.code == here.page.section),
        "shown": [_shown(request, here, field, form) for field in here.fields],
        "previous": page_before(here.form, here.answers, here.page.code),
        "seen": seen_mark(here.answers, here.codes),
        "is_changed": is_changed,
        "page_code": here.page.code,
        "lon": lon,
        "lat": lat,
        "times_template": taker.template if (taker := appointments()) else "",
    }
    return render(request, "forms/page.html", told, status=status)


def _shown(request: HttpRequest, here: Standing, field: Field, form: PageForm) -> Shown:
    names = [name for name in form.fields if name == field.code or name.startswith(f"{field.code}__")]
    answer = worked_out(here.form, here.answers).get(field.code)
    proof = here.proofs.get(field.code)
    state = state_of(proof, answer) if proof else ""
    files = answer if field.kind in FILES else _signature_file(field, answer)
    return Shown(
        field=field,
        boxes=[form[name] for name in names],
        by_part={name.partition("__")[2] or "only": form[name] for name in names},
        files=list(files or []),
        proof=proof_words(proof, state) if proof else "",
        proof_state=state,
        words=(words_of_answer(field, answer) if answer is not None else "—") if field.is_computed else "",
        offer=_offer(request, here, field, form),
        **_owed(here, field),
    )


def _offer(request: HttpRequest, here: Standing, field: Field, form: PageForm) -> Any:
    if field.kind != "appointment":
        return None
    chosen = str(form[field.code].value() or "")
    return offer_of(here.draft, field, request.GET.dict(), chosen, timezone.now())


def _owed(here: Standing, field: Field) -> dict[str, Any]:
    if field.kind != "payment":
        return {"amount": "", "payment": ""}
    owed = due(here.draft, field, here.known)
    amount = Decimal(owed["amount"])
    return {
        "amount": format_money(amount, current().money) if amount else "",
        "payment": owed["state"] if amount else "nothing",
    }


def _signature_file(field: Field, answer: Any) -> list[str]:
    return [answer["file"]] if field.kind == "signature" and answer and answer.get("file") else []
