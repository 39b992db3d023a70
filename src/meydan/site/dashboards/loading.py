"""Dashboards that come with a pack: made once, then the city's own to change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from meydan.base.packs.public import LoadReport, Pack
from meydan.site.dashboards.models import Dashboard
from meydan.site.dashboards.operations import DashboardFacts, PanelRow, TooManyPanels, create
from meydan.site.dashboards.registry import PanelKindUnknown, SettingsRefused

FAULTS = (PanelKindUnknown, SettingsRefused, TooManyPanels)


def load_dashboards(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make each dashboard of ``dashboards.toml`` whose key nobody holds; those that stand are never touched."""
    known = set(Dashboard.objects.values_list("key", flat=True))
    rows = pack.document("dashboards").get("dashboard", [])
    wanted = [row for row in rows if row["code"] not in known]
    remarks = [remark for row in wanted if (remark := _make(row, now, is_sample))]
    return LoadReport(created=len(wanted) - len(remarks), unchanged=len(rows) - len(wanted), remarks=remarks)


def _make(row: Mapping[str, Any], now: datetime, is_sample: bool) -> str:
    try:
        create(key=row["code"], facts=facts_of(row), actor=None, now=now, is_sample=is_sample)
    except FAULTS as fault:
        return f"dashboards.toml: {row['code']}: {fault}; the dashboard was left out"
    return ""


def facts_of(row: Mapping[str, Any]) -> DashboardFacts:
    """A row of the pack as facts."""
    return DashboardFacts(
        names=row["names"],
        about=row.get("about", {}),
        visibility=row.get("visibility", "staff"),
        is_embeddable=bool(row.get("embeddable", False)),
        panels=[
            PanelRow(
                panel["kind"], panel.get("width", "medium"), panel.get("names", {}), panel.get("settings", {})
            )
            for panel in row.get("panel", [])
        ],
    )
