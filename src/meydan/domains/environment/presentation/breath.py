"""How well the air of the valley moves, in words, with the proxy named."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import format_number, text
from meydan.domains.environment.engine.still_air import breath
from meydan.domains.environment.queries.snapshot import Snapshot
from meydan.kernel.observations.public import to_us

HOURS = 6
HOUR_US = 3_600_000_000
WIND = "wind_speed"
WORDS: dict[str, tuple[str, str | Promise, str | Promise]] = {
    "still": (
        "watch",
        gettext_lazy("The air stands still"),
        gettext_lazy("Smoke stays where it rises. Burn dry wood, do not idle the engine, air rooms at noon."),
    ),
    "weak": (
        "good",
        gettext_lazy("The air moves a little"),
        gettext_lazy("Smoke thins out slowly; towards evening it may gather."),
    ),
    "good": (
        "good",
        gettext_lazy("The air moves well"),
        gettext_lazy("The wind carries smoke out of the valley."),
    ),
}


@dataclass(frozen=True)
class BreathWords:
    """The state with its word, a sentence, and what it was read off."""

    state: str
    word: str
    sentence: str
    proxy: str


def breath_of(seen: Snapshot) -> BreathWords | None:
    """Read off the wind of the last six hours; ``None`` without a current wind meter."""
    streams = [s for s in seen.streams if s.observed_property.code == WIND and seen.state(s) == "fresh"]
    if not streams:
        return None
    stream = streams[0]
    hours = seen.hours[stream.pk]
    recent = hours.value[hours.at > to_us(seen.newest[stream.pk].at) - HOURS * HOUR_US]
    if recent.size < HOURS / 2:
        return None
    found = breath(float(recent.mean()))
    state, word, sentence = WORDS[found.state]
    proxy = _(
        "Read off the wind at %(station)s, %(wind)s m/s on average over six hours. How high the air mixes is not"
        " measured here, so this is a hint and no measurement."
    )
    return BreathWords(
        state, str(word), str(sentence),
        proxy % {"station": text(stream.thing.names), "wind": format_number(found.wind_m_s, 1)},
    )  # fmt: skip
