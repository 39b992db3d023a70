"""Runs two sets of rules over the cases of the last year, in batches of the columns they ask for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import numpy as np
import shapely
from django.db.models import Q

from meydan.base.forms.public import answers_in
from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.engine.routing_columns import Columns, ServiceFacts
from meydan.kernel.cases.engine.routing_trial import Side, Trial
from meydan.kernel.cases.models import Case, CaseAnswers, Service
from meydan.kernel.cases.queries.routing import RuleSet, answers_asked, cell_of, text_of
from meydan.kernel.places.public import area_shapes

BATCH = 20_000
LOOKED_BACK = timedelta(days=365)
ALWAYS_ASKED = ("id", "service_id", "source", "opened_at")


def replay(was: RuleSet, becomes: RuleSet, now: datetime, batch: int = BATCH) -> Trial:
    """Return what the second set of rules would have done otherwise than the first in the year before ``now``."""
    town = _Town((was, becomes))
    trial, sides = Trial(), [town.side(rules) for rules in (was, becomes)]
    for rows in _batches(town.columns_asked, now, batch):
        trial.add([row["id"] for row in rows], town.columns(rows), *sides)
    return trial


def cases_looked_at(now: datetime, most: int) -> int:
    """Return how many cases a trial looks at, counted no further than ``most``."""
    return int(_asked(now)[:most].count())


def _asked(now: datetime) -> Any:
    """Only those whose unit rules decide: what names its unit itself goes there whatever the rules say."""
    return Case.objects.filter(opened_at__gte=now - LOOKED_BACK, opened_at__lt=now, has_given_unit=False)


def _batches(columns: Sequence[str], now: datetime, size: int) -> Iterator[list[dict[str, Any]]]:
    """Go on from a key, so that the last batch costs what the first does and no reading holds up writing."""
    asked = _asked(now).order_by("opened_at", "id")
    after = Q()
    while rows := list(asked.filter(after).values(*columns)[:size]):
        yield rows
        last = rows[-1]
        after = Q(opened_at__gte=last["opened_at"]) & (
            Q(opened_at__gt=last["opened_at"]) | Q(id__gt=last["id"])
        )


class _Town:
    """What both sets of rules need to know, read once."""

    def __init__(self, both: Sequence[RuleSet]) -> None:
        rows = list(
            Service.objects.select_related("unit")
            .order_by("pk")
            .only("code", "kind", "is_urgent", "form", "unit__code")
        )
        self.services = [ServiceFacts(row.code, row.kind, row.is_urgent) for row in rows]
        self.own_units = [row.unit.code for row in rows]
        self.number = {row.pk: number for number, row in enumerate(rows)}
        self.with_form = {row.pk for row in rows if row.form}
        self.units = set(OrgUnit.objects.values_list("code", flat=True))
        self.channels = [str(value) for value in Case.Source.values]
        self.channel = {code: number for number, code in enumerate(self.channels)}
        self.asks_words = any(one.asks_words for one in both)
        self.asks_answers = any(one.asks_answers for one in both)
        self.asks_hours = any(one.asks_hours for one in both)
        self.tags = sorted({tag for one in both for tag in one.place_tags})
        self._draw(both)

    def _draw(self, both: Sequence[RuleSet]) -> None:
        """Lay out every shape that a tag stands for, in a tree that many points are held against at once."""
        wanted = set(self.tags)
        layers = {tag for tag in wanted if not tag.startswith("#") and "/" not in tag}
        keys = {tag for tag in wanted if "/" in tag}
        drawn = [(shape, {tag}) for one in both for tag, shape in one.polygons.items()]
        for layer, key, shape in area_shapes(sorted(layers), sorted(keys)):
            drawn.append((shape, {layer, f"{layer}/{key}"} & wanted))
        self.shape_tags = [tags for _shape, tags in drawn]
        self.tree = shapely.STRtree([shape for shape, _tags in drawn])

    @property
    def columns_asked(self) -> list[str]:
        """The columns of a case that some rule asks about."""
        places = ["lon", "lat", "place__layer__code", "place__key"] if self.tags else []
        return [*ALWAYS_ASKED, *places, *(["titles", "description"] if self.asks_words else [])]

    def side(self, rules: RuleSet) -> Side:
        """Return one set of rules with where each leads."""
        units = [rule.unit if rule.unit in self.units else "" for rule in rules.rules]
        return Side(rules.rules, units, self.own_units)

    def columns(self, rows: Sequence[dict[str, Any]]) -> Columns:
        """Return a batch as the rules look at it."""
        hours = (cell_of(row["opened_at"]) if self.asks_hours else 0 for row in rows)
        return Columns(
            services=self.services,
            service=np.fromiter((self.number[row["service_id"]] for row in rows), np.int32, len(rows)),
            channels=self.channels,
            channel=np.fromiter((self.channel[row["source"]] for row in rows), np.int32, len(rows)),
            cell=np.fromiter(hours, np.int32, len(rows)),
            places=self._places(rows) if self.tags else {},
            texts=[text_of(row["titles"], row["description"]) for row in rows] if self.asks_words else (),
            answers=self._answers(rows) if self.asks_answers else (),
        )

    def _places(self, rows: Sequence[dict[str, Any]]) -> dict[str, Any]:
        inside = {tag: np.zeros(len(rows), dtype=bool) for tag in self.tags}
        spots = np.array([(row["lon"], row["lat"]) for row in rows], dtype=float)
        where = np.flatnonzero(~np.isnan(spots[:, 0]))
        points, shapes = self.tree.query(shapely.points(spots[where]), predicate="intersects")
        for shape in np.unique(shapes):
            for tag in self.shape_tags[shape]:
                inside[tag][where[points[shapes == shape]]] = True
        for number, row in enumerate(rows):
            layer = row["place__layer__code"]
            for tag in (layer, f"{layer}/{row['place__key']}") if layer else ():
                if tag in inside:
                    inside[tag][number] = True
        return inside

    def _answers(self, rows: Sequence[dict[str, Any]]) -> list[dict[str, frozenset[str]]]:
        ids = [row["id"] for row in rows if row["service_id"] in self.with_form]
        kept: dict[int, dict[str, frozenset[str]]] = {}
        for start in range(0, len(ids), 500):
            found = CaseAnswers.objects.filter(case_id__in=ids[start : start + 500], erased_at=None)
            for case_id, sealed in found.values_list("case_id", "answers_sealed"):
                kept[case_id] = answers_asked(answers_in(sealed)[0])
        return [kept.get(row["id"], {}) for row in rows]
