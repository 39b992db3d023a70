"""Writes: a dashboard is saved whole, once, by whoever saw its newest version."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from meydan.base.audit.public import record
from meydan.base.people.public import Account, OrgUnit
from meydan.site.dashboards.models import MOST_PANELS, Dashboard, Panel
from meydan.site.dashboards.policies import dashboard_policy
from meydan.site.dashboards.queries import dashboard
from meydan.site.dashboards.registry import kind_named, read_settings


class KeyTaken(Exception):
    """Another dashboard stands at this address."""


class TooManyPanels(ValueError):
    """More panels than a page can carry."""


class DashboardChanged(Exception):
    """Somebody else saved it since the reader's version; ``current`` is as it stands now."""

    def __init__(self, current: Dashboard) -> None:
        super().__init__(f"{current.key} is at version {current.version} now")
        self.current = current


@dataclass(frozen=True)
class PanelRow:
    """A panel to be kept."""

    kind: str
    width: str
    titles: Mapping[str, str]
    settings: Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class DashboardFacts:
    """What a dashboard is, but for its key and version."""

    names: Mapping[str, str]
    about: Mapping[str, str]
    visibility: str
    is_embeddable: bool = False
    unit: OrgUnit | None = None
    panels: Sequence[PanelRow] = ()


@transaction.atomic
def create(
    *, key: str, facts: DashboardFacts, actor: Account | None, now: datetime, is_sample: bool = False
) -> Dashboard:
    """
    Keep a new dashboard, owned by the actor; without one it belongs to the city.

    :raises KeyTaken: if the address is in use
    :raises TooManyPanels: if there are more than 24
    :raises PanelKindUnknown: if no room brings such a kind
    :raises SettingsRefused: if settings do not fit their kind
    :raises NotAllowed: if the actor may not compose, or not publish
    """
    rows = _checked(facts.panels)
    if actor is not None:
        dashboard_policy.require(actor, "compose")
        _require_publishing(actor, facts)
    made = Dashboard(key=key, owner=actor, is_sample=is_sample, **_values(facts, actor, now))
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as clash:
        raise KeyTaken(key) from clash
    _keep_panels(made, rows)
    _log("dashboards.created", made, actor, now)
    return made


@transaction.atomic
def save(*, key: str, version: int, facts: DashboardFacts, actor: Account, now: datetime) -> Dashboard:
    """
    Keep a dashboard as a whole, if nobody saved it since ``version``.

    The version is raised first and under a condition, so of two who save at once the second is told.

    :raises DashboardUnknown: if it is gone
    :raises DashboardChanged: if it has moved on
    :raises NotAllowed: if the actor may not change it, or not publish
    :raises TooManyPanels, PanelKindUnknown, SettingsRefused: as in :func:`create`
    """
    rows = _checked(facts.panels)
    dashboard_policy.require(actor, "edit", dashboard(key))
    _require_publishing(actor, facts)
    mine = Dashboard.objects.filter(key=key, version=version)
    if not mine.update(version=F("version") + 1, **_values(facts, actor, now)):
        raise DashboardChanged(dashboard(key))
    kept = dashboard(key)
    # What was published between our reading and our writing may not be ours to change.
    dashboard_policy.require(actor, "edit", kept)
    Panel.objects.filter(dashboard=kept).delete()
    _keep_panels(kept, rows)
    _log("dashboards.saved", kept, actor, now)
    return kept


@transaction.atomic
def remove(*, key: str, version: int, actor: Account, now: datetime) -> None:
    """
    Take a dashboard away, if nobody saved it since ``version``.

    :raises DashboardUnknown: if it is gone already
    :raises DashboardChanged: if it has moved on
    :raises NotAllowed: if the actor may not change it
    """
    found = dashboard(key)
    dashboard_policy.require(actor, "edit", found)
    if not Dashboard.objects.filter(key=key, version=version).delete()[0]:
        raise DashboardChanged(found)
    _log("dashboards.removed", found, actor, now)


def remove_sample(now: datetime) -> int:
    """Take away dashboards that came with samples."""
    return Dashboard.objects.filter(is_sample=True).delete()[0]


def _checked(panels: Sequence[PanelRow]) -> list[PanelRow]:
    if len(panels) > MOST_PANELS:
        raise TooManyPanels(f"{len(panels)} panels, at most {MOST_PANELS}")
    for row in panels:
        read_settings(kind_named(row.kind), row.settings)
    return list(panels)


def _require_publishing(actor: Account, facts: DashboardFacts) -> None:
    if facts.visibility == Dashboard.Visibility.PUBLIC:
        dashboard_policy.require(actor, "publish")


def _values(facts: DashboardFacts, actor: Account | None, now: datetime) -> dict[str, Any]:
    return {
        "names": dict(facts.names),
        "about": dict(facts.about),
        "visibility": facts.visibility,
        # Only what everybody sees travels, whatever was ticked.
        "is_embeddable": facts.is_embeddable and facts.visibility == Dashboard.Visibility.PUBLIC,
        "unit": facts.unit,
        "updated_at": now,
        "updated_by": actor,
    }


def _keep_panels(kept: Dashboard, rows: Sequence[PanelRow]) -> None:
    Panel.objects.bulk_create(
        Panel(
            dashboard=kept,
            order=order,
            kind=row.kind,
            width=row.width,
            titles=dict(row.titles),
            settings=dict(row.settings),
        )
        for order, row in enumerate(rows, start=1)
    )


def _log(verb: str, kept: Dashboard, actor: Account | None, now: datetime) -> None:
    record(
        verb=verb,
        actor=actor,
        thing=f"dashboards.dashboard:{kept.key}",
        payload={"version": kept.version, "visibility": kept.visibility},
        now=now,
    )
