"""A chart: one to four datastreams, or one property at several stations."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

import msgspec
from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.locale.public import format_moment, text
from meydan.base.ui.public import Chart, NothingToDraw
from meydan.kernel.observations.public import Datastream, SeriesTooLong
from meydan.site.dashboards.engine.spans import resolution_for, year_before
from meydan.site.dashboards.forms import SettingsForm
from meydan.site.dashboards.panels import choices
from meydan.site.dashboards.panels.lines import (
    SPAN_WORDS,
    Run,
    bounds_for,
    draw_runs,
    limits_near,
    read_run,
    series_sheet,
)
from meydan.site.dashboards.panels.readings import measured, quantity
from meydan.site.dashboards.registry import Drawn, NothingToShow, PanelKind
from meydan.site.dashboards.scope import Scope

# More lines than this in one chart are a tangle; small multiples show many stations.
MOST_LINES = 4
Key = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
SPAN_CHOICES = [
    ("24h", gettext_lazy("24 hours")),
    ("3", gettext_lazy("Three days")),
    ("7", gettext_lazy("Seven days")),
    ("30", gettext_lazy("Thirty days")),
    ("365", gettext_lazy("A year")),
]


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a chart shows."""

    streams: Annotated[tuple[Key, ...], msgspec.Meta(max_length=MOST_LINES)] = ()
    property: Annotated[str, msgspec.Meta(max_length=80)] = ""
    span: Literal["24h", "3", "7", "30", "365"] = "3"
    resolution: Literal["", "raw", "hour", "day"] = ""
    limits: bool = True
    year_before: bool = False


class ChartForm(SettingsForm):
    """Datastreams or a property, how far back, how finely."""

    property = forms.ChoiceField(
        label=gettext_lazy("What is measured, at several stations"), required=False,
        help_text=gettext_lazy("Or leave it empty and choose lines one by one below."),
    )  # fmt: skip
    stream_1 = forms.ChoiceField(label=gettext_lazy("First line"), required=False)
    stream_2 = forms.ChoiceField(label=gettext_lazy("Second line"), required=False)
    stream_3 = forms.ChoiceField(label=gettext_lazy("Third line"), required=False)
    stream_4 = forms.ChoiceField(label=gettext_lazy("Fourth line"), required=False)
    span = forms.ChoiceField(label=gettext_lazy("How far back"), choices=SPAN_CHOICES)
    resolution = forms.ChoiceField(
        label=gettext_lazy("How finely"), required=False,
        choices=[("", gettext_lazy("As fits the time")), ("raw", gettext_lazy("Each value")),
                 ("hour", gettext_lazy("By the hour")), ("day", gettext_lazy("By the day"))],
    )  # fmt: skip
    limits = forms.BooleanField(label=gettext_lazy("Show the limits of the rules"), required=False)
    year_before = forms.BooleanField(
        label=gettext_lazy("Compare with the same time a year before"), required=False,
        help_text=gettext_lazy("For a single line."),
    )  # fmt: skip

    def offer(self) -> None:
        """Stations and properties."""
        self.choose("property", choices.property_choices(self.scope))
        streams = choices.stream_choices(self.scope)
        for number in range(1, MOST_LINES + 1):
            self.choose(f"stream_{number}", streams)

    @staticmethod
    def shown(settings: Mapping[str, Any]) -> dict[str, Any]:
        """One field a line."""
        shown = {name: value for name, value in settings.items() if name != "streams"}
        lines = {f"stream_{n}": key for n, key in enumerate(settings.get("streams", ()), start=1)}
        return {**shown, **lines}

    def settings(self) -> dict[str, Any]:
        """The lines as one list, none twice."""
        said = dict(self.cleaned_data)
        lines = [said.pop(f"stream_{number}", "") for number in range(1, MOST_LINES + 1)]
        return {**said, "streams": list(dict.fromkeys(key for key in lines if key))}

    def clean(self) -> dict[str, Any]:
        """Something to draw must be chosen."""
        said = self.cleaned_data
        if not said.get("property") and not any(said.get(f"stream_{n}") for n in range(1, MOST_LINES + 1)):
            self.add_error("property", _("Choose what is measured, or at least one line."))
        return super().clean()


