"""Composing: every press of a button sends the whole draft and gets it back changed; only "save" keeps it."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meydan.base.locale.public import local_digits
from meydan.base.people.public import staff_page
from meydan.site.dashboards.composing import Editor
from meydan.site.dashboards.drafts import Draft, draft_of, read_draft
from meydan.site.dashboards.forms import key_from
from meydan.site.dashboards.models import Dashboard
from meydan.site.dashboards.operations import DashboardChanged, KeyTaken, create, save
from meydan.site.dashboards.policies import dashboard_policy
from meydan.site.dashboards.queries import panels_of
from meydan.site.dashboards.registry import PanelKindUnknown
from meydan.site.dashboards.views.desk import seen

MOST_TRIES = 50


@staff_page(policy=dashboard_policy, verb="compose")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Compose one from nothing, or from a copy of another."""
    source = seen(request, request.GET["copy"]) if request.GET.get("copy") else None
    if request.method == "POST":
        return _pressed(request, Editor(request, None, read_draft(request.POST)))
    draft = draft_of(panels_of(source), 0) if source else Draft()
    return Editor(request, None, draft, source).page()


@staff_page(policy=dashboard_policy, verb="edit")
@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, key: str) -> HttpResponse:
    """Change one."""
    found = seen(request, key)
    dashboard_policy.require(request.user, "edit", found)
    if request.method == "POST":
        return _pressed(request, Editor(request, found, read_draft(request.POST)))
    return Editor(request, found, draft_of(panels_of(found), found.version)).page()


def _pressed(request: HttpRequest, editor: Editor) -> HttpResponse:
    """Do what the button says."""
    verb, _colon, where = request.POST.get("do", "keep").partition(":")
    place = int(where) if where.isascii() and where.isdigit() and len(where) < 4 else -1
    is_dropping_open = verb == "remove" and place == editor.draft.opened
    if not is_dropping_open and not editor.take_open():
        return editor.page(status=422)
    if verb == "save":
        return _saved(request, editor)
    _change(editor.draft, verb, place, request.POST.get("kind", ""))
    editor.reopen()
    return editor.page(preview=verb == "preview")


def _change(draft: Draft, verb: str, place: int, code: str) -> None:
    if verb == "up":
        draft.move(place, -1)
    elif verb == "down":
        draft.move(place, 1)
    elif verb == "remove":
        draft.drop(place)
    elif verb == "open":
        draft.show(place)
    elif verb == "close":
        draft.opened = None
    elif verb == "add":
        try:
            draft.add(code)
        except PanelKindUnknown:
            draft.opened = None


def _saved(request: HttpRequest, editor: Editor) -> HttpResponse:
    form = editor.form
    unsound = next((place for place, panel in enumerate(editor.draft.panels) if not panel.is_sound()), None)
    if unsound is not None and form.is_valid():
        fault = _("Part %(number)s does not fit any more. Mend it or take it out.")
        form.add_error(None, local_digits(fault % {"number": unsound + 1}))
    if not form.is_valid():
        editor.reopen()
        return editor.page(status=422)
    try:
        kept = _keep(editor)
    except DashboardChanged as changed:
        editor.conflict = changed.current
        # Whoever presses again has been told, and decides.
        editor.draft.version = changed.current.version
        editor.reopen()
        return editor.page(status=409)
    except KeyTaken:
        form.add_error("key", _("Another dashboard has this word already. Choose another."))
        editor.reopen()
        return editor.page(status=422)
    messages.success(request, _("The dashboard is saved."))
    return redirect("dashboards:dashboard", kept.key)


def _keep(editor: Editor) -> Dashboard:
    facts, now = editor.facts(), timezone.now()
    if editor.found is not None:
        return save(
            key=editor.found.key, version=editor.draft.version, facts=facts, actor=editor.account, now=now
        )
    typed = editor.form.cleaned_data["key"]
    if typed:
        return create(key=typed, facts=facts, actor=editor.account, now=now)
    stem = key_from(facts.names)
    for number in range(1, MOST_TRIES):
        try:
            return create(
                key=stem if number == 1 else f"{stem}-{number}", facts=facts, actor=editor.account, now=now
            )
        except KeyTaken:
            continue
    raise KeyTaken(stem)
