"""The desk page of the door: keys are made and revoked; the last check is shown."""

import json

import pytest

from meydan.base.files.public import write_whole
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.models import Open311Key
from meydan.kernel.cases.open311 import conformance
from meydan.kernel.cases.tests.factories import service
from meydan.kernel.cases.tests.open311.asking import ROOT, a_key, post, report

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack):
    return pack("tr/gumushane")


@pytest.fixture
def boss(client):
    client.force_login(staff("administrator"))
    return client


def test_a_key_is_made_opens_the_door_and_is_shown_once(boss):
    service()
    page = boss.post("/desk/open311/keys/new/", {"name": "Sokak uygulaması"}).content.decode()
    secret = page.partition("o311_")[2].partition("<")[0]
    assert post(boss, report(api_key=f"o311_{secret}"))[0] == 201
    assert secret not in boss.get("/desk/open311/").content.decode()
    boss.post(f"/desk/open311/keys/{Open311Key.objects.get().pk}/revoke/")
    assert post(boss, report(api_key=f"o311_{secret}", description="x"))[0] == 403
    assert boss.post("/desk/open311/keys/new/", {"name": " "}).status_code == 422


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_the_page_says_what_the_last_check_found_in_every_language(
    boss, settings, language, tmp_path, monkeypatch
):
    a_key()
    monkeypatch.setattr(conformance.settings.MEYDAN_HOME.__class__, "folder", lambda _, name: tmp_path / name)
    bad = {
        "asks": "JSON and XML say the same.",
        "how": "GET services",
        "is_met": False,
        "why": "services differs",
    }
    write_whole(
        tmp_path / conformance.FILE, json.dumps({"at": "2026-11-28T00:00:00+00:00", "outcomes": [bad]})
    )
    boss.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = boss.get("/desk/open311/").content.decode()
    asks = {
        "tr": "JSON ve XML aynı şeyi söyler.",
        "fa": "JSON و XML یک چیز می‌گویند.",
        "en": "JSON and XML say the same.",
    }
    assert asks.get(language, "JSON and XML say the same.") in page
    assert "services differs" in page


def test_clerks_and_the_mayor_hand_out_no_keys(client):
    for role in ("clerk", "mayor"):
        client.force_login(staff(role))
        assert client.get("/desk/open311/").status_code == 403
        assert client.post("/desk/open311/keys/new/", {"name": "x"}).status_code == 403


def test_the_description_of_the_door_names_every_resource(client):
    told = client.get(f"{ROOT}/openapi.json").json()
    assert len(told["paths"]) == 7
    assert told["servers"][0]["url"].endswith(ROOT)
