"""Units and posts from a pack's tables into ours."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Model

from meydan.base.packs.public import LoadReport, Pack, Row, names
from meydan.base.people.models import Holding, OrgUnit, Post
from meydan.base.people.operations import ensure_post, ensure_unit


def load_units(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make or renew the units of ``units.csv``; a unit may stand before its parent in the file."""
    before = _snapshot(OrgUnit)
    for row in _parents_first(pack.table("units")):
        ensure_unit(
            code=row["code"],
            parent=row.get("parent", ""),
            kind=row.get("kind") or "unit",
            names=names(row),
            is_sample=is_sample,
        )
    return _report(before, _snapshot(OrgUnit))


def load_posts(pack: Pack, now: datetime, is_sample: bool) -> LoadReport:
    """Make or renew the posts of ``posts.csv``; who holds them is for the city to say."""
    before = _snapshot(Post)
    for row in pack.table("posts"):
        ensure_post(
            code=row["code"], unit=row["unit"], role=row["role"], names=names(row), is_sample=is_sample
        )
    return _report(before, _snapshot(Post))


def remove_sample(now: datetime) -> int:
    """Take sample holdings, posts and units away, save those that real rows came to stand on."""
    gone = Holding.objects.filter(is_sample=True).delete()[0]
    gone += Post.objects.filter(is_sample=True, holdings__isnull=True).delete()[0]
    while True:
        leaves = OrgUnit.objects.filter(is_sample=True, children__isnull=True, posts__isnull=True)
        count = leaves.delete()[0]
        if not count:
            return gone
        gone += count


def _parents_first(rows: list[Row]) -> list[Row]:
    waiting = {row["code"]: row for row in rows}
    ordered: list[Row] = []

    def take(code: str) -> None:
        row = waiting.pop(code, None)
        if row is not None:
            take(row.get("parent", ""))
            ordered.append(row)

    for row in rows:
        take(row["code"])
    return ordered


def _snapshot(model: type[Model]) -> dict[str, tuple[object, ...]]:
    rows = model._default_manager.values_list()
    code = [field.attname for field in model._meta.concrete_fields].index("code")
    return {row[code]: row for row in rows}


def _report(before: dict[str, tuple[object, ...]], after: dict[str, tuple[object, ...]]) -> LoadReport:
    created = len(after.keys() - before.keys())
    updated = sum(1 for code, row in before.items() if code in after and after[code] != row)
    return LoadReport(created=created, updated=updated, unchanged=len(after) - created - updated)
