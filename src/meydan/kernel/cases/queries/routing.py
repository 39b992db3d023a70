"""The rules in force, and what they may ask about a case."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any

import shapely
from django.conf import settings

from meydan.base.forms.public import FormUnknown, definition_of, published
from meydan.base.locale.public import fold
from meydan.base.packs.public import current
from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.engine.routing import ALWAYS, Matter, Rule, cell, plain
from meydan.kernel.cases.engine.routing_columns import ServiceFacts
from meydan.kernel.cases.engine.routing_reach import Town, town_faults
from meydan.kernel.cases.engine.routing_reading import RoutingFault, polygons_of, read_rules, shape_faults
from meydan.kernel.cases.models import Case, RoutingDraft, RoutingVersion, Service
from meydan.kernel.places.public import areas_holding, layers, places_of

# Answers that are picked, not written: nobody's own words decide where a case goes.
PICKED = ("choice", "choices", "yes_no")


@dataclass(frozen=True)
class RuleSet:
    """Rules that can be asked: their number (0: none are in force), and the areas drawn in them."""

    number: int
    rules: tuple[Rule, ...]
    polygons: Mapping[str, shapely.Polygon]

    @property
    def place_tags(self) -> set[str]:
        """Every tag of a place that a rule asks for."""
        return {tag for rule in self.rules for tag in rule.places}

    @property
    def layer_codes(self) -> list[str]:
        """The layers of those tags."""
        return sorted({tag.partition("/")[0] for tag in self.place_tags if not tag.startswith("#")})

    @property
    def asks_words(self) -> bool:
        """Whether a rule asks for words."""
        return any(rule.words for rule in self.rules)

    @property
    def asks_hours(self) -> bool:
        """Whether a rule asks when it came in."""
        return any(rule.hours != ALWAYS for rule in self.rules)

    @property
    def asks_answers(self) -> bool:
        """Whether a rule asks for answers of a form."""
        return any(rule.answers for rule in self.rules)


def ruleset(document: Mapping[str, Any], number: int = 0) -> RuleSet:
    """
    Return the rules of a document, ready to be asked.

    :raises RoutingUnreadable: if their shape has a fault
    """
    rules = tuple(read_rules(document, fold))
    drawn = {tag: shapely.Polygon(corners) for tag, corners in polygons_of(document).items()}
    return RuleSet(number, rules, drawn)


NO_RULES = RuleSet(0, (), {})


def version_in_force() -> RoutingVersion | None:
    """Return the version in force."""
    return RoutingVersion.objects.order_by("-number").first()


def rules_in_force() -> RuleSet:
    """Return the rules in force; one small query, for what is read once is kept."""
    found = RoutingVersion.objects.order_by("-number").values_list("number", "digest").first()
    return _rules_of(*found) if found else NO_RULES


@lru_cache(maxsize=8)
def _rules_of(number: int, digest: str) -> RuleSet:
    document = RoutingVersion.objects.values_list("document", flat=True).get(number=number, digest=digest)
    return ruleset(document, number)


def matter_of(case: Case, answers: Mapping[str, Any], rules: RuleSet) -> Matter:
    """
    Return what rules may ask about a case that is being opened.

    :param answers: of its form by the field's code, as they were sent
    """
    return Matter(
        service=case.service.code,
        kind=case.service.kind,
        channel=case.source,
        is_urgent_service=case.service.is_urgent,
        text=text_of(case.titles, case.description) if rules.asks_words else "",
        places=_places(case, rules),
        answers=answers_asked(answers) if rules.asks_answers else {},
        cell=cell_of(case.opened_at),
    )


def text_of(titles: Mapping[str, str], description: str) -> str:
    """Return the words of a case as rules look at them."""
    return plain(fold(" ".join([*titles.values(), description])))


def cell_of(moment: datetime) -> int:
    """Return the minute of the day, with the kind of the day, in the city's time."""
    local = moment.astimezone(settings.CITY_ZONE)
    return cell(day_kind(local.date()), local.hour * 60 + local.minute)


@lru_cache(maxsize=1024)
def _day_kind(pack: str, day: date) -> str:
    calendar = current().work_calendar()
    return "off" if calendar.off(day) else "half" if calendar.half(day) else "work"


def day_kind(day: date) -> str:
    """Return whether the office works on a day: work, half or off."""
    return _day_kind(current().id, day)


def answers_asked(answers: Mapping[str, Any]) -> dict[str, frozenset[str]]:
    """Return answers in the form rules compare: the picked codes, and yes or no."""
    return {name: frozenset(_codes(value)) for name, value in answers.items()}


def _codes(value: Any) -> list[str]:
    if isinstance(value, bool):
        return ["yes" if value else "no"]
    picked = value if isinstance(value, list) else [value]
    return [one for one in picked if isinstance(one, str)]


def _places(case: Case, rules: RuleSet) -> frozenset[str]:
    tags: set[str] = set()
    if case.place is not None:
        tags |= {case.place.layer.code, f"{case.place.layer.code}/{case.place.key}"}
    if case.lon is not None and case.lat is not None:
        held = areas_holding(case.lon, case.lat, rules.layer_codes) if rules.layer_codes else []
        tags |= {one.layer.code for one in held} | {f"{one.layer.code}/{one.key}" for one in held}
        tags |= {t for t, shape in rules.polygons.items() if shapely.intersects_xy(shape, case.lon, case.lat)}
    return frozenset(tags & rules.place_tags)


def service_facts() -> list[ServiceFacts]:
    """Return what rules may ask about each service, also of those that take no new cases."""
    rows = Service.objects.order_by("pk").values_list("code", "kind", "is_urgent")
    return [ServiceFacts(*row) for row in rows]


def town(rules: Sequence[Rule] = ()) -> Town:
    """Return what there is in this city for rules to name."""
    return Town(
        units=set(OrgUnit.objects.values_list("code", flat=True)),
        services=service_facts(),
        channels=[str(value) for value in Case.Source.values],
        kinds={str(value) for value in Service.Kind.values},
        layers={layer.code for layer in layers(public_only=False)},
        places=_known_places({tag for rule in rules for tag in rule.places if "/" in tag}),
        fields=picked_fields(),
    )


def _known_places(tags: Collection[str]) -> set[str]:
    keys = {tag.partition("/")[2] for tag in tags}
    codes = sorted({tag.partition("/")[0] for tag in tags})
    rows = places_of(codes).filter(key__in=keys).values_list("layer__code", "key") if tags else []
    return {f"{layer}/{key}" for layer, key in rows}


def picked_fields() -> dict[str, dict[str, list[str]]]:
    """Return for each service with a form the fields whose answer is picked, with their choices."""
    found: dict[str, dict[str, list[str]]] = {}
    for code, form in Service.objects.filter(is_active=True).exclude(form="").values_list("code", "form"):
        try:
            definition = definition_of(published(form))
        except FormUnknown:
            continue
        found[code] = {
            one.code: [choice.code for choice in one.choices] or ["yes", "no"]
            for one in definition.fields
            if one.kind in PICKED
        }
    return found


def draft_faults(document: Mapping[str, Any]) -> list[RoutingFault]:
    """Return all that is wrong with rules in this city."""
    faults = list(shape_faults(document, fold))
    if faults:
        return faults
    rules = read_rules(document, fold)
    return list(town_faults(rules, town(rules)))


def the_draft() -> RoutingDraft | None:
    """Return the draft, when one is being written."""
    return RoutingDraft.objects.select_related("changed_by").first()
