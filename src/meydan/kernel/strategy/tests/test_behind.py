"""The figures of service: worked out by hand, with every case behind them, and no data shown as no data."""

from datetime import timedelta

import pytest
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public as cases
from meydan.kernel.cases.tests.factories import case, picture, service
from meydan.kernel.strategy.models import Indicator
from meydan.kernel.strategy.operations.computing import recompute
from meydan.kernel.strategy.registry import query_named

pytestmark = pytest.mark.django_db
DEED = {"tr": "Tapu", "fa": "سند", "en": "Deed", "held_by": "land_registry"}
PLAN = {"tr": "Proje", "fa": "نقشه", "en": "Plan"}


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


def value(name, **params):
    return query_named(name).run(params, timezone.now())


def behind(name, **params):
    return query_named(name).behind(params, timezone.now())


def close(made, officer, at):
    cases.assign(case_id=made.pk, assignee=officer, actor=officer, now=at)
    for step in ("assign", "start"):
        cases.advance(case_id=made.pk, transition=step, actor=officer, now=at)
    return cases.advance(
        case_id=made.pk, transition="finish", actor=officer, now=at, note="Bitti", evidence=[picture()]
    )


@pytest.mark.parametrize(
    "name", ["cases.breach_share", "cases.documents_held_share", "cases.satisfied_share", "cases.reply_days"]
)
def test_no_data_is_no_value_and_not_zero(name):
    assert value(name).value is None


def test_breach_rate_counts_open_and_closed_cases_with_a_clock():
    service()
    now = timezone.now()
    late = case(now=now - timedelta(days=40))
    case(now=now - timedelta(days=1))
    case(now=now - timedelta(days=1), service=service("clockless", clocks=[]))
    cases.sweep_breaches(now=now)
    assert value("cases.breach_share", days=365).value == 50.0
    assert late in behind("cases.breach_share", days=365)
    assert (
        behind("cases.breach_share", days=365).count() == value("cases.breach_share", days=365).row_count == 2
    )


def test_visits_avoided_are_closed_cases_begun_from_home():
    service()
    officer, now = staff("manager", "works"), timezone.now()
    home = close(case(now=now - timedelta(days=3)), officer, now - timedelta(days=1))
    close(case(now=now - timedelta(days=3), source="counter"), officer, now - timedelta(days=1))
    case(now=now)
    assert value("cases.visits_avoided", days=30).value == 1
    assert list(behind("cases.visits_avoided", days=30)) == [home]


def test_documents_that_somebody_holds_already_are_counted_in_catalogue_and_cases():
    offered = service("permit", kind="permit", documents=[DEED, PLAN, PLAN, PLAN])
    service("hidden", documents=[DEED], is_public=False)
    assert value("cases.documents_held_share").value == 25.0
    for _turn in range(3):
        case(now=timezone.now() - timedelta(days=1), service=offered)
    assert value("cases.documents_asked_again", days=30).value == 3


def test_the_page_of_records_lists_the_case_whose_closing_moved_the_figure(client):
    service()
    officer, now = staff("manager", "works"), timezone.now()
    indicator = Indicator.objects.create(
        code="closed", names={"tr": "Kapanan"}, query="cases.closed_count", params={"days": 90}
    )
    path = f"/plan/indicator/{indicator.code}/records/"
    made = case(now=now - timedelta(days=2))
    assert made.code not in client.get(path).content.decode()
    close(made, officer, now - timedelta(days=1))
    recompute(now=timezone.now())
    assert indicator.values.get().row_count == 1
    assert made.code in client.get(path).content.decode()
    assert path in client.get(f"/plan/indicator/{indicator.code}/").content.decode()


def test_a_figure_that_counts_no_cases_has_no_list(client):
    Indicator.objects.create(
        code="parks", names={"en": "Parks"}, query="places.count_in_layer", params={"layer": "parks"}
    )
    assert client.get("/plan/indicator/parks/records/").status_code == 404
    assert client.get("/plan/indicator/moon/records/").status_code == 404
