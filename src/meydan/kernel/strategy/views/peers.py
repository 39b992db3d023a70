"""Our figures beside those of other cities, and the table with which these come in."""

from __future__ import annotations

import json
from dataclasses import asdict

from django import forms
from django.contrib import messages
from django.core.signing import BadSignature, dumps, loads
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from meydan.base.locale.public import text
from meydan.base.people.public import account_of, public_page, staff_page
from meydan.kernel.strategy import peersshown as shown
from meydan.kernel.strategy.engine.peers import COLUMNS, PeerRow
from meydan.kernel.strategy.importing.files import PlanFileUnreadable, tables_of
from meydan.kernel.strategy.models import Indicator
from meydan.kernel.strategy.operations.peers import Looked, bring_peers, look
from meydan.kernel.strategy.policies import plan_policy
from meydan.kernel.strategy.presentation import crumbs
from meydan.kernel.strategy.queries.peers import compared_indicators, comparison

SALT = "strategy.peers"


class PeersForm(forms.Form):
    """A table of other cities' figures."""

    file = forms.FileField(
        label=gettext_lazy("File"),
        help_text=gettext_lazy("A table as .csv or .xlsx, with the columns named below."),
        error_messages={"required": gettext_lazy("Choose a file.")},
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
    )


@public_page
@require_GET
def peers(request: HttpRequest) -> HttpResponse:
    """The figures for which other cities published theirs."""
    return render(request, "strategy/peers.html", {"rows": compared_indicators()})


@public_page
@require_GET
def one_figure(request: HttpRequest, code: str) -> HttpResponse:
    """One figure beside those of other cities, each with its year and source."""
    now = timezone.now()
    indicator = get_object_or_404(Indicator, code=code)
    found = comparison(indicator, now)
    told = {
        "indicator": indicator,
        "lines": shown.lines_of(found),
        "has_peers": bool(found.peers),
        "place": shown.place_words(found),
        "years_differ": shown.years_differ(found, now),
        "crumbs": crumbs((_("Other cities"), reverse("strategy:peers")), (text(indicator.names), "")),
    }
    return render(request, "strategy/peer_figure.html", told)


@staff_page(policy=plan_policy, verb="register")
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Look a table through, then bring it in as it was looked through."""
    if request.method == "POST" and "rows" in request.POST:
        return _brought(request)
    form = PeersForm(request.POST or None, request.FILES or None)
    told: dict[str, object] = {"form": form, "columns": COLUMNS}
    if request.method == "POST" and form.is_valid():
        found = _looked(form)
        if found is not None:
            told |= {"found": found, "faults": shown.fault_rows(found.faults), "sealed": _sealed(found)}
    return render(request, "strategy/peers_desk.html", told, status=422 if form.errors else 200)


def _looked(form: PeersForm) -> Looked | None:
    sent = form.cleaned_data["file"]
    try:
        return look(tables_of(sent.name, sent.read()), timezone.now())
    except PlanFileUnreadable as fault:
        form.add_error("file", str(fault))
        return None


def _sealed(found: Looked) -> str:
    """The very rows that were looked through, so that nothing else comes in; empty while there are faults."""
    if found.faults or not found.rows:
        return ""
    return dumps(json.dumps([asdict(row) for row in found.rows]), salt=SALT, compress=True)


def _brought(request: HttpRequest) -> HttpResponse:
    try:
        rows = [PeerRow(**row) for row in json.loads(loads(request.POST["rows"], salt=SALT, max_age=3600))]
    except BadSignature:
        messages.error(request, _("What was looked through is too old or was changed. Send the file again."))
        return redirect("strategy:peers_desk")
    bring_peers(rows=rows, actor=account_of(request), now=timezone.now())
    messages.success(request, _("The figures stand beside ours now."))
    return redirect("strategy:peers")
