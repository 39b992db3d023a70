"""Which dashboards there are for whom."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from meydan.base.people.public import Account
from meydan.site.dashboards.models import Dashboard, Panel


class DashboardUnknown(LookupError):
    """No dashboard has this key, or not for this reader."""


def _all() -> QuerySet[Dashboard]:
    return Dashboard.objects.select_related("owner", "unit", "updated_by")


def dashboard(key: str) -> Dashboard:
    """
    A dashboard by its key.

    :raises DashboardUnknown: if there is none
    """
    found = _all().filter(key=key).first()
    if found is None:
        raise DashboardUnknown(key)
    return found


def public_dashboard(key: str, *, embeddable: bool = False) -> Dashboard:
    """
    A dashboard that everybody sees; with ``embeddable`` one that other sites may show.

    :raises DashboardUnknown: if there is none, or not for everybody
    """
    found = dashboard(key)
    if not found.is_public or (embeddable and not found.is_embeddable):
        raise DashboardUnknown(key)
    return found


def public_dashboards() -> list[Dashboard]:
    """Those that everybody sees."""
    return list(_all().filter(visibility=Dashboard.Visibility.PUBLIC).order_by("key"))


def dashboards_of(account: Account) -> list[Dashboard]:
    """Those an account made, the newest first."""
    return list(_all().filter(owner=account).order_by("-updated_at", "pk"))


def shared_dashboards(account: Account) -> list[Dashboard]:
    """Those of others that an account may see."""
    others = Q(owner=None) | ~Q(owner=account)
    visible = ~Q(visibility=Dashboard.Visibility.MINE)
    return list(_all().filter(others & visible).order_by("visibility", "key"))


def panels_of(found: Dashboard) -> list[Panel]:
    """The panels of a dashboard in their order."""
    return list(Panel.objects.filter(dashboard=found).order_by("order"))


def holds_sample() -> bool:
    """Whether a sample dashboard stands here."""
    return Dashboard.objects.filter(is_sample=True).exists()
