"""The sentence beside a case names the indicator that its closing moves."""

import pytest

from meydan.base.packs.public import load_pack, loaders, overlay_of
from meydan.kernel.cases.public import open_case
from meydan.kernel.strategy.notes import closing_note
from meydan.kernel.strategy.public import Action, Indicator

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(pack, now):
    chosen = pack("tr/gumushane")
    for loader in loaders():
        loader.load(chosen, now, False)
    for loader in loaders():
        loader.load(overlay_of(chosen, "demo"), now, True)
    return load_pack(chosen.id)


def test_an_air_alert_moves_the_indicator_that_names_it(city, now):
    note = closing_note(open_case(service="air_alert", now=now))
    assert note is not None
    assert Indicator.objects.get(code="air_alerts_worked").names["tr"] in note


def test_a_report_without_its_own_indicator_moves_one_of_all_reports(city, now):
    note = closing_note(open_case(service="noise", now=now))
    moved = [
        i for i in Indicator.objects.filter(actions__isnull=False) if "request" in i.params.get("kinds", [])
    ]
    assert any(i.names["tr"] in note for i in moved)


def test_without_a_plan_nothing_is_promised(city, now):
    for action in Action.objects.all():
        action.indicators.clear()
    assert closing_note(open_case(service="road_fault", now=now)) is None
