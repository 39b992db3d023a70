"""A level: the newest value beside its limits, as one calm bar with words, age and state."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import msgspec
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import NumberField
from meydan.base.ui.public import Band, Chart, Limit, level
from meydan.kernel.observations.public import Datastream, Rule
from meydan.site.dashboards.forms import SettingsForm
from meydan.site.dashboards.panels import choices
from meydan.site.dashboards.panels.lines import limit_words
from meydan.site.dashboards.panels.readings import Reading, measured, readings, sheet_of
from meydan.site.dashboards.registry import Drawn, NothingToShow, PanelKind
from meydan.site.dashboards.scope import Scope

MOST_STATIONS = 6
Number = Annotated[float, msgspec.Meta(ge=-1e12, le=1e12)]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One datastream, or a property at several stations; limits of its own, else those of the rules in force."""

    stream: Annotated[str, msgspec.Meta(max_length=120)] = ""
    property: Annotated[str, msgspec.Meta(max_length=80)] = ""
    watch_above: Number | None = None
    bad_above: Number | None = None
    top: Number | None = None


class GaugeForm(SettingsForm):
    """What is measured, and where it becomes a worry."""

    stream = forms.ChoiceField(label=gettext_lazy("One station"), required=False)
    property = forms.ChoiceField(label=gettext_lazy("Or the same at several stations"), required=False)
    watch_above = NumberField(
        label=gettext_lazy("To be watched above"), required=False,
        help_text=gettext_lazy("Left empty, the limits of the rules in force are shown."),
    )  # fmt: skip
    bad_above = NumberField(label=gettext_lazy("Bad above"), required=False)
    top = NumberField(label=gettext_lazy("The bar ends at"), required=False)

    def offer(self) -> None:
        """Stations and properties."""
        self.choose("stream", choices.stream_choices(self.scope))
        self.choose("property", choices.property_choices(self.scope))

    def settings(self) -> dict[str, Any]:
        """Numbers as the struct holds them."""
        said = dict(self.cleaned_data)
        numbers = ("watch_above", "bad_above", "top")
        return {**said, **{name: None if said.get(name) is None else float(said[name]) for name in numbers}}

    def clean(self) -> dict[str, Any]:
        """Something to measure, and limits in their order."""
        said = self.cleaned_data
        if not said.get("stream") and not said.get("property"):
            self.add_error("stream", _("Choose a station, or what is measured."))
        watch, bad = said.get("watch_above"), said.get("bad_above")
        if watch is not None and bad is not None and bad <= watch:
            self.add_error("bad_above", _("This must lie above the number before it."))
        return super().clean()


@dataclass(frozen=True)
class Level:
    """A reading with its bar; no bar where there is no value."""

    reading: Reading
    state: str
    word: str
    chart: Chart | None
    limits: Sequence[Limit] = ()


def draw(settings: Settings, scope: Scope) -> Drawn:
    """A bar a station."""
    streams = measured(_streams(settings, scope))
    found = readings(streams, scope)
    if not any(one.latest for one in found):
        raise NothingToShow(_("Nothing has been measured here yet."))
    levels = [_level(one, settings, scope.rules.get(one.stream.observed_property_id, [])) for one in found]
    return Drawn(
        told={"levels": levels, "title": found[0].name},
        title=found[0].name,
        is_sample=any(stream.is_sample for stream in streams),
        sheet=lambda: sheet_of(found),
    )


def _streams(settings: Settings, scope: Scope) -> Sequence[Datastream]:
    if settings.stream:
        return list(scope.streams(key=settings.stream))
    return list(scope.streams(observed_property__code=settings.property)[:MOST_STATIONS])


def _level(reading: Reading, settings: Settings, rules: Sequence[Rule]) -> Level:
    if reading.value is None:
        return Level(reading, reading.state, reading.word, None)
    state, word = _judged(reading, settings)
    limits, bands = _own_limits(settings) if _has_own(settings) else _rule_limits(rules)
    drawn = level(
        reading.value, title=reading.name, unit=reading.stream.unit, limits=limits, bands=bands, state=state,
        sentence=_sentence(reading, word), high=settings.top, value_name=_("Newest value"),
        decimals=reading.decimals,
    )  # fmt: skip
    return Level(reading, state, word, drawn, limits)


def _sentence(reading: Reading, word: str) -> str:
    told = {"station": reading.station, "value": reading.figure, "age": reading.age, "word": word}
    if word:
        return _("%(station)s: %(value)s, measured %(age)s. %(word)s.") % told
    return _("%(station)s: %(value)s, measured %(age)s.") % told


def _has_own(settings: Settings) -> bool:
    return settings.watch_above is not None or settings.bad_above is not None


def _judged(reading: Reading, settings: Settings) -> tuple[str, str]:
    """Limits of the panel's own judge what is fresh; what is old is old whatever its value."""
    if not _has_own(settings) or reading.state == "stale" or reading.value is None:
        return reading.state, reading.word
    if settings.bad_above is not None and reading.value > settings.bad_above:
        return "bad", _("Above the limit")
    if settings.watch_above is not None and reading.value > settings.watch_above:
        return "watch", _("To be watched")
    return "good", _("Within limits")


def _own_limits(settings: Settings) -> tuple[list[Limit], list[Band]]:
    watch, bad = settings.watch_above, settings.bad_above
    limits = [
        Limit(value, name)
        for value, name in ((watch, _("To be watched")), (bad, _("Limit")))
        if value is not None
    ]
    edge = float("inf")
    first = watch if watch is not None else bad
    bands = [Band(-edge, first, "", "good")] if first is not None else []
    if watch is not None:
        bands.append(Band(watch, edge if bad is None else bad, "", "watch"))
    if bad is not None:
        bands.append(Band(bad, edge, "", "bad"))
    return limits, bands


def _rule_limits(rules: Sequence[Rule]) -> tuple[list[Limit], list[Band]]:
    """The limits of the rules as marks; grounds only where each value is judged, for a mean is not this value."""
    limits = [Limit(rule.limit, limit_words(rule)) for rule in rules]
    edge = float("inf")
    bands = []
    for rule in rules:
        if rule.statistic == Rule.Statistic.VALUE:
            state = "bad" if rule.severity == "bad" else "watch"
            beyond = (rule.limit, edge) if rule.comparison == "above" else (-edge, rule.limit)
            within = (-edge, rule.limit) if rule.comparison == "above" else (rule.limit, edge)
            bands += [Band(*within, "", "good"), Band(*beyond, "", state)]
    return limits, bands[:2]


KIND = PanelKind(
    code="gauge", order=30, icon="sensor", settings=Settings, form=GaugeForm, draw=draw,
    label=gettext_lazy("Level"), about=gettext_lazy("The newest value beside its limits, with its age and its state."),
    template="dashboards/panels/gauge.html",
)  # fmt: skip
