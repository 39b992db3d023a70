"""Staff write forms: a list, versions, the parts of one, and what two versions differ in. Nothing needs a script."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.forms.buildforms import KIND_WORDS, FieldForm, HeadForm, NewForm
from meydan.base.forms.engine.comparing import compare
from meydan.base.forms.engine.editing import PartUnknown, moved_field, with_field, with_head, without_field
from meydan.base.forms.engine.flaws import flaws_of
from meydan.base.forms.engine.reading import FormUnreadable
from meydan.base.forms.models import Form, FormVersion
from meydan.base.forms.operations.versions import (
    CodeTaken,
    VersionChanged,
    VersionPublished,
    begin_form,
    begin_version,
    change_version,
    drop_version,
    publish_version,
)
from meydan.base.forms.policies import form_policy
from meydan.base.forms.queries import forms as every_form
from meydan.base.people.public import account_of, staff_page


def _version(code: str, number: int) -> FormVersion:
    return get_object_or_404(FormVersion.objects.select_related("form"), form__code=code, number=number)


@staff_page(policy=form_policy, verb="see")
@require_http_methods(["GET", "POST"])
def forms(request: HttpRequest) -> HttpResponse:
    """List the forms; begin a new one."""
    account = account_of(request)
    may_write = form_policy.may(account, "write")
    new = NewForm(request.POST or None)
    if request.method == "POST":
        form_policy.require(account, "write")
        if new.is_valid():
            code = new.cleaned_data["code"]
            try:
                made = begin_form(code=code, document=new.document, actor=account, now=timezone.now())
                return redirect("forms:edit", code=code, number=made.number)
            except CodeTaken:
                new.add_error("code", _("Another form has this code."))
    told = {"forms": every_form(), "new": new, "may_write": may_write}
    return render(request, "forms/build/forms.html", told, status=422 if new.errors else 200)


@staff_page(policy=form_policy, verb="see")
@require_GET
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Show a form's versions."""
    form = get_object_or_404(every_form(), code=code)
    told = {
        "form": form,
        "versions": form.versions.all(),
        "may_write": form_policy.may(request.user, "write"),
    }
    return render(request, "forms/build/form.html", told)


@staff_page(policy=form_policy, verb="write")
@require_POST
def begin(request: HttpRequest, code: str) -> HttpResponse:
    """Copy the newest version, to be changed."""
    form = get_object_or_404(Form, code=code)
    made = begin_version(form_id=form.pk, actor=account_of(request), now=timezone.now())
    return redirect("forms:edit", code=code, number=made.number)


@staff_page(policy=form_policy, verb="write")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Show the parts of a version being written; move and take out fields, or set its names."""
    version = _version(code, number)
    if version.state == FormVersion.State.PUBLISHED:
        return redirect("forms:preview", code=code, number=number)
    head = HeadForm(request.POST if "names_tr" in request.POST else None, document=version.document)
    if request.method == "GET":
        return _edit_page(request, version, head)
    act, _sep, field = request.POST.get("act", "head:").partition(":")
    if act == "head" and not head.is_valid():
        return _edit_page(request, version, head, status=422)
    try:
        changed = _changed(version.document, act, field, head)
    except PartUnknown as absent:
        raise Http404(field) from absent
    return _keep(request, version, changed) or redirect("forms:edit", code=code, number=number)


def _changed(document: dict[str, Any], act: str, field: str, head: HeadForm) -> dict[str, Any]:
    if act == "up":
        return moved_field(document, field, -1)
    if act == "down":
        return moved_field(document, field, 1)
    return without_field(document, field) if act == "remove" else with_head(document, **head.parts)


def _keep(request: HttpRequest, version: FormVersion, document: dict[str, Any]) -> HttpResponse | None:
    """Write a version; a page that says so when somebody else wrote meanwhile."""
    typed = request.POST.get("revision", "")
    seen = int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else 0
    try:
        change_version(
            version_id=version.pk,
            document=document,
            seen_revision=seen,
            actor=account_of(request),
            now=timezone.now(),
        )
    except VersionPublished:
        return redirect("forms:one", code=version.form.code)
    except VersionChanged:
        messages.warning(
            request,
            _(
                "Somebody else changed this form meanwhile. Look at it as it stands now, then change it again."
            ),
        )
    return None


def _edit_page(
    request: HttpRequest, version: FormVersion, head: HeadForm, *, status: int = 200
) -> HttpResponse:
    document = version.document
    told = {
        "version": version,
        "head": head,
        "fields": [
            {**one, "kind_words": KIND_WORDS.get(one.get("kind"), "")} for one in document.get("field", [])
        ],
        "flaws": flaws_of(document),
    }
    return render(request, "forms/build/edit.html", told, status=status)


@staff_page(policy=form_policy, verb="write")
@require_http_methods(["GET", "POST"])
def field(request: HttpRequest, code: str, number: int, field_code: str = "") -> HttpResponse:
    """Write a field: a new one, or one that stands there."""
    version = _version(code, number)
    if version.state == FormVersion.State.PUBLISHED:
        return redirect("forms:preview", code=code, number=number)
    standing = next((one for one in version.document.get("field", []) if one.get("code") == field_code), None)
    if field_code and standing is None:
        raise Http404(field_code)
    form = FieldForm(request.POST or None, field=standing or {})
    told = {"version": version, "form": form, "field_code": field_code}
    if request.method == "GET":
        return render(request, "forms/build/field.html", told)
    taken = {one.get("code") for one in version.document.get("field", [])} - {field_code}
    if form.is_valid() and form.cleaned_data["code"] in taken:
        form.add_error("code", _("Another field has this code."))
    if form.errors:
        return render(request, "forms/build/field.html", told, status=422)
    changed = with_field(version.document, form.field, was=field_code)
    return _keep(request, version, changed) or redirect("forms:edit", code=code, number=number)


@staff_page(policy=form_policy, verb="publish")
@require_POST
def publish(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Publish a version; its flaws are shown when it has any."""
    version = _version(code, number)
    try:
        publish_version(version_id=version.pk, actor=account_of(request), now=timezone.now())
        messages.success(request, _("Published. New applications are filled in by this version."))
    except VersionPublished:
        messages.info(request, _("This version was published before."))
    except FormUnreadable:
        messages.error(request, _("It cannot be published yet; what is to mend stands below."))
        return redirect("forms:edit", code=code, number=number)
    return redirect("forms:one", code=code)


@staff_page(policy=form_policy, verb="write")
@require_POST
def drop(request: HttpRequest, code: str, number: int) -> HttpResponse:
    """Throw a version away that was never published."""
    try:
        drop_version(version_id=_version(code, number).pk, actor=account_of(request), now=timezone.now())
    except VersionPublished:
        return redirect("forms:one", code=code)
    return (
        redirect("forms:one", code=code)
        if Form.objects.filter(code=code).exists()
        else redirect("forms:forms")
    )


@staff_page(policy=form_policy, verb="see")
@require_GET
def difference(request: HttpRequest, code: str, older: int, younger: int) -> HttpResponse:
    """Say what changed between two versions."""
    first, second = _version(code, older), _version(code, younger)
    told = {"first": first, "second": second, "changes": compare(first.document, second.document)}
    return render(request, "forms/build/compare.html", told)
