"""Where the one search looks: places, layers, services, the plan, pages; a room that is absent is passed over."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import fold, text
from meydan.base.ui.registry import nav_items
from meydan.kernel.places import public as places

EACH = 8
PLACES = 12


@dataclass(frozen=True)
class Hit:
    """One answer: what it is called, a line about it, and its address."""

    title: str
    detail: str
    href: str
    is_sample: bool = False


@dataclass(frozen=True)
class Group:
    """Answers of one kind, and where all of them stand."""

    key: str
    label: str | Promise
    hits: Sequence[Hit]
    more: str = ""


def groups(words: str) -> list[Group]:
    """Every group that has an answer, what one can do first, then where things are."""
    looked = [
        Group("layers", _("In the city guide"), _layers(words)),
        Group("services", _("Services"), _services(words), _address("cases:services")),
        Group(
            "places",
            _("Places and addresses"),
            _places(words),
            f"{_address('guide:map')}?{urlencode({'q': words})}",
        ),
        Group("plan", _("The plan"), _actions(words), _address("strategy:plan")),
        Group("pages", _("Pages"), _pages(words)),
    ]
    return [group for group in looked if group.hits]


def _layers(words: str) -> list[Hit]:
    found = [layer for layer in places.matching_layers(words) if layer.place_count]
    return [
        Hit(layer.name, "", f"{_address('guide:map')}?layers={layer.code}", layer.is_sample)
        for layer in found[:EACH]
    ]


def _places(words: str) -> list[Hit]:
    told: dict[tuple[str, str], Hit] = {}
    for one in (found.place for found in places.search(words, limit=3 * PLACES)):
        # A stop stands on both sides of the street: once is enough here.
        hit = Hit(one.name, _line(one), _address("guide:place", one.pk), one.is_sample)
        told.setdefault((hit.title, hit.detail), hit)
    return list(told.values())[:PLACES]


def _line(place: places.Place) -> str:
    return " · ".join(part for part in (place.layer.name, place.address) if part and part != place.name)


def _services(words: str) -> list[Hit]:
    services = _door("meydan.kernel.cases.public", "services")
    if services is None:
        return []
    rows = _matching(words, services(), ("names", "about"))
    return [
        Hit(text(one.names), text(one.about), f"{_address('cases:report')}?service={one.code}")
        for one in rows
    ]


def _actions(words: str) -> list[Hit]:
    action = _door("meydan.kernel.strategy.public", "Action")
    if action is None:
        return []
    rows = _matching(words, action.objects.order_by("code", "pk")[:2000], ("names", "about"))
    return [
        Hit(text(one.names), text(one.about), _address("strategy:action", one.code), bool(one.is_sample))
        for one in rows
    ]


def _pages(words: str) -> list[Hit]:
    asked = fold(words).split()
    found = [item for item in nav_items("public") if _holds(asked, str(item.label))]
    return [Hit(str(item.label), "", _address(item.url_name)) for item in found if _address(item.url_name)]


def _matching(words: str, rows: Iterable[Any], fields: Sequence[str]) -> list[Any]:
    asked = fold(words).split()
    said = ((row, " ".join(" ".join((getattr(row, name) or {}).values()) for name in fields)) for row in rows)
    return [row for row, told in said if _holds(asked, told)][:EACH]


def _holds(asked: Sequence[str], told: str) -> bool:
    own = fold(told).split()
    return bool(asked) and all(any(mine.startswith(word) for mine in own) for word in asked)


def _door(room: str, name: str) -> Any:
    # A city may run without a room; the search then simply knows less.
    try:
        return getattr(import_module(room), name, None)
    except ImportError:
        return None


def _address(name: str, *arguments: Any) -> str:
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
