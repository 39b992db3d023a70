"""What a stream is asked for, which of it may be seen, and what the newest values are."""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import parse_qs

from django.conf import settings
from django.db import connection

from meydan.kernel.observations.engine.slots import slot_of
from meydan.kernel.observations.engine.waiting import Fact
from meydan.kernel.observations.models import LatestValue
from meydan.kernel.observations.principals import Principal
from meydan.kernel.observations.stores import store

MOST_STREAMS = 200
MOST_DECIMALS = 6


class AskedBadly(Exception):
    """The address does not say what is wanted; the message says what to write."""


@dataclass(frozen=True)
class Asked:
    """
    What somebody wants to look on.

    :param datastreams: ids; or else every datastream of ``thing``
    :param language: in which the values are written
    """

    datastreams: tuple[int, ...]
    thing: int | None
    language: str
    decimals: int


def asked_of(query: str, cookie_language: str) -> Asked:
    """
    What ``?datastreams=1,2,3`` or ``?thing=5`` asks for, with ``lang`` and ``decimals`` beside it.

    :raises AskedBadly: if it is neither
    """
    said = {name: listed[-1] for name, listed in parse_qs(query, max_num_fields=20).items()}
    language = said.get("lang", cookie_language)
    known = {code for code, _ in settings.LANGUAGES}
    decimals = said.get("decimals", "1")
    return Asked(
        _numbers(said.get("datastreams", "")),
        _number(said["thing"]) if "thing" in said else None,
        language if language in known else settings.LANGUAGE_CODE,
        min(int(decimals), MOST_DECIMALS) if decimals.isascii() and decimals.isdigit() else 1,
    )


def _numbers(text: str) -> tuple[int, ...]:
    found = tuple(dict.fromkeys(_number(part) for part in text.split(",") if part.strip()))
    if len(found) > MOST_STREAMS:
        raise AskedBadly(f"At most {MOST_STREAMS} datastreams in one stream; open several.")
    return found


def _number(text: str) -> int:
    text = text.strip()
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        raise AskedBadly("Say which, as ?datastreams=1,2,3 or ?thing=5.")
    return int(text)


@dataclass(frozen=True)
class Shown:
    """A datastream as it is shown: its unit, and after how long its value is old [s]."""

    unit: str
    period_s: int | None


def streams_shown(asked: Asked, principal: Principal) -> dict[int, Shown]:
    """The datastreams that were asked for and may be seen, by id."""
    seen, parameters = principal.streams_seen("d")
    where = [seen] if seen else []
    if asked.thing is not None:
        where.append("d.thing_id = %s")
        parameters = [*parameters, asked.thing]
    else:
        among, ids = store().among(asked.datastreams)
        where.append(f"d.id {among}")
        parameters = [*parameters, ids]
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT d.id, d.unit, d.period_s FROM observations_datastream d WHERE {' AND '.join(where)} "  # noqa: S608
            f"ORDER BY d.id LIMIT {MOST_STREAMS}",
            parameters,
        )
        return {pk: Shown(unit, period_s) for pk, unit, period_s in cursor.fetchall()}


def newest(datastream_ids: list[int]) -> list[Fact]:
    """The newest observation of each of these datastreams that has one."""
    rows = LatestValue.objects.filter(pk__in=datastream_ids, at_us__isnull=False).order_by("pk")
    return [
        (pk, slot_of(at_us, seq), value)
        for pk, at_us, seq, value in rows.values_list("pk", "at_us", "seq", "value")
        if at_us is not None and value is not None
    ]
