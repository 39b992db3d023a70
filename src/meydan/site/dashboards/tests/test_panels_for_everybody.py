"""What no public panel shows, and a page that goes on when one panel fails."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from meydan.kernel.places.tests.factories import a_layer, a_row, stored
from meydan.site.dashboards.drawing import draw_panel
from meydan.site.dashboards.models import Panel
from meydan.site.dashboards.registry import (
    NothingToShow,
    PanelKind,
    PanelKindAlreadyRegistered,
    kind_named,
    kinds,
    register_panel_kind,
)
from meydan.site.dashboards.scope import Scope
from meydan.site.dashboards.tests.factories import drawn, measured
from meydan.site.dashboards.tests.test_panels import in_english

__all__ = ["in_english"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.mark.parametrize(
    ("kind", "wanted"),
    [
        ("chart", {"streams": ["hidden-pm2_5"]}),
        ("chart", {"property": "pm2_5"}),
        ("small_multiples", {"property": "pm2_5"}),
        ("gauge", {"stream": "hidden-pm2_5"}),
        ("gauge", {"property": "pm2_5"}),
        ("table", {"kind": "air"}),
        ("table", {"property": "pm2_5"}),
        ("map", {"kind": "air"}),
        ("map", {}),
    ],
)
def test_a_station_that_is_not_public_is_on_no_public_panel(now: datetime, kind: str, wanted: dict):
    measured(now, thing="hidden", is_public=False)
    assert drawn(kind, now, public=False, **wanted)
    with pytest.raises(NothingToShow):
        drawn(kind, now, public=True, **wanted)


def test_a_layer_that_is_not_public_is_on_no_public_map(now: datetime):
    stored(a_layer("pipes", is_public=False, geometry="point"), a_row("1", "Vana"))
    settings = {"show": "layer", "layer": "pipes"}
    assert drawn("map", now, public=False, **settings).told["rows"][0].href == ""
    with pytest.raises(NothingToShow):
        drawn("map", now, **settings)


def test_what_was_generated_says_so(now: datetime):
    measured(now, is_sample=True)
    for kind in ("chart", "small_multiples", "gauge", "table", "map"):
        wanted = {"kind": "air"} if kind == "map" else {"property": "pm2_5"}
        assert drawn(kind, now, **wanted).is_sample, kind


# --- the page goes on -------------------------------------------------------------------------------


def shown(now: datetime, kind: str, /, **settings):
    return draw_panel(
        Panel(kind=kind, width="small", titles={}, settings=settings), 1, Scope(now, is_public=True)
    )


def test_a_panel_that_fails_says_a_sentence_and_the_page_goes_on(now: datetime, monkeypatch, caplog):
    from meydan.site.dashboards import registry

    def broken(settings, scope):
        raise ZeroDivisionError("inside")

    monkeypatch.setitem(registry._kinds, "text", PanelKind(**{**vars(kind_named("text")), "draw": broken}))
    one = shown(now, "text", en="x")
    assert "cannot be shown just now" in one.remark
    assert "inside" not in one.remark
    assert "could not be drawn" in caplog.text


def test_stored_settings_that_no_longer_fit_say_a_sentence(now: datetime):
    for kind, settings in (("rocket", {}), ("chart", {"colour": "red"}), ("chart", {"span": 3})):
        assert "not here any more" in shown(now, kind, **settings).remark


def test_another_room_may_bring_a_kind_but_not_take_one():
    with pytest.raises(PanelKindAlreadyRegistered):
        register_panel_kind(PanelKind(**{**vars(kind_named("text")), "order": 1}))
    assert [kind.code for kind in kinds()][:3] == ["chart", "small_multiples", "gauge"]
