"""Finds rules that can never fit, because the city has no such thing or rules before them take every case."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from meydan.kernel.cases.engine.routing import Rule, fits_service
from meydan.kernel.cases.engine.routing_columns import ServiceFacts
from meydan.kernel.cases.engine.routing_reading import RoutingFault


@dataclass(frozen=True)
class Town:
    """
    What there is in the city for rules to name.

    :param fields: the fields of forms by service; ``None`` for ``places`` and ``fields``: nobody looked
    """

    units: Collection[str]
    services: Sequence[ServiceFacts]
    channels: Sequence[str]
    kinds: Collection[str]
    layers: Collection[str]
    places: Collection[str] | None = None
    fields: Mapping[str, Collection[str]] | None = None


def town_faults(rules: Sequence[Rule], town: Town) -> Iterator[RoutingFault]:
    """Find what rules name that the city does not have, and rules that no case can reach."""
    for number, rule in enumerate(rules):
        yield from (
            RoutingFault(number, key, kind, {"code": code})
            for key, kind, code in (*_unknown(rule, town), *_unknown_places(rule, town))
        )
        for name in _odd_fields(rule, town):
            yield RoutingFault(number, "answers", "unknown_field", {"code": name})
    yield from _unreached(rules, town)


def _unknown(rule: Rule, town: Town) -> Iterator[tuple[str, str, str]]:
    if rule.unit not in town.units:
        yield "unit", "unknown_unit", rule.unit
    services = {one.code for one in town.services}
    yield from (("services", "unknown_service", code) for code in sorted(rule.services - services))
    yield from (("kinds", "unknown_kind", code) for code in sorted(rule.kinds - set(town.kinds)))
    yield from (("channels", "unknown_channel", code) for code in sorted(rule.channels - set(town.channels)))


def _unknown_places(rule: Rule, town: Town) -> Iterator[tuple[str, str, str]]:
    for tag in sorted(rule.places):
        layer, slash, _key = tag.partition("/")
        if tag.startswith("#"):
            continue
        if layer not in town.layers:
            yield "areas" if slash else "layers", "unknown_layer", layer
        elif slash and town.places is not None and tag not in town.places:
            yield "areas", "unknown_place", tag


def _odd_fields(rule: Rule, town: Town) -> list[str]:
    if town.fields is None or not rule.answers:
        return []
    forms = town.fields
    asked = rule.services or forms
    known = {name for service in asked for name in forms.get(service, ())}
    return sorted(set(rule.answers) - known)


def _unreached(rules: Sequence[Rule], town: Town) -> Iterator[RoutingFault]:
    """
    Every pair of service and channel a rule asks for is a bit; rules before it take theirs away.

    A rule takes a pair away only where all else that it asks is asked by the later one too, so what is told
    here is certain; some that cannot be reached go untold.
    """
    width = len(town.channels)
    own = [_pairs(rule, town, width) for rule in rules]
    for number, rule in enumerate(rules):
        left, by = own[number], ""
        if not left and rule.services <= {one.code for one in town.services}:
            yield RoutingFault(number, "code", "never_fits", {"code": rule.code})
            continue
        for earlier in range(number):
            if left & own[earlier] and _takes_all_else(rules[earlier], rule):
                left, by = left & ~own[earlier], rules[earlier].code
            if not left and by:
                yield RoutingFault(number, "code", "shadowed", {"code": rule.code, "by": by})
                break


def _pairs(rule: Rule, town: Town, width: int) -> int:
    channels = sum(
        1 << number for number, code in enumerate(town.channels) if not rule.channels or code in rule.channels
    )
    return sum(
        channels << (number * width)
        for number, one in enumerate(town.services)
        if fits_service(rule, one.code, one.kind, is_urgent=one.is_urgent)
    )


def _takes_all_else(earlier: Rule, later: Rule) -> bool:
    if later.hours & ~earlier.hours:
        return False
    if earlier.words and not (later.words and all(_is_in(word, earlier.words) for word in later.words)):
        return False
    if earlier.places and not (later.places and all(_lies_in(tag, earlier.places) for tag in later.places)):
        return False
    asked = later.answers
    return all(name in asked and asked[name] <= wanted for name, wanted in earlier.answers.items())


def _is_in(word: str, words: Sequence[str]) -> bool:
    return any(one in word for one in words)


def _lies_in(tag: str, places: Collection[str]) -> bool:
    """A place of a layer lies in that layer too, when the layer's areas are what is asked."""
    return tag in places or ("/" in tag and tag.partition("/")[0] in places)
