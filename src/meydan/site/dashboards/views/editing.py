"""Composing: every press of a button sends the whole draft and gets it back changed; only "save" keeps it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from meydan.base.locale.public import LANGUAGES, local_digits
from meydan.base.people.public import Account, account_of, staff_page, unit
from meydan.site.dashboards.drafts import Draft, PanelDraft, draft_of, names_shown, read_draft
from meydan.site.dashboards.drawing import draw_panels
from meydan.site.dashboards.forms import DashboardForm, PanelForm, SettingsForm, key_from
from meydan.site.dashboards.models import MOST_PANELS, Dashboard, Panel
from meydan.site.dashboards.operations import DashboardChanged, DashboardFacts, KeyTaken, create, save
from meydan.site.dashboards.policies import dashboard_policy
from meydan.site.dashboards.queries import panels_of
from meydan.site.dashboards.registry import PanelKindUnknown, kinds
from meydan.site.dashboards.scope import Scope
from meydan.site.dashboards.views.desk import crumbs, seen

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


@dataclass
class Editor:
    """One press: the draft, its forms, and the page that shows them."""

    request: HttpRequest
    found: Dashboard | None
    draft: Draft
    source: Dashboard | None = None
    conflict: Dashboard | None = None

    def __post_init__(self) -> None:
        post = self.request.POST
        said = post if self.request.method == "POST" else None
        self.account: Account = account_of(self.request)
        shown = names_shown(self.found or self.source)
        if self.found is None:
            shown["visibility"] = Dashboard.Visibility.MINE
        if said is not None:
            shown = {**{name: said.get(name, "") for name in said}, "is_embeddable": "is_embeddable" in said}
        # Only saving judges the head of the form; adding a panel before the name is written is no fault.
        judged = said if post.get("do") == "save" else None
        self.form = DashboardForm(judged, initial=shown, account=self.account, is_new=self.found is None)
        self.panel_form, self.settings_form = self._open_forms(said)

    @cached_property
    def scope(self) -> Scope:
        """The scope the draft would have: a public one is composed from what everybody may see."""
        chosen = self.request.POST.get("visibility") or (self.found.visibility if self.found else "")
        return Scope(timezone.now(), is_public=chosen == Dashboard.Visibility.PUBLIC)

    def _open_forms(self, said: Any = None) -> tuple[PanelForm | None, SettingsForm | None]:
        """The fields of the open panel, filled from what was sent or else from the draft."""
        panel = self.draft.open_panel
        kind = panel.known if panel else None
        if panel is None or kind is None:
            return None, None
        titles = {f"title_{code}": panel.titles.get(code, "") for code in LANGUAGES}  # type: ignore[call-overload]
        form = PanelForm(said, prefix="open", initial={**titles, "width": panel.width})
        assert issubclass(kind.form, SettingsForm)  # noqa: S101 - said by the registry
        fields = kind.form(said, prefix="set", initial=kind.form.shown(panel.settings), scope=self.scope)
        fields.kind = kind
        return form, fields

    def take_open(self) -> bool:
        """Put what the open fields say into the draft; whether they could be read."""
        panel, fields = self.draft.open_panel, self.settings_form
        if panel is None or fields is None or self.panel_form is None:
            return True
        if not (fields.is_valid() & self.panel_form.is_valid()):
            return False
        width, titles = self.panel_form.cleaned_data["width"], self.panel_form.titles()
        self.draft.panels[self.draft.opened or 0] = PanelDraft(panel.kind, width, titles, fields.settings())  # type: ignore[arg-type]
        return True

    def reopen(self) -> None:
        """Show the fields of the panel that is open now, as the draft has it."""
        self.panel_form, self.settings_form = self._open_forms()

    def facts(self) -> DashboardFacts:
        """The draft as it is kept."""
        said = self.form.cleaned_data
        return DashboardFacts(
            names=self.form.in_languages("name"),
            about=self.form.in_languages("about"),
            visibility=said["visibility"],
            is_embeddable=said["is_embeddable"],
            unit=unit(said["unit"]) if said["unit"] else None,
            panels=[panel.row for panel in self.draft.panels],
        )

    def page(self, *, preview: bool = False, status: int = 200) -> HttpResponse:
        """The composer."""
        here = self.found.name if self.found else _("New dashboard")
        told = {
            "found": self.found, "form": self.form, "draft": self.draft, "panel_form": self.panel_form,
            "settings_form": self.settings_form, "kinds": kinds(), "conflict": self.conflict, "crumbs": crumbs(here),
            "rows": [_row(panel, place, self.draft) for place, panel in enumerate(self.draft.panels)],
            "panels": draw_panels([_as_panel(p) for p in self.draft.panels], self.scope) if preview else None,
            "most": MOST_PANELS, "is_preview": preview, "now": timezone.now(),
        }  # fmt: skip
        return render(self.request, "dashboards/edit.html", told, status=status)


def _row(panel: PanelDraft, place: int, draft: Draft) -> dict[str, Any]:
    kind = panel.known
    return {
        "place": place, "number": place + 1, "line": panel.line, "label": kind.label if kind else panel.kind,
        "icon": kind.icon if kind else "info", "titles": panel.titles, "width": Panel.Width(panel.width).label,
        "is_open": draft.opened == place, "is_first": place == 0, "is_last": place == len(draft.panels) - 1,
        "is_sound": panel.is_sound(),
    }  # fmt: skip


def _as_panel(panel: PanelDraft) -> Panel:
    return Panel(kind=panel.kind, width=panel.width, titles=dict(panel.titles), settings=panel.settings)


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
