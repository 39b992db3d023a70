"""What everybody sees: the list, a dashboard in three languages, the files beside it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from meydan.base.packs.public import load_pack
from meydan.site.dashboards.loading import load_dashboards
from meydan.site.dashboards.tests.factories import dashboard, measured, panel

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_smoke(client: Client, language: str, administrator) -> None:
    now = timezone.now()
    measured(now)
    load_dashboards(load_pack("generic"), now, False)
    client.force_login(administrator)
    for key in ("air-today", "water-and-river", "weather"):
        for address in (f"/dashboards/{key}/", f"/desk/dashboards/{key}/", f"/embed/dashboards/{key}/", f"/desk/dashboards/{key}/edit"):
            page = client.get(address, {"lang": language})
            assert page.status_code == 200, address
    for address in ("/dashboards/", "/desk/dashboards/", "/desk/dashboards/new", "/desk/dashboards/desk-this-week/"):
        assert client.get(address).status_code == 200
