"""Rules of routing as people read them: on the desk, and in public."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from meydan.base.locale.public import local_digits, text
from meydan.base.people.public import OrgUnit
from meydan.kernel.cases.engine.routing_reading import CLOSES, OPENS, rows_in_order
from meydan.kernel.cases.models import Case, Service
from meydan.kernel.places.public import layers, places_of


@dataclass(frozen=True)
class Names:
    """What units, services, layers and places are called, by their codes."""

    units: Mapping[str, str]
    services: Mapping[str, str]
    layers: Mapping[str, str]
    places: Mapping[str, str]


def names_for(*documents: Mapping[str, Any]) -> Names:
    """Return the names of all that these rules speak of; four queries."""
    tags = {tag for document in documents for row in rows_in_order(document) for tag in row.get("areas", [])}
    return Names(
        units={code: text(names) for code, names in OrgUnit.objects.values_list("code", "names")},
        services={code: text(names) for code, names in Service.objects.values_list("code", "names")},
        layers={layer.code: text(layer.names) for layer in layers(public_only=False)},
        places=_places(tags),
    )


def _places(tags: Iterable[str]) -> dict[str, str]:
    parts = [tag.partition("/") for tag in tags]
    if not parts:
        return {}
    found = places_of(sorted({one[0] for one in parts})).filter(key__in={one[2] for one in parts})
    return {f"{place.layer.code}/{place.key}": place.name for place in found}


def rows_told(document: Mapping[str, Any], names: Names) -> list[dict[str, Any]]:
    """Return the rules in their order, each with its conditions in words."""
    rows = rows_in_order(document)
    return [
        {
            "number": number,
            "code": row["code"],
            "name": text(row.get("names", {})),
            "unit": names.units.get(row["unit"], row["unit"]),
            "is_urgent": bool(row.get("urgent")),
            "is_sample": bool(row.get("sample")),
            "lines": conditions(row, document, names),
            "is_first": number == 1,
            "is_last": number == len(rows),
        }
        for number, row in enumerate(rows, start=1)
    ]


def conditions(row: Mapping[str, Any], document: Mapping[str, Any], names: Names) -> list[tuple[str, str]]:
    """Return what a rule asks, each as a label and its words."""
    kinds = dict(Service.Kind.choices)
    channels = dict(Case.Source.choices)
    areas = [names.places.get(tag, tag) for tag in row.get("areas", [])]
    said = [
        (_("Service"), _any(names.services.get(code, code) for code in row.get("services", []))),
        (_("Kind of service"), _any(str(kinds.get(code, code)) for code in row.get("kinds", []))),
        (pgettext("of a service", "Urgency"), _only(row.get("only", ""))),
        (_("Came in by"), _any(str(channels.get(code, code)) for code in row.get("channels", []))),
        (_("Lies in"), _any([*(names.layers.get(code, code) for code in row.get("layers", [])), *areas, *_drawn(row)])),
        (_("Words in the report"), _any(f"\u2068“{word}”\u2069" for word in row.get("words", []))),
        (_("Answers of the form"), _answers(row.get("answers", {}))),
        (_("Hour"), _hours(row.get("hours"), document)),
    ]  # fmt: skip
    return [(label, words) for label, words in said if words]


def _any(words: Iterable[str]) -> str:
    return pgettext("list", ", ").join(words)


def _only(code: str) -> str:
    return {"urgent": _("urgent services only"), "other": _("services that are not urgent")}.get(code, "")


def _drawn(row: Mapping[str, Any]) -> list[str]:
    corners = len(row.get("polygon") or [])
    return [_("a drawn area of %(count)s corners") % {"count": local_digits(str(corners))}] if corners else []


def _answers(answers: Mapping[str, Sequence[str]]) -> str:
    return _any(f"{name}: {' / '.join(values)}" for name, values in answers.items())


def _hours(said: Any, document: Mapping[str, Any]) -> str:
    if not said:
        return ""
    if isinstance(said, str):
        opens, closes = (
            local_digits(str(document.get(key, usual)))
            for key, usual in (("opens", OPENS), ("closes", CLOSES))
        )
        words = {
            "inside": _("in working hours (%(opens)s to %(closes)s)"),
            "outside": _("outside working hours (%(opens)s to %(closes)s)"),
        }
        return words[said] % {"opens": opens, "closes": closes}
    return _("from %(begin)s to %(end)s") % {"begin": local_digits(said[0]), "end": local_digits(said[1])}


def trial_told(trial: Mapping[str, Any], document: Mapping[str, Any], names: Names) -> dict[str, Any]:
    """Return what a trial counted, with names in place of codes."""
    called = {row["code"]: text(row.get("names", {})) for row in rows_in_order(document)}
    caught = trial.get("caught", {})

    def unit(code: str) -> str:
        return names.units.get(code, code)

    cases = Case.objects.in_bulk([one[0] for one in trial.get("examples", [])])
    return {
        **trial,
        "flows": [(unit(left), unit(right), count) for left, right, count in trial.get("flows", [])],
        "loads": [
            (unit(code), before, after, after - before) for code, before, after in trial.get("loads", [])
        ],
        "caught": [(name, caught.get(code, 0)) for code, name in called.items()],
        "own": caught.get("", 0),
        "idle": [name for code, name in called.items() if not caught.get(code)],
        "examples": [
            (cases[pk], unit(left), unit(right), called.get(rule) or _("the service's own unit"))
            for pk, left, right, rule in trial.get("examples", [])
            if pk in cases
        ],
    }
