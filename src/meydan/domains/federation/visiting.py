"""A visit to a city: every document in turn, each judged and kept by itself."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from meydan.domains.federation.cities import connector_of
from meydan.domains.federation.engine.pace import PERIOD, pause_s
from meydan.domains.federation.fetching import Got, ask
from meydan.domains.federation.models import City, Document
from meydan.domains.federation.operations import keep, note_visit

MOST_MAPPED = 12  # layers of points whose places we copy
SILENT = ("not_reached", "timed_out", "resting", "off")
LARGEST_MAPPED = 2000  # places; a larger layer is for the city's own map


def visit(city: City, now: datetime) -> datetime | None:
    """
    Read a city's feeds and keep what is sound; return when to come again if not at the usual time.

    Calls out, so it must not run inside a transaction.
    """
    held = {document.kind: document for document in city.documents.all()}
    answers: list[Got] = []
    faults: list[str] = []
    for kind in _kinds(city):
        got = _ask(city, kind, held, now)
        answers.append(got)
        faults.append(keep(city=city, got=got, now=now))
        # Nobody there, or somebody else: the rest would be no better. And a slow city must not hold up the others.
        if faults[-1] and (kind == "city" or faults[-1] in SILENT):
            break
    failures = note_visit(city=city, answers=answers, faults=faults, now=now)
    return _again_at(answers[0], failures, now)


def _kinds(city: City) -> Iterator[str]:
    yield from ("city", "plan", "indicators", "layers")
    yield from _mapped(city)  # asked only now: the layers were read a moment ago


def _ask(city: City, kind: str, held: dict[str, Document], now: datetime) -> Got:
    copy = held.get(kind)
    etag = copy.etag if copy is not None and copy.body is not None else ""
    key = city.key if city.is_known else ""
    return ask(connector_of(city.address), city.address, kind, key=key, etag=etag, now=now)


def _mapped(city: City) -> list[str]:
    layers = city.layers.filter(geometry="point", count__gt=0, count__lte=LARGEST_MAPPED).order_by(
        "order", "pk"
    )
    return [f"places:{code}" for code in layers.values_list("code", flat=True)[:MOST_MAPPED]]


def _again_at(first: Got, failures: int, now: datetime) -> datetime | None:
    if first.until is not None:
        return first.until if first.until < now + PERIOD else None
    seconds = pause_s(failures)
    return None if seconds is None else now + timedelta(seconds=seconds)
