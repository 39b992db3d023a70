"""Who is told: the lists and who stands on them."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from meydan.base.locale.public import format_number, text
from meydan.base.packs.public import current
from meydan.base.people.public import account_of, staff_page
from meydan.domains.warnings import presentation as shown
from meydan.domains.warnings.contact_sheets import read_sheet
from meydan.domains.warnings.errors import AddressUnfit, AlreadyOnList, SheetUnreadable
from meydan.domains.warnings.list_forms import ContactForm, SheetForm
from meydan.domains.warnings.models import ContactList
from meydan.domains.warnings.operations import lists
from meydan.domains.warnings.policies import warning_policy
from meydan.domains.warnings.queries import contacts
from meydan.domains.warnings.queries.warnings import contact_lists

ROW_FAULTS = {
    "columns": gettext_lazy("Line %(line)s has too few columns."),
    "name": gettext_lazy("Line %(line)s has no name."),
    "address": gettext_lazy("Line %(line)s: this is neither a mobile number nor an e-mail address."),
    "language": gettext_lazy("Line %(line)s: the language is not one of tr, fa, en."),
    "agreed_on": gettext_lazy("Line %(line)s: the day of agreement is missing or cannot be read."),
    "encoding": gettext_lazy("The table is not UTF-8. Save it again as “CSV UTF-8”."),
    "too_large": gettext_lazy("The table is larger than a megabyte."),
    "empty": gettext_lazy("The table has no rows."),
}


@staff_page(policy=warning_policy, verb="see")
@require_GET
def every(request: HttpRequest) -> HttpResponse:
    """The lists with how many each reaches."""
    context = {"lists": contact_lists(), "crumbs": shown.crumbs(_("Lists"), desk=True)}
    return render(request, "warnings/lists.html", context)


@staff_page(policy=warning_policy, verb="keep_lists")
@require_http_methods(["GET", "POST"])
def one(request: HttpRequest, code: str) -> HttpResponse:
    """Who stands on a list; somebody new."""
    standing, now = _list(code), timezone.now()
    form = ContactForm(request.POST or None, initial={"language": current().default_language})
    if request.method == "POST" and form.is_valid():
        told = form.cleaned_data
        row = lists.ContactRow(told["name"], told["address"], told["language"], told["agreed_on"])
        try:
            lists.add_contact(list_code=code, row=row, region=_region(), actor=account_of(request), now=now)
        except AddressUnfit:
            form.add_error("address", _("This is neither a mobile number nor an e-mail address."))
        except AlreadyOnList:
            form.add_error("address", _("This address stands on the list already."))
        else:
            messages.success(request, _("Added to the list."))
            return redirect("warnings:list", code=code)
    return _page(request, standing, form=form, status=422 if form.errors else 200)


@staff_page(policy=warning_policy, verb="keep_lists")
@require_POST
def sheet(request: HttpRequest, code: str) -> HttpResponse:
    """Bring a table in, all of it or nothing."""
    standing, form = _list(code), SheetForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            rows = read_sheet(form.cleaned_data["sheet"].read())
            added = lists.add_contacts(
                list_code=code, rows=rows, region=_region(), actor=account_of(request), now=timezone.now()
            )
        except SheetUnreadable as unreadable:
            for line, reason in unreadable.faults[:20]:
                form.add_error("sheet", ROW_FAULTS[reason] % {"line": format_number(line)})
        else:
            said = ngettext(
                "%(count)s contact is new on the list.", "%(count)s contacts are new on the list.", added
            )
            messages.success(request, said % {"count": format_number(added)})
            return redirect("warnings:list", code=code)
    return _page(request, standing, sheet_form=form, status=422)


@staff_page(policy=warning_policy, verb="keep_lists")
@require_POST
def stop(request: HttpRequest, code: str, contact_id: int) -> HttpResponse:
    """Reach somebody no longer."""
    if not _list(code).contacts.filter(pk=contact_id).exists():
        raise Http404(str(contact_id))
    lists.stop_contact(contact_id=contact_id, actor=account_of(request), now=timezone.now())
    messages.success(request, _("They are told no more, and their name and address are erased."))
    return redirect("warnings:list", code=code)


def _page(request: HttpRequest, standing: ContactList, *, status: int, **forms: Any) -> HttpResponse:
    context = {
        "standing": standing,
        "contacts": contacts.contacts_on(standing),
        "form": ContactForm(initial={"language": current().default_language}),
        "sheet_form": SheetForm(),
        "crumbs": [
            *shown.crumbs(_("Lists"), desk=True)[:1],
            {"label": _("Lists"), "href": reverse("warnings:lists")},
            {"label": text(standing.names), "href": ""},
        ],
    }
    return render(request, "warnings/list.html", context | forms, status=status)


def _list(code: str) -> ContactList:
    found = ContactList.objects.filter(code=code).first()
    if found is None:
        raise Http404(code)
    return found


def _region() -> str:
    return current().country or "TR"
