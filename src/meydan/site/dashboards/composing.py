"""One press of a button while composing: the draft, its forms, and the page that shows them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from meydan.base.locale.public import LANGUAGES
from meydan.base.people.public import Account, account_of, unit
from meydan.site.dashboards.drafts import Draft, PanelDraft, names_shown
from meydan.site.dashboards.drawing import draw_panels
from meydan.site.dashboards.forms import DashboardForm, PanelForm, SettingsForm
from meydan.site.dashboards.models import MOST_PANELS, Dashboard, Panel
from meydan.site.dashboards.operations import DashboardFacts
from meydan.site.dashboards.registry import kinds
from meydan.site.dashboards.scope import Scope
from meydan.site.dashboards.trail import crumbs


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
        fields = kind.form(said, prefix="set", initial=kind.form.shown(panel.whole), scope=self.scope)
        fields.panel_kind = kind
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
