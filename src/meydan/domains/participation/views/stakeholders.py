"""The register of stakeholders: those who agreed for everybody, all of it for the desk."""

from __future__ import annotations

import io
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from meydan.base.files.public import csv_bytes, harmless
from meydan.base.people.public import account_of, public_page, staff_page
from meydan.domains.participation import operations
from meydan.domains.participation.engine.stakeholder_rows import HEADINGS, read_rows
from meydan.domains.participation.errors import StakeholderKnown, TableUnreadable
from meydan.domains.participation.forms import stakeholders as typed
from meydan.domains.participation.models import Stakeholder, StakeholderKind
from meydan.domains.participation.policies import stakeholder_policy
from meydan.domains.participation.presentation import stakeholders as presentation
from meydan.domains.participation.queries import stakeholders as queries

A_PAGE = 50
MOST_DRAWN = 200
MOST_FAULTS = 50
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@public_page
@require_safe
def named(request: HttpRequest) -> HttpResponse:
    """Who agreed to be named."""
    page = Paginator(queries.named(), A_PAGE).get_page(request.GET.get("page"))
    context = {"page_of": page, "found": list(page), "crumbs": presentation.crumbs()}
    return render(request, "participation/stakeholders.html", context)


@staff_page(policy=stakeholder_policy, verb="see")
@require_safe
def desk(request: HttpRequest) -> HttpResponse:
    """The whole register, narrowed by kind, topic and words, with its picture."""
    wanted = {name: request.GET.get(name, "")[:100] for name in ("kind", "words", "topic")}
    found = queries.filtered(**wanted)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("page"))
    query = request.GET.copy()
    query.pop("page", None)
    context = {
        "wanted": wanted, "found": list(page), "page_of": page, "query": query.urlencode(),
        "kinds": StakeholderKind.choices, "topics": queries.topics(), "chart": presentation.picture(found[:MOST_DRAWN]),
        "may_keep": stakeholder_policy.may(account_of(request), "keep"),
    }  # fmt: skip
    return render(request, "participation/stakeholder_desk.html", context)


@staff_page(policy=stakeholder_policy, verb="keep")
@never_cache
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, pk: int = 0) -> HttpResponse:
    """Write an organisation down, change it, or erase whom to call there."""
    held = get_object_or_404(Stakeholder, pk=pk) if pk else None
    if held is not None and request.POST.get("step") == "erase":
        operations.erase_contact(stakeholder=held, actor=account_of(request), now=timezone.now())
        messages.success(request, _("Whom to call, the consent and the public name are erased."))
        return redirect("participation:stakeholder_desk")
    begun = typed.typed_again(held, operations.contact_of(held)) if held else None
    form = typed.StakeholderForm(request.POST or None, initial=begun)
    if form.is_bound and form.is_valid():
        try:
            operations.keep_stakeholder(
                stakeholder=held, language=held.language if held else "", actor=account_of(request),
                now=timezone.now(), **form.facts,
            )  # fmt: skip
        except StakeholderKnown:
            form.add_error("name", _("The register has one of this kind and name."))
        else:
            return redirect("participation:stakeholder_desk")
    label = held.name if held else _("New stakeholder")
    context = {"form": form, "held": held, "label": label, "crumbs": presentation.crumbs(label, desk=True)}
    return render(request, "participation/stakeholder.html", context, status=422 if form.is_bound else 200)


@staff_page(policy=stakeholder_policy, verb="keep")
@require_http_methods(["GET", "POST"])
def bring_in(request: HttpRequest) -> HttpResponse:
    """Take a table in: all of it, or nothing and what is wrong with which row."""
    form, faults = typed.TableForm(request.POST or None, request.FILES or None), []
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = typed.read_table(file.name, file.read(typed.MOST_BYTES + 1))
        except TableUnreadable:
            form.add_error(
                "file", _("This is no table that can be read. Save it as CSV or XLSX, 5 MB at most.")
            )
        else:
            read = read_rows(table, kinds=presentation.kinds_by_words())
            faults = [presentation.fault_words(fault) for fault in read.faults[:MOST_FAULTS]]
            if not faults:
                made, changed = operations.bring_in_stakeholders(
                    rows=read.rows, actor=account_of(request), now=timezone.now()
                )
                told = {"made": made, "changed": changed}
                messages.success(request, _("New: %(made)s. Changed: %(changed)s.") % told)
                return redirect("participation:stakeholder_desk")
    context = {
        "form": form,
        "faults": faults,
        "crumbs": presentation.crumbs(_("Bring a table in"), desk=True),
    }
    return render(
        request, "participation/stakeholder_import.html", context, status=422 if form.is_bound else 200
    )


@staff_page(policy=stakeholder_policy, verb="keep")
@never_cache
@require_safe
def taken_along(request: HttpRequest, kind: str) -> HttpResponse:
    """The register with whom to call, as the import takes it; that it was taken along is written down."""
    if kind not in ("csv", "xlsx"):
        raise Http404(kind)
    rows = [_row(one) for one in queries.stakeholders()]
    operations.note_taken_along(count=len(rows), actor=account_of(request), now=timezone.now())
    if kind == "csv":
        answer = HttpResponse(csv_bytes(list(HEADINGS), rows), content_type="text/csv; charset=utf-8")
    else:
        answer = HttpResponse(_workbook(rows), content_type=XLSX)
    answer["Content-Disposition"] = f'attachment; filename="stakeholders.{kind}"'
    return answer


def _row(one: Stakeholder) -> list[Any]:
    contact = operations.contact_of(one)
    return [
        one.name, one.kind, "; ".join(one.topics), one.interest, one.influence, contact.get("person", ""),
        contact.get("phone", ""), contact.get("email", ""), one.consented_on.isoformat() if one.consented_on else "",
        "yes" if one.is_named else "",
    ]  # fmt: skip


def _workbook(rows: list[list[Any]]) -> bytes:
    from openpyxl import Workbook  # a large library; pages do without

    book = Workbook(write_only=True)
    sheet = book.create_sheet("stakeholders")
    sheet.sheet_view.rightToLeft = get_language_bidi()
    sheet.append(list(HEADINGS))
    for row in rows:
        sheet.append([harmless(cell) for cell in row])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()
