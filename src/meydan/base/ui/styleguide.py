"""What the style guide shows: one specimen of each component, with invented words in three languages."""

from __future__ import annotations

import math
import tomllib
from functools import lru_cache
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from django import forms
from django.core.paginator import Paginator

from meydan.base.locale.public import format_number, text
from meydan.base.ui.charts import bars, columns, line_chart, small_multiples, sparkline
from meydan.base.ui.engine.bars import Bar
from meydan.base.ui.engine.charts import Band, Chart, Limit, Line, Tick
from meydan.base.ui.engine.icons import LINES

Words = dict[str, str]
HOURS = 7 * 24


def specimens() -> dict[str, Any]:
    """The context of the style guide page."""
    w = {key: text(names) for key, names in _words().items()}
    return {
        "w": w,
        "form": _form(w)({"address": "Atatürk Caddesi 14", "lon": "39.48", "lat": "40.46"}),
        "clocks": [
            SimpleNamespace(label=w["c1_clock"], state="watch", share=0.72),
            SimpleNamespace(label=w["c3_clock"], state="good", share=0.4),
            SimpleNamespace(label=w["c2_clock"], state="stale", share=0.55),
        ],
        "charts": [_air(w), _units(w), _months(w)],
        "spark": sparkline(_evening(24.0, 14.0)[-48:], w["pm"]),
        "smalls": small_multiples(
            [
                (w[key], _evening(mean, swing)[-48:], format_number(mean, 0))
                for key, mean, swing in (
                    ("karsiyaka", 24.0, 14.0),
                    ("merkez", 15.0, 5.0),
                    ("source", 9.0, 3.0),
                )
            ]
        ),
        "numbered": Paginator(range(60), 10).page(2),
        "tabs": [
            {"href": "#a", "label": w["all"], "active": True, "count": format_number(31)},
            {"href": "#b", "label": w["late"], "active": False, "count": format_number(2)},
            {"href": "#c", "label": w["solved"], "active": False, "count": ""},
        ],
        "folders": [
            {"href": "#mine", "label": w["mine"], "active": True, "count": format_number(6)},
            {"href": "#unit", "label": w["my_unit"], "active": False, "count": format_number(31)},
            {"href": "#late", "label": w["overdue"], "active": False, "count": format_number(2)},
            {"href": "#stopped", "label": w["c2_clock"], "active": False, "count": format_number(5)},
        ],
        "crumbs": [{"href": "/", "label": w["plan"]}, {"label": w["a1"]}],
        "points": _points(w),
        "icon_names": sorted(LINES),
    }


@lru_cache(maxsize=1)
def _words() -> dict[str, dict[str, str]]:
    return tomllib.loads((Path(__file__).parent / "specimens.toml").read_text(encoding="utf-8"))


def _form(w: Words) -> type[forms.Form]:
    class Specimen(forms.Form):
        name = forms.CharField(label=w["name"])
        what = forms.CharField(label=w["what"], help_text=w["what_hint"], widget=forms.Textarea)
        unit = forms.ChoiceField(label=w["unit"], choices=[("", "—"), ("1", w["u1"])], required=False)
        photo = forms.FileField(label=w["photo"], help_text=w["photo_hint"], required=False)
        how = forms.ChoiceField(
            label=w["how"], choices=[("sms", w["sms"]), ("email", w["email"])], widget=forms.RadioSelect
        )
        agree = forms.BooleanField(label=w["agree"], required=False)
        address = forms.CharField(label=w["where"], required=False)
        lon = forms.FloatField(required=False, widget=forms.HiddenInput)
        lat = forms.FloatField(required=False, widget=forms.HiddenInput)

    return Specimen


def _evening(mean: float, swing: float) -> list[float | None]:
    """Hourly values with a hill every evening and a gap on the fourth day."""
    values: list[float | None] = []
    for hour in range(HOURS):
        hill = math.exp(-(((hour % 24) - 20) ** 2) / 12) * (1 + 0.35 * math.sin(hour / 19))
        values.append(None if 80 <= hour < 86 else mean * 0.7 + swing * hill + 2 * math.sin(hour / 5))
    return values


def _air(w: Words) -> Chart:
    lines = [
        Line(w["karsiyaka"], list(enumerate(_evening(24.0, 17.0)))),
        Line(w["merkez"], list(enumerate(_evening(15.0, 6.0)))),
    ]
    days = [Tick(24.0 * i, f"{format_number(17 + i)}.{format_number(11)}") for i in range(7)]
    return line_chart(
        lines,
        title=w["pm"],
        sentence=w["pm_sentence"],
        x_ticks=days,
        unit="µg/m³",
        limits=[Limit(35.0, w["limit"])],
        bands=[Band(0.0, 12.0, w["good"], "good")],
        from_zero=True,
        x_head=w["day"],
        x_label=lambda x: f"{format_number(17 + int(x // 24))}.{format_number(11)}",
    )


def _units(w: Words) -> Chart:
    rows = [Bar(w["u1"], 31), Bar(w["u2"], 12), Bar(w["u3"], 7, state="bad", words=w["late"])]
    return bars(rows, title=w["units_title"], sentence=w["units_sentence"])


def _months(w: Words) -> Chart:
    values = (44, 38, 52, 47, 58, 61)
    rows = [Bar(f"{format_number(6 + i)}", value) for i, value in enumerate(values)]
    return columns(rows, title=w["months_title"], sentence=w["months_sentence"], x_head=w["day"])


def _points(w: Words) -> list[dict[str, Any]]:
    return [
        {
            "lon": 39.4814,
            "lat": 40.4603,
            "title": w["n1"],
            "detail": w["warning"],
            "state": "watch",
            "href": "#map",
        },
        {"lon": 39.4780, "lat": 40.4620, "title": w["n3"], "detail": w["solved"], "state": "good"},
    ]
