"""Measurements and dashboards for the tests of this room."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from meydan.base.people.public import Account
from meydan.kernel.observations.public import Datastream, store
from meydan.kernel.observations.tests.factories import stream
from meydan.site.dashboards.models import Dashboard
from meydan.site.dashboards.operations import DashboardFacts, PanelRow, create
from meydan.site.dashboards.registry import Drawn, kind_named, read_settings
from meydan.site.dashboards.scope import Scope

HOUR = timedelta(hours=1)


def names(word: str) -> dict[str, str]:
    """A name in three languages that tells them apart."""
    return {"tr": f"{word} tr", "fa": f"{word} fa", "en": f"{word} en"}


def measured(
    now: datetime,
    *,
    thing: str = "karsiyaka",
    code: str = "pm2_5",
    value: float = 21.0,
    hours: int = 24,
    **more: Any,
) -> Datastream:
    """A station whose last hours all measured about ``value``; the newest is half an hour old."""
    is_public = more.pop("is_public", True)
    age = more.pop("age", HOUR / 2)
    made = stream(code, thing_key=thing, key=f"{thing}-{code}", **more)
    # A little movement, for a sensor that never moves is not believed.
    rows = [(made.pk, now - age - n * HOUR, value + (0.1 if n % 2 else 0)) for n in range(hours)]
    store(rows=rows, now=now, source="test")
    if not is_public:
        Datastream.objects.filter(pk=made.pk).update(is_public=False)
        made.is_public = False
    return made


def panel(
    kind: str, /, *, width: str = "medium", titles: dict[str, str] | None = None, **settings: Any
) -> PanelRow:
    """A panel of a kind."""
    return PanelRow(kind, width, titles or {}, settings)


def dashboard(
    key: str = "air", *panels: PanelRow, owner: Account | None = None, visibility: str = "public", now: datetime,
    **facts: Any,
) -> Dashboard:  # fmt: skip
    """A dashboard of the city, public unless said otherwise."""
    told = {"names": names(key), "about": {}, "visibility": visibility, "panels": panels, **facts}
    if owner is None:
        return create(key=key, facts=DashboardFacts(**told), actor=None, now=now)
    made = create(key=key, facts=DashboardFacts(**{**told, "visibility": "mine"}), actor=owner, now=now)
    Dashboard.objects.filter(pk=made.pk).update(visibility=visibility)
    return Dashboard.objects.get(pk=made.pk)


def drawn(kind: str, now: datetime, /, *, public: bool = True, **settings: Any) -> Drawn:
    """A panel of a kind as it draws itself."""
    found = kind_named(kind)
    return found.draw(read_settings(found, settings), Scope(now, is_public=public))