def draw(settings: Settings, scope: Scope) -> Drawn:
    """One chart a unit: two scales in one picture would invite a comparison that means nothing."""
    streams = measured(_streams(settings, scope))
    resolution = resolution_for(settings.span, settings.resolution)
    bounds = bounds_for(settings.span, resolution, scope.now)
    runs = _runs(streams, settings, bounds, resolution)
    units = dict.fromkeys(run.stream.unit for run in runs)
    drawn = [_chart([run for run in runs if run.stream.unit == unit], settings, scope) for unit in units]
    charts = [chart for chart in drawn if chart is not None]
    if not charts:
        raise NothingToShow(_("Nothing was measured in %(span)s.") % {"span": SPAN_WORDS[settings.span]})
    return Drawn(
        told={"charts": charts},
        title=charts[0].title,
        is_sample=any(stream.is_sample for stream in streams),
        sheet=lambda: series_sheet([(run.stream, run.series) for run in runs]),
    )


def _streams(settings: Settings, scope: Scope) -> Sequence[Datastream]:
    if settings.streams:
        found = {stream.key: stream for stream in scope.streams(key__in=settings.streams)}
        return [found[key] for key in settings.streams if key in found]
    return list(scope.streams(observed_property__code=settings.property)[:MOST_LINES])


def _runs(streams: Sequence[Datastream], settings: Settings, bounds: Any, resolution: str) -> list[Run]:
    is_one_property = len({stream.observed_property_id for stream in streams}) == 1
    is_one_station = len({stream.thing_id for stream in streams}) == 1
    runs = [
        _read(_name(stream, is_one_property, is_one_station), stream, bounds, resolution)
        for stream in streams
    ]
    if settings.year_before and len(streams) == 1:
        then = _read(_("A year before"), streams[0], year_before(bounds), resolution)
        runs = [
            Run(_("Now"), runs[0].stream, runs[0].series),
            Run(then.name, then.stream, then.series, is_past=True),
        ]
    return runs


def _read(name: str, stream: Datastream, bounds: Any, resolution: str) -> Run:
    try:
        return read_run(name, stream, bounds, resolution)
    except SeriesTooLong:
        # A sensor that speaks many times a second: its hours tell the same.
        return read_run(name, stream, bounds, "hour")


def _name(stream: Datastream, is_one_property: bool, is_one_station: bool) -> str:
    station, what = text(stream.thing.names) or stream.thing.key, text(stream.observed_property.names)
    if is_one_property:
        return station
    return what if is_one_station else _("%(station)s, %(property)s") % {"station": station, "property": what}


def _chart(runs: list[Run], settings: Settings, scope: Scope) -> Chart | None:
    peaks = [(run, *run.peak) for run in runs if run.peak]
    if not peaks:
        return None
    run, at, highest = max(peaks, key=lambda found: found[2])
    unit, what = run.stream.unit, run.stream.observed_property
    limits = limits_near(scope.rules.get(what.pk, []), highest) if settings.limits else []
    try:
        return draw_runs(runs, title=text(what.names) or what.code, unit=unit, limits=limits,
                         sentence=_sentence(runs, run, at, highest, settings))  # fmt: skip
    except NothingToDraw:
        return None


def _sentence(runs: Sequence[Run], run: Run, at: datetime, highest: float, settings: Settings) -> str:
    told = {
        "span": SPAN_WORDS[settings.span], "peak": quantity(highest, run.stream.unit), "name": run.name,
        "when": format_moment(at, "short"),
    }  # fmt: skip
    past = [one for one in runs if one.is_past and len(one.series)]
    present = [one for one in runs if not one.is_past and len(one.series)]
    if past and present:
        told |= {"mean": _mean(present[0]), "then": _mean(past[0])}
        return _("In %(span)s the mean was %(mean)s; a year before it was %(then)s.") % told
    if len(runs) > 1:
        return _("In %(span)s the highest was %(peak)s: %(name)s, %(when)s.") % told
    told["mean"] = _mean(run)
    return _("In %(span)s the mean was %(mean)s and the highest %(peak)s, on %(when)s.") % told


def _mean(run: Run) -> str:
    return quantity(float(run.series.value.mean()), run.stream.unit)


KIND = PanelKind(
    code="chart", order=10, icon="plan", settings=Settings, form=ChartForm, draw=draw, width="large",
    label=gettext_lazy("Chart"), about=gettext_lazy("How something moved: up to four lines over time."),
    template="dashboards/panels/chart.html",
)  # fmt: skip
