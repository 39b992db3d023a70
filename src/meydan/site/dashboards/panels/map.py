"""A map: the stations of a kind with their state, or a layer of places; always with the equal list."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Annotated, Any, Literal

import msgspec
from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from meydan.base.packs.public import current
from meydan.kernel.places.public import Layer, Place, places_of
from meydan.site.dashboards.forms import SettingsForm
from meydan.site.dashboards.panels import choices
from meydan.site.dashboards.panels.readings import (
    Reading,
    measured,
    readings,
    set_apart,
    sheet_of,
    station_page,
    worst,
)
from meydan.site.dashboards.registry import Cell, Drawn, NothingToShow, PanelKind, Sheet
from meydan.site.dashboards.scope import Scope

MOST_STREAMS = 300
# A list longer than this is the guide's to show, page by page.
MOST_LISTED = 30
MOST_POINTS = 300


class Settings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Stations of a kind, or a layer."""

    show: Literal["stations", "layer"] = "stations"
    kind: Annotated[str, msgspec.Meta(max_length=40)] = ""
    layer: Annotated[str, msgspec.Meta(max_length=60)] = ""


class MapForm(SettingsForm):
    """What stands on the map."""

    show = forms.ChoiceField(
        label=gettext_lazy("What stands on the map"),
        choices=[
            ("stations", gettext_lazy("Stations with their state")),
            ("layer", gettext_lazy("A layer of places")),
        ],
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Stations of a kind"),
        required=False,
        help_text=gettext_lazy("Empty: every station."),
    )
    layer = forms.ChoiceField(label=gettext_lazy("Layer"), required=False)

    def offer(self) -> None:
        """Kinds and layers."""
        self.choose("kind", choices.kind_choices(self.scope))
        self.choose("layer", choices.layer_choices(self.scope))

    def clean(self) -> dict[str, Any]:
        """A layer must be named to be shown."""
        said = self.cleaned_data
        if said.get("show") == "layer" and not said.get("layer"):
            self.add_error("layer", _("Choose a layer."))
        return super().clean()


@dataclass(frozen=True)
class Row:
    """A line of the equal list."""

    title: str
    detail: str
    state: str
    word: str
    href: str


def draw(settings: Settings, scope: Scope) -> Drawn:
    """The map that was chosen."""
    return _layer(settings, scope) if settings.show == "layer" else _stations(settings, scope)


def _stations(settings: Settings, scope: Scope) -> Drawn:
    wanted = {"observed_property__kind": settings.kind} if settings.kind else {}
    streams = measured(list(scope.streams(**wanted)[:MOST_STREAMS]))
    found = readings(streams, scope)
    stations = [list(own) for _key, own in groupby(found, key=lambda one: one.stream.thing_id)]
    rows = [_station_row(own) for own in stations]
    items = [
        _station_item(own, row)
        for own, row in zip(stations, rows, strict=True)
        if own[0].stream.thing.lon is not None
    ]
    title = choices.kind_words(settings.kind) if settings.kind else _("Stations")
    return Drawn(
        told=_told(items, rows[:MOST_LISTED], title, is_cut=len(rows) > MOST_LISTED),
        title=title,
        is_sample=any(stream.is_sample for stream in streams),
        sheet=lambda: sheet_of(found),
    )


def _station_row(own: Sequence[Reading]) -> Row:
    speaking = worst(own)
    detail = f"{set_apart(speaking.name)}: {speaking.figure}"
    age = f"{detail} · {speaking.age}" if speaking.age else detail
    return Row(speaking.station, age, speaking.state, speaking.word, station_page(speaking.stream))


def _station_item(own: Sequence[Reading], row: Row) -> dict[str, Any]:
    thing = own[0].stream.thing
    return {
        "lon": thing.lon, "lat": thing.lat, "title": row.title,
        "detail": f"{row.word}. {row.detail}" if row.word else row.detail,
        "href": row.href, "state": row.state,
    }  # fmt: skip


def _layer(settings: Settings, scope: Scope) -> Drawn:
    layer = scope.layers.get(settings.layer)
    if layer is None:
        raise NothingToShow(_("This layer is not here, or not for everybody."))
    places = list(places_of([layer.code]).order_by("rank", "pk")[: MOST_POINTS + 1])
    if not places:
        raise NothingToShow(_("Nothing stands on this layer yet."))
    # Lines and areas are drawn from tiles, which are made of public layers only.
    drawn = layer.code if layer.is_public and layer.geometry != Layer.Shape.POINT else ""
    items = [] if drawn else [_place_item(one, layer) for one in places[:MOST_POINTS]]
    rows = [Row(one.name, one.address, "plain", "", _page(one, layer)) for one in places[:MOST_LISTED]]
    more = f"{reverse('guide:map')}?layers={layer.code}" if layer.is_public else ""
    told = _told(items, rows, layer.name, is_cut=len(places) > MOST_LISTED)
    return Drawn(
        told={**told, "layers": drawn, "more": more, "source": layer.source},
        title=layer.name,
        is_sample=layer.is_sample,
        sheet=lambda: _sheet(places[:MOST_POINTS]),
    )


def _page(one: Place, layer: Layer) -> str:
    return reverse("guide:place", args=[one.pk]) if layer.is_public else ""


def _place_item(one: Place, layer: Layer) -> dict[str, Any]:
    return {
        "lon": one.lon,
        "lat": one.lat,
        "title": one.name,
        "detail": one.address,
        "href": _page(one, layer),
    }


def _told(items: list[dict[str, Any]], rows: list[Row], title: str, *, is_cut: bool) -> dict[str, Any]:
    lon, lat = (items[0]["lon"], items[0]["lat"]) if len(items) == 1 else current().centre
    return {
        "items": items, "rows": rows, "title": title, "lon": lon, "lat": lat, "is_cut": is_cut,
        "most": MOST_LISTED,
    }  # fmt: skip


def _sheet(places: Sequence[Place]) -> Sheet:
    rows: list[list[Cell]] = [[one.key, one.name, one.address, one.lon, one.lat] for one in places]
    return Sheet(("key", "name", "address", "lon", "lat"), rows)


KIND = PanelKind(
    code="map", order=50, icon="map", settings=Settings, form=MapForm, draw=draw,
    label=gettext_lazy("Map"),
    about=gettext_lazy("Stations with their state, or a layer of places, with the same as a list."),
    template="dashboards/panels/map.html",
)  # fmt: skip
