"""What a composer may choose from: names in the reader's order, and only what the scope lets through."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meydan.base.locale.public import collation_key, current_language, text
from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.public import Service
from meydan.kernel.observations.public import Datastream, ObservedProperty
from meydan.kernel.strategy.public import Indicator
from meydan.site.dashboards.scope import Scope

Choice = tuple[str, str]
NONE: Choice = ("", "—")
KINDS: dict[str, str | Promise] = {
    "air": _("Air"),
    "weather": _("Weather"),
    "noise": _("Noise"),
    "water": _("Water"),
    "river": _("River"),
    "drinking_water": _("Drinking water"),
    "pollen": _("Pollen"),
    "seismic": _("Earthquakes"),
    "index": _("Indices"),
    "energy": _("Energy"),
    "mobility": _("Traffic"),
}


def kind_words(code: str) -> str:
    """The name of a kind of measurement; its code when nobody gave it one."""
    return str(KINDS.get(code, code))


def _ordered(pairs: Iterable[Choice]) -> list[Choice]:
    language = current_language()
    return sorted(pairs, key=lambda pair: collation_key(pair[1], language))


def stream_choices(scope: Scope) -> list[Choice | tuple[str, list[Choice]]]:
    """Datastreams under the names of their stations."""
    found: list[Choice | tuple[str, list[Choice]]] = [NONE]
    for _pk, own in groupby(scope.streams(), key=lambda stream: stream.thing_id):
        streams = list(own)
        named = [(stream.key, _stream_name(stream)) for stream in streams]
        found.append((text(streams[0].thing.names) or streams[0].thing.key, named))
    return found


def _stream_name(stream: Datastream) -> str:
    return text(stream.names) or text(stream.observed_property.names) or stream.key


def property_choices(scope: Scope) -> list[Choice]:
    """Properties that something here measures."""
    codes = scope.streams().order_by().values_list("observed_property__code", flat=True).distinct()
    rows = ObservedProperty.objects.filter(code__in=codes).values_list("code", "names")
    return [NONE, *_ordered((code, text(names) or code) for code, names in rows)]


def kind_choices(scope: Scope) -> list[Choice]:
    """Kinds of measurement that something here measures."""
    codes = scope.streams().order_by().values_list("observed_property__kind", flat=True).distinct()
    return [NONE, *_ordered((code, kind_words(code)) for code in sorted(set(codes)) if code)]


def layer_choices(scope: Scope) -> list[Choice]:
    """Layers of places."""
    return [NONE, *_ordered((code, layer.name) for code, layer in scope.layers.items())]


def indicator_choices() -> list[Choice]:
    """Every indicator; each has a page of its own that anybody may open."""
    rows = Indicator.objects.values_list("code", "names")
    return [NONE, *_ordered((code, text(names) or code) for code, names in rows)]


def service_choices(scope: Scope) -> list[Choice]:
    """Services whose cases may be counted."""
    rows = Service.objects.filter(is_active=True)
    if scope.is_public:
        rows = rows.filter(is_public=True)
    return [
        ("", str(_("All"))),
        *_ordered((code, text(names)) for code, names in rows.values_list("code", "names")),
    ]


def unit_choices() -> list[Choice]:
    """Units of the municipality."""
    rows = OrgUnit.objects.order_by("path").values_list("code", "names")
    return [("", str(_("All"))), *((code, text(names)) for code, names in rows)]
