"""A rule of a city's own is tried on a year's values before it is made, and then it watches."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.audit.public import entries
from meydan.base.people.tests.factories import staff
from meydan.kernel.observations import registry
from meydan.kernel.observations.models import Alert, Rule
from meydan.kernel.observations.operations.rule_making import drafted, make_rule
from meydan.kernel.observations.operations.scoping import AreaEmpty
from meydan.kernel.observations.operations.tuning import LimitsCross
from meydan.kernel.observations.public import Datastream, store
from meydan.kernel.observations.tests.factories import stream

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture(autouse=True)
def _in_town(pack: Any) -> None:
    pack("tr/gumushane")


@pytest.fixture
def boss(client: Client) -> Any:
    found = staff("manager")
    client.force_login(found)
    return found


@pytest.fixture
def measured() -> Datastream:
    """A series that was high twice in a year, once of them long before the last month."""
    pm, now = stream(), timezone.now()
    rows = [(pm.pk, now - days * DAY, 90.0 if days in (3, 200) else 12.0) for days in range(1, 300)]
    store(rows=rows, now=now, source="t", evaluate=False)
    return pm


def said(pm: Datastream, **changes: str) -> dict[str, str]:
    whole = {
        "name": "Okul yolunda toz", "observed_property": str(pm.observed_property_id), "statistic": "value",
        "comparison": "above", "limit": "60", "clear_limit": "50", "min_duration_min": "0", "area": "",
        "severity": "watch", "quiet_from": "22:00", "quiet_to": "07:00", "service": "", "playbook": "",
    }  # fmt: skip
    return {**whole, **changes}


def test_what_it_would_have_done_in_a_year_is_shown_and_only_that_is_made(
    client: Client, boss: Any, measured: Datastream
) -> None:
    address = reverse("observations:new_rule")
    shown = client.post(address, said(measured))
    assert "bu kural 2 " in shown.content.decode()
    assert not Rule.objects.exists()
    tried = shown.context["tried"]
    client.post(address, said(measured, limit="70", tried=tried))
    assert not Rule.objects.exists()
    client.post(address, said(measured, tried=tried))
    made = Rule.objects.get()
    assert (made.code, made.limit, made.clear_limit, made.names) == (
        "own-pm2_5-1", 60.0, 50.0, {"tr": "Okul yolunda toz"},
    )  # fmt: skip
    assert len(list(entries(verb="observations.rule_made"))) == 1
    now = timezone.now()
    store(rows=[(measured.pk, now - HOUR / 60, 80.0)], now=now, source="t")
    assert Alert.objects.get().rule == made


def test_two_rules_on_one_quantity_have_codes_of_their_own(boss: Any, measured: Datastream) -> None:
    facts = {
        "name": "x", "language": "tr", "observed_property": measured.observed_property, "statistic": "value",
        "comparison": "above", "limit": 60.0, "clear_limit": 60.0,
    }  # fmt: skip
    codes = [make_rule(rule=drafted(**facts), actor=boss, now=timezone.now()).code for _ in range(2)]
    assert codes == ["own-pm2_5-1", "own-pm2_5-2"]
    with pytest.raises(AreaEmpty):
        drafted(**facts, area="place:nowhere/at_all")
    with pytest.raises(LimitsCross):
        drafted(**{**facts, "clear_limit": 90.0})


@pytest.mark.parametrize(
    "wrong",
    [{"limit": "x"}, {"clear_limit": "90"}, {"quiet_to": ""}, {"area": "layer:none"}, {"name": ""},
     {"observed_property": "999"}, {"playbook": "unknown"}],
)  # fmt: skip
def test_what_cannot_be_is_refused_beside_its_field(
    client: Client, boss: Any, measured: Datastream, wrong: dict[str, str]
) -> None:
    answer = client.post(reverse("observations:new_rule"), said(measured, **wrong))
    assert answer.status_code == 422
    assert set(answer.context["form"].errors) & {*wrong, "clear_limit"}


def test_a_rule_starts_the_playbook_that_was_chosen_for_it(boss: Any, measured: Datastream) -> None:
    codes = dict(registry.rule_answers("playbook"))
    assert codes["river_rising"] == "Dere yükseliyor"
    assert "air_alert" in dict(registry.rule_answers("service")) or not registry.rule_answers("service")


def test_an_inspector_makes_no_rules(client: Client, inspector: object) -> None:
    client.force_login(inspector)
    assert client.get(reverse("observations:new_rule")).status_code == 403
    assert reverse("observations:new_rule") not in client.get(reverse("observations:rules")).content.decode()


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_the_page_stands_in_every_language(
    client: Client, boss: Any, measured: Datastream, language: str
) -> None:
    page = client.get(reverse("observations:new_rule"), {"lang": language}, follow=True)
    word = {"tr": "Kural oluştur", "fa": "ساخت قاعده", "en": "Make a rule"}[language]
    assert word in page.content.decode()
