"""What the pages of the desk share: who reads, the folders beside them, the wishes in the address."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.people.public import account_of
from meydan.kernel.cases.public import FOLDERS, Standing, standing_of
from meydan.site.desk.forms import FilterForm
from meydan.site.desk.queries import views_of

FOLDER_LABELS: dict[str, Promise] = {
    "mine": gettext_lazy("For me"),
    "unit": gettext_lazy("My unit"),
    "today": gettext_lazy("Due today"),
    "overdue": gettext_lazy("Overdue"),
    "stopped": gettext_lazy("Clock stopped"),
    "alerts": gettext_lazy("From alerts"),
    "all": gettext_lazy("Every open case"),
    "closed": gettext_lazy("Closed"),
}


def standing(request: HttpRequest) -> Standing:
    """Return who reads, with roles and units."""
    return standing_of(account_of(request))


def folder_of(request: HttpRequest, default: str) -> str:
    """Return the folder asked for."""
    asked = request.GET.get("folder", "")
    return asked if asked in FOLDERS else default


def wishes(request: HttpRequest, folder: str) -> str:
    """Return the part of the address that says what is shown, and nothing that the form does not know."""
    kept = {name: request.GET[name] for name in FilterForm.base_fields if request.GET.get(name)}
    return urlencode({"folder": folder, **kept})


def folders(active: str, folder_counts: dict[str, int]) -> list[dict[str, Any]]:
    """Return the folders for the margin."""
    inbox = reverse("desk:inbox")
    return [
        {
            "code": code,
            "label": label,
            "href": f"{inbox}?folder={code}",
            "count": folder_counts.get(code),
            "active": code == active,
        }
        for code, label in FOLDER_LABELS.items()
    ]


def kept_views(who: Standing, query: str) -> list[dict[str, Any]]:
    """Return the kept views for the margin."""
    inbox = reverse("desk:inbox")
    return [
        {
            "pk": kept.pk,
            "label": kept.name,
            "href": f"{inbox}?{kept.query}",
            "active": kept.query == query,
            "is_own": kept.owner_id == who.account.pk,
            "is_shared": kept.unit_id is not None,
        }
        for kept in views_of(who)
    ]


def ways_to_look(active: str, query: str) -> list[dict[str, Any]]:
    """Return the same cases as a list, a board and a map."""
    return [
        {"label": label, "href": f"{reverse(name)}?{query}", "active": name == active}
        for name, label in (
            ("desk:inbox", _("List")),
            ("desk:board", _("Board")),
            ("desk:map", _("Map")),
        )
    ]
