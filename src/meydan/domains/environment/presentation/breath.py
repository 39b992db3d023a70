"""How well the air of the valley moves, in words, with what it was read off."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import format_number, text
from meydan.domains.environment.engine.ventilation import BOUNDS_REVIEWED, BOUNDS_SOURCE, CLASSES
from meydan.domains.environment.queries.breath import Breath, breath_now
from meydan.domains.environment.queries.snapshot import Snapshot

# Of each class its colour, its word and what follows from it.
WORDS: dict[str, tuple[str, str | Promise, str | Promise]] = {
    "poor": (
        "watch",
        gettext_lazy("The air is trapped"),
        gettext_lazy("Smoke stays where it rises. Burn dry wood, do not idle the engine, air rooms at noon."),
    ),
    "fair": (
        "good",
        gettext_lazy("The air moves a little"),
        gettext_lazy("Smoke thins out slowly; towards evening it may gather."),
    ),
    "good": ("good", gettext_lazy("The air moves well"), gettext_lazy("Smoke soon thins out.")),
    "excellent": (
        "good",
        gettext_lazy("Fresh air flows through"),
        gettext_lazy("The wind carries smoke out of the valley."),
    ),
}


@dataclass(frozen=True)
class BreathWords:
    """The class with its colour and word, a sentence, what it was read off, and who says where a class ends."""

    state: str
    word: str
    sentence: str
    proxy: str
    source: str
    is_reviewed: bool


@dataclass(frozen=True)
class ClassRow:
    """A class in the list of measures: its word and the index [m²/s] from which it holds."""

    word: str
    least: float


def class_rows() -> list[ClassRow]:
    """The classes, the stillest first."""
    return [ClassRow(str(WORDS[one.code][1]), one.least) for one in CLASSES]


def breath_of(seen: Snapshot) -> BreathWords | None:
    """How the air moves now; ``None`` without a current wind meter."""
    breath = breath_now(seen)
    if breath is None:
        return None
    state, word, sentence = WORDS[breath.found.level.code]
    return BreathWords(state, str(word), str(sentence), _proxy(breath), BOUNDS_SOURCE, BOUNDS_REVIEWED)


def _proxy(breath: Breath) -> str:
    told = {
        "station": text(breath.wind.thing.names), "wind": format_number(breath.wind_m_s, 1),
        # A height to the metre would claim more than the method knows.
        "height": format_number(max(round(breath.found.mixing_height_m / 50) * 50, 50), 0),
    }  # fmt: skip
    if breath.below is None or breath.above is None:
        said = _(
            "How high the air mixes is not measured here. By the wind at %(station)s (%(wind)s m/s on average over"
            " six hours) and the height of the sun today it is about %(height)s m. Clouds, snow and the shadow of"
            " the mountains are not in this, so it is a hint and no measurement."
        )
        return said % told
    told |= {
        "below": text(breath.below.thing.names), "above": text(breath.above.thing.names),
        "rise": format_number(breath.rise_m, 0),
    }  # fmt: skip
    said = _(
        "By the wind at %(station)s (%(wind)s m/s on average over six hours) and the thermometers at %(below)s and,"
        " %(rise)s m higher, at %(above)s the air mixes up to about %(height)s m."
    )
    if breath.found.inverted:
        said = _(
            "It is warmer above at %(above)s than below at %(below)s, %(rise)s m lower: warm air lies over the valley"
            " like a lid. With the wind at %(station)s (%(wind)s m/s on average over six hours) the air mixes up to"
            " about %(height)s m."
        )
    return said % told
