"""The way back from a page on the desk."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _


def crumbs(here: str, *, name: str = "dashboards:list") -> list[dict[str, str]]:
    """From the list of dashboards to this page."""
    return [{"label": _("Dashboards"), "href": reverse(name)}, {"label": here, "href": ""}]
