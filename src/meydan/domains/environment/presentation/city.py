"""The city page: one colour, what to do, and one line a kind."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _

from meydan.base.locale.public import format_age, format_number, text
from meydan.domains.environment.engine.kinds import OTHERS, Kind
from meydan.domains.environment.engine.limits import WEIGHT
from meydan.domains.environment.presentation.air import short, verdict, word_of
from meydan.domains.environment.presentation.states import isolated, measured, run_of_its_own
from meydan.domains.environment.presentation.words import by_whom, kind_name, post_word, value_words
from meydan.domains.environment.queries.city import City
from meydan.domains.environment.queries.gauges import Post, worst_post


@dataclass(frozen=True)
class KindLine:
    """One kind in one line: its word, the value behind it, how old, from where."""

    code: str
    icon: str
    name: str
    state: str
    word: str
    value: str
    age: str
    source: str
    href: str
    advice: str = ""


@dataclass(frozen=True)
class Verdict:
    """The one colour of the page with its word and what to do."""

    state: str
    word: str
    advice: str
    because: str


def lines_of(city: City) -> list[KindLine]:
    """One line for each kind that is measured here, the air first."""
    lines = [_air_line(city)] if city.air.stations else []
    return lines + [
        _kind_line(kind, posts, city.air.now) for kind in OTHERS if (posts := city.posts[kind.code])
    ]


def _air_line(city: City) -> KindLine:
    air = city.air
    said = verdict(air)
    href = reverse("environment:air")
    if said is None:
        newest = max(station.newest_at for station in air.stations)
        words = {word_of(station) for station in air.stations}
        word = words.pop() if len(words) == 1 else _("No current value")
        return KindLine(
            "air", "air", kind_name("air"), "stale", word, "", format_age(newest, air.now), "", href
        )
    reading = said["reading"]
    number = measured(format_number(reading.latest.value, 0), reading.stream.unit)
    value = f"{isolated(short(said['property']))} {number}"
    return KindLine(
        "air", "air", kind_name("air"), said["state"], said["word"], value, format_age(reading.latest.at, air.now),
        isolated(said["station"]), href, said["advice"],
    )  # fmt: skip


def _kind_line(kind: Kind, posts: Sequence[Post], now: datetime) -> KindLine:
    post = worst_post(posts)
    href = reverse("environment:kind", args=[kind.code])
    if post is None or post.speaker is None:
        newest = max(posts, key=lambda each: each.newest_at)
        return KindLine(
            kind.code, kind.icon, kind_name(kind.code), "stale", post_word(newest), "",
            format_age(newest.newest_at, now), text(newest.names), href,
        )  # fmt: skip
    gauge = post.speaker
    return KindLine(
        kind.code, kind.icon, kind_name(kind.code), gauge.state, post_word(post), said_by(kind, post),
        format_age(gauge.latest.at, now), f"{isolated(text(post.names))} · {by_whom(gauge)}", href,
        text(gauge.limit.advice) if gauge.limit else "",
    )  # fmt: skip


def said_by(kind: Kind, post: Post) -> str:
    """The value that speaks; of the weather the temperature, rain and wind together."""
    if kind.code != "weather":
        return value_words(post.speaker) if post.speaker else ""
    shown = [
        gauge
        for gauge in post.gauges
        if gauge.is_current and gauge.code in ("air_temperature", "rain", "wind_speed")
    ]
    return " · ".join(run_of_its_own(value_words(gauge)) for gauge in shown)


def verdict_of(lines: Sequence[KindLine]) -> Verdict | None:
    """The gravest line speaks for the page, of equals the first; ``None`` while nothing is current."""
    judged = [line for line in lines if line.state in ("good", "watch", "bad")]
    if not judged:
        return None
    worst = max(judged, key=lambda line: WEIGHT[line.state])
    if worst.state == "good" and worst.code != "air":
        return Verdict("good", _("All within limits"), "", "")
    return Verdict(worst.state, f"{worst.name}: {worst.word}", worst.advice, f"{worst.source} · {worst.age}")


def in_words(lines: Sequence[KindLine]) -> str:
    """One line for the front page and for machines that speak: "Air: Moderate · River: the river is rising"."""
    if not lines:
        return _("Nothing is measured yet")
    told = [line for line in lines if line.state in ("watch", "bad")] or lines[:1]
    return " · ".join(f"{line.name}: {line.word}" for line in told)
