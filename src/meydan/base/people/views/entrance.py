"""The two other ways in: the link of an invitation, and the one click of a demo home."""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import login
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from meydan.base.people.demo import SAMPLE_NAMES, demo_account
from meydan.base.people.forms import FirstPasswordForm
from meydan.base.people.marks import public_page
from meydan.base.people.operations import InvitationSpent, accept_invitation, open_invitation
from meydan.base.people.second_step import has_second_step

BACKEND = "meydan.base.people.backend.MunicipalBackend"
FIRST_PAGES = {"citizen": "/", "mayor": "/plan/"}


@public_page
@never_cache
@sensitive_post_parameters()
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Let somebody invited choose a password, once."""
    now = timezone.now()
    try:
        account = open_invitation(token, now).account
        form = FirstPasswordForm(request.POST or None, account=account)
        if not form.is_valid():
            status = 200 if request.method == "GET" else 422
            page = {"form": form, "account": account}
            return render(request, "people/invitation.html", page, status=status)
        account = accept_invitation(token=token, password=form.cleaned_data["password1"], now=now)
    except InvitationSpent:
        return render(request, "people/invitation_spent.html", status=410)
    if has_second_step(account):
        return redirect("account_login")
    login(request, account, backend=BACKEND)
    return redirect("/desk/" if account.is_staff else "/")


@public_page
@never_cache
@require_POST
def _click(request: HttpRequest, role: str) -> HttpResponse:
    account = demo_account(role=role, now=timezone.now())
    login(request, account, backend=BACKEND)
    back = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()}):
        return redirect(back)
    return redirect(FIRST_PAGES.get(role, "/desk/"))


@public_page
def demo(request: HttpRequest, role: str) -> HttpResponse:
    """Sign a visitor in by one click, on a demo home; elsewhere this page does not exist."""
    if not settings.MEYDAN_DEMO or role not in SAMPLE_NAMES:
        raise Http404
    return _click(request, role)
