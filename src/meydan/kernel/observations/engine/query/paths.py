"""
Resource paths: what stands between the service root and the question mark.

Source: OGC 18-088, clause 9.2 (usages 1 to 8), 13 (data array) and 11 (batch).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal, NoReturn

from meydan.kernel.observations.engine.query.model import ALIASES, ENTITIES, SETS, Entity, Kind
from meydan.kernel.observations.engine.query.refusals import MAX_STEPS, QueryRefused
from meydan.kernel.observations.engine.query.tokens import NAME, check_text

Key = int | str
ACTIONS = ("CreateObservations", "$batch")
# Property kinds that have an inside to walk into.
_DEEP = (Kind.JSON, Kind.ANY, Kind.GEOMETRY)
_INT64 = 2**63
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)\Z")
_PART = re.compile(
    rf"(?P<name>@iot\.[A-Za-z]+|\$[A-Za-z]+|{NAME}(?::{NAME})?|[0-9]+)"
    r"(?:\((?P<key>'(?:[^']|'')*'|[\w.:~-]+)\))?"
    r"(?P<positions>(?:\[[0-9]{1,9}\])*)(?=/|\Z)"
)


@dataclass(frozen=True, slots=True)
class Step:
    """One set or navigation on the way, with the key in parentheses, if there is one."""

    name: str
    entity: str
    many: bool
    key: Key | None = None

    @property
    def is_collection(self) -> bool:
        """Whether many entities are meant here."""
        return self.many and self.key is None


@dataclass(frozen=True, slots=True)
class ResourcePath:
    """
    What a request is about.

    :param steps: the way through sets and navigations; empty for the service root and for an action
    :param inside: the property, and the names and positions within it; empty for entities
    :param ending: ``$value`` for the bare value of a property, ``$ref`` for addresses alone
    :param action: one of ``ACTIONS``
    """

    steps: tuple[Step, ...] = ()
    inside: tuple[str | int, ...] = ()
    ending: Literal["", "$value", "$ref"] = ""
    action: str = ""

    @property
    def is_root(self) -> bool:
        """Whether the service itself is meant."""
        return not self.steps and not self.action

    @property
    def is_collection(self) -> bool:
        """Whether it leads to many entities, and not to one or to a property."""
        return bool(self.steps) and not self.inside and self.steps[-1].is_collection

    @property
    def entity(self) -> Entity:
        """The kind of entity it ends at; not for the root or an action."""
        return ENTITIES[self.steps[-1].entity]


@lru_cache(maxsize=256)
def parse_path(text: str) -> ResourcePath:
    """
    The path ``Things(1)/Datastreams(2)/Observations('a')/result/$value``, percent-decoded.

    A slash at either end is allowed; a key is a number, a quoted string or a bare word such as a UUID.

    :raises QueryRefused: with status 404, for there is nothing at such an address
    """
    try:
        check_text(text)
    except QueryRefused as refusal:
        raise QueryRefused(refusal.sentence, refusal.at, status=404) from None
    text = text.strip("/")
    if not text:
        return ResourcePath()
    if text in ACTIONS:
        return ResourcePath(action=text)
    return _Walk(text).go()


class _Walk:
    """One reading of a path, part by part."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.steps: list[Step] = []
        self.inside: list[str | int] = []
        self.deep = False
        self.ending: Literal["", "$value", "$ref"] = ""

    def go(self) -> ResourcePath:
        here = parts = 0
        while here <= len(self.text):
            part, parts = _PART.match(self.text, here), parts + 1
            if part is None or parts > MAX_STEPS:
                _nothing(f"'{self.text[here : here + 40]}' is not a part of a path", here)
            self._part(part, here)
            here = part.end() + 1
        return ResourcePath(tuple(self.steps), tuple(self.inside), self.ending)

    def _part(self, part: re.Match[str], at: int) -> None:
        name = part["name"]
        if self.ending:
            _nothing(f"Nothing follows {self.ending}", at)
        if name.startswith("$"):
            self._end(name, part, at)
            return
        if self.inside:
            self._within(name, part, at)
        elif not self._is_step(name, part, at):
            self._property(name, part, at)
        for position in re.findall(r"[0-9]+", part["positions"]):
            if not self.deep:
                _nothing(f"{name} is not an array", at)
            self.inside.append(int(position))

    def _end(self, name: str, part: re.Match[str], at: int) -> None:
        if part["key"] or part["positions"]:
            _nothing(f"Nothing follows {name}", at)
        if name == "$value" and self.inside:
            self.ending = "$value"
        elif name == "$ref" and self.steps and not self.inside:
            self.ending = "$ref"
        elif name == "$count":
            _nothing("SensorThings has no /$count; ask with ?$count=true&$top=0", at)
        else:
            _nothing(f"{name} has no meaning here", at)

    def _is_step(self, name: str, part: re.Match[str], at: int) -> bool:
        """Take a set or a navigation, if it is one."""
        key = None if part["key"] is None else _key(part["key"], at)
        if not self.steps:
            if name not in SETS:
                _nothing(f"There is no set {name}; there are {', '.join(SETS)}", at)
            self.steps.append(Step(name, SETS[name].name, many=True, key=key))
            return True
        before = self.steps[-1]
        way = ENTITIES[before.entity].navigations.get(name)
        if before.is_collection:
            _nothing(f"{before.name} are many; name one of them, as {before.name}(1), before /{name}", at)
        if way is None:
            return False
        if key is not None and not way.many:
            _nothing(f"{name} is one entity and takes no key", at)
        self.steps.append(Step(name, way.target, way.many, key))
        return True

    def _property(self, name: str, part: re.Match[str], at: int) -> None:
        name = ALIASES.get(name, name)
        owner = ENTITIES[self.steps[-1].entity]
        if name not in owner.properties or part["key"]:
            _nothing(f"A {owner.name} has no {part[0]}", at)
        self.deep = owner.properties[name].kind in _DEEP
        self.inside.append(name)

    def _within(self, name: str, part: re.Match[str], at: int) -> None:
        """A further name inside a property."""
        if not self.deep or part["key"]:
            _nothing(f"{part[0]} is not within {self.inside[0]}", at)
        self.inside.append(name)


def _key(text: str, at: int) -> Key:
    if text.startswith("'"):
        return text[1:-1].replace("''", "'")
    if not _NUMBER.match(text):
        return text
    if len(text) > 20 or not -_INT64 <= int(text) < _INT64:
        _nothing("This key does not fit 64 bits", at)
    return int(text)


def _nothing(sentence: str, at: int) -> NoReturn:
    raise QueryRefused(f"{sentence}.", at + 1, status=404)
