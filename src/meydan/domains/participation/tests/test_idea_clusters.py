"""An idea raised from what was reported again and again, with the evidence frozen beside it."""

from __future__ import annotations

import hashlib
import json
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from meydan.base.links.public import links_from
from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff
from meydan.domains.participation import errors as faults
from meydan.domains.participation.models import Proposal
from meydan.domains.participation.operations.proposals import Idea
from meydan.domains.participation.operations.raising import raise_proposal
from meydan.domains.participation.queries.clusters import found_clusters
from meydan.kernel.cases.public import Case, Reporter, Service
from meydan.kernel.cases.tests.factories import case, service

pytestmark = pytest.mark.django_db
LON, LAT = 39.4814, 40.4603


@pytest.fixture
def pavement(city: None) -> Service:
    return service(
        code="pavement", names={"tr": "Kaldırım", "en": "Pavement"}, group="streets", is_public=True
    )


def reported(kind: Service, many: int, *, lon: float = LON, days_ago: int = 10) -> list[Case]:
    """So many reports within a few steps of one another, by people with names and words of their own."""
    return [
        case(
            service=kind, lon=lon + number * 1e-6, lat=LAT, description="Ben Ayşe Yılmaz, 0532 111 22 33",
            now=timezone.now() - timedelta(days=days_ago), reporter=Reporter(name="Ayşe Yılmaz", phone="+905321112233"),
        )
        for number in range(many)
    ]  # fmt: skip


def idea() -> Idea:
    return Idea(title="Kaldırım yenilensin", what="Şikâyet çok.", category="streets", language="tr")


def test_the_desk_says_how_many_reports_lie_here_in_twelve_months(client: Client, pavement: Service) -> None:
    reported(pavement, 12)
    reported(pavement, 5, days_ago=400)
    reported(pavement, 4, lon=LON + 0.05)
    (found,) = found_clusters(timezone.now())
    assert len(found.cases) == 12
    client.force_login(staff("manager"))
    page = client.get("/desk/proposals/clusters/?lang=en").content.decode()
    assert "Pavement: 12 reports within 100 m" in page


def test_a_proposal_is_raised_from_the_reports_with_count_map_and_list_and_nobody_s_data(
    client: Client, pavement: Service
) -> None:
    reported(pavement, 12)
    (found,) = found_clusters(timezone.now())
    client.force_login(staff("manager"))
    address = f"/desk/proposals/clusters/{found.middle}/"
    assert client.get(address).status_code == 200
    said = {"title": "Kaldırım yenilensin", "what": "Çok bildirim var.", "category": "streets"}
    assert client.post(address, said).status_code == 302
    made = Proposal.objects.get()
    held = made.evidence
    assert held["count"] == len(held["cases"]) == 12
    whole = json.dumps(held, ensure_ascii=False)
    assert not any(one in whole for one in ("Ayşe", "0532", "+90532"))
    digest = held.pop("digest")
    assert digest == hashlib.sha256(json.dumps(held, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    page = Client().get(f"/proposals/{made.pk}/?lang=en").content.decode()
    assert "12 reports within 100 m" in page
    assert not any(one in page for one in ("Ayşe", "0532 111", "111 22 33"))
    assert len(links_from(made.ref, "raised_from")) == 12


def test_the_evidence_stays_as_it_was_while_the_live_count_moves_on(
    pavement: Service, manager: Account
) -> None:
    reported(pavement, 10)
    made = raise_proposal(idea=idea(), service=pavement, lon=LON, lat=LAT, actor=manager, now=timezone.now())
    reported(pavement, 7, days_ago=1)
    made.refresh_from_db()
    assert made.evidence["count"] == 10
    page = Client().get(f"/proposals/{made.pk}/?lang=en").content.decode()
    assert "Now, looking back as long: 17." in page


def test_too_few_reports_raise_nothing(pavement: Service, manager: Account) -> None:
    reported(pavement, 9)
    with pytest.raises(faults.TooFewReports):
        raise_proposal(idea=idea(), service=pavement, lon=LON, lat=LAT, actor=manager, now=timezone.now())
    assert not Proposal.objects.exists()


def test_a_service_whose_places_are_nobody_s_business_makes_no_cluster(city: None) -> None:
    reported(service(code="noise", group="order", is_public=True), 12)
    assert found_clusters(timezone.now()) == []


def test_a_clerk_looks_and_does_not_raise(client: Client, pavement: Service) -> None:
    reported(pavement, 12)
    (found,) = found_clusters(timezone.now())
    client.force_login(staff("clerk"))
    assert client.get("/desk/proposals/clusters/").status_code == 200
    assert client.get(f"/desk/proposals/clusters/{found.middle}/").status_code == 403
