"""The rules at the desk and in public, in three languages, without script."""

from __future__ import annotations

import re
from typing import Any

import pytest

from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.cases.models import RoutingDraft, RoutingVersion
from meydan.kernel.cases.operations.routing import add_version
from meydan.kernel.cases.tests.factories import MONDAY, case, service
from meydan.kernel.cases.tests.reading import in_language, words

pytestmark = pytest.mark.django_db
WIRES = {"tr": "Kopuk tel", "fa": "سیم بریده", "en": "Torn wire"}
RULE = {
    "code": "wires",
    "names": WIRES,
    "unit": "lighting",
    "words": ["tel"],
    "hours": "outside",
    "urgent": True,
}
FILLED = {"name_tr": "Parktaki çukur", "unit": "parks", "services": ["road_fault"], "words": "park\nbahçe"}


@pytest.fixture(autouse=True)
def in_town(pack: Any) -> None:
    pack("tr/gumushane")
    for code in ("works", "parks", "lighting"):
        unit(code)
    service("road_fault")


@pytest.fixture
def officer(client: Any) -> Any:
    found = staff("manager", "works", display_name="Gülşah Işık")
    client.force_login(found)
    return found


def post(client: Any, address: str, **fields: Any) -> Any:
    draft = RoutingDraft.objects.first()
    return client.post(address, {"revision": draft.revision if draft else 0, **fields})


def test_from_an_empty_desk_to_rules_in_force_and_back_again(client: Any, officer: Any) -> None:
    case(description="Parkta çukur"), case(description="Yolda çukur")
    post(client, "/desk/routing/begin/")
    assert post(client, "/desk/routing/draft/rule/", **FILLED).status_code == 302
    page = words(client.get("/desk/routing/draft/"))
    assert "Parktaki çukur" in page
    assert "/desk/routing/draft/force/" not in page
    assert post(client, "/desk/routing/draft/try/").status_code == 302
    page = words(client.get("/desk/routing/draft/"))
    assert re.search(r"<b>1</b>", page)
    assert post(client, "/desk/routing/draft/force/", reason="").status_code == 422
    assert post(client, "/desk/routing/draft/force/", reason="Devredildi").status_code == 302
    assert case(description="park yolu").unit.code == "parks"
    add_version(document={"rule": [RULE]}, origin="pack", now=MONDAY)
    page = words(client.get("/desk/routing/versions/1/"))
    assert "Devredildi" in page
    stale = client.post("/desk/routing/versions/1/back/", {"expected": 1, "reason": "x"})
    assert stale.status_code == 409
    assert (
        client.post("/desk/routing/versions/1/back/", {"expected": 2, "reason": "Yanlıştı"}).status_code
        == 302
    )
    assert RoutingVersion.objects.latest("number").back_to == 1


def test_rules_are_moved_changed_and_removed(client: Any, officer: Any) -> None:
    add_version(
        document={"rule": [RULE, {**RULE, "code": "two", "words": ["kar"]}]}, origin="pack", now=MONDAY
    )
    post(client, "/desk/routing/begin/")
    post(client, "/desk/routing/draft/arrange/", act="down:wires")
    assert [row["code"] for row in RoutingDraft.objects.get().document["rule"]] == ["two", "wires"]
    page = words(client.get("/desk/routing/draft/rule/wires/"))
    assert "Kopuk tel" in page
    post(client, "/desk/routing/draft/rule/wires/", **FILLED)
    assert RoutingDraft.objects.get().document["rule"][1] == {
        "code": "wires", "names": {"tr": "Parktaki çukur"}, "unit": "parks",
        "services": ["road_fault"], "words": ["park", "bahçe"],
    }  # fmt: skip
    post(client, "/desk/routing/draft/arrange/", act="remove:two")
    assert len(RoutingDraft.objects.get().document["rule"]) == 1
    post(client, "/desk/routing/draft/arrange/", act="drop:")
    assert not RoutingDraft.objects.exists()
    assert RoutingVersion.objects.get().document["rule"][0]["code"] == "wires"


def test_a_second_officer_reads_that_the_draft_changed_and_keeps_what_was_typed(
    client: Any, officer: Any
) -> None:
    post(client, "/desk/routing/begin/")
    post(client, "/desk/routing/draft/rule/", **FILLED)
    late = client.post("/desk/routing/draft/rule/", {**FILLED, "name_tr": "Geç kalan", "revision": 1})
    assert late.status_code == 409
    assert "Geç kalan" in words(late)
    assert len(RoutingDraft.objects.get().document["rule"]) == 1
    for address, fields in (("arrange", {"act": "remove:rule_1"}), ("try", {}), ("force", {"reason": "x"})):
        assert client.post(f"/desk/routing/draft/{address}/", {"revision": 1, **fields}).status_code == 409


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("unit", "moon"),
        ("services", ["moon"]),
        ("words", ".*"),
        ("polygon", "39,4 40,4"),
        ("polygon", "39.4, 40.4\n39.5, 40.4"),
        ("answers", "use"),
        ("hours", "between"),
        ("areas", "x" * 5000),
        ("name_tr", ""),
    ],
)
def test_odd_input_is_refused_kindly(client: Any, officer: Any, field: str, typed: Any) -> None:
    post(client, "/desk/routing/begin/")
    answer = post(client, "/desk/routing/draft/rule/", **{**FILLED, field: typed})
    assert answer.status_code == (302 if field == "areas" else 422)
    if field == "areas":
        # What the city does not have is told on the draft, where it can be mended.
        assert "notice-watch" in words(client.get("/desk/routing/draft/"))


def test_hostile_posts_never_break_the_draft(client: Any, officer: Any) -> None:
    post(client, "/desk/routing/begin/")
    for fields in ({"revision": "x"}, {"revision": "9" * 30}, {"act": "up:../.."}, {}):
        assert client.post("/desk/routing/draft/arrange/", fields).status_code == 409
    assert client.post("/desk/routing/versions/7/back/", {}).status_code == 404
    assert client.get("/desk/routing/draft/rule/none/").status_code == 404


def test_only_who_answers_for_units_changes_rules(client: Any) -> None:
    assert client.get("/desk/routing/").status_code == 302
    client.force_login(staff("clerk", "works"))
    assert "/desk/routing/begin/" not in words(client.get("/desk/routing/"))
    for address in ("begin/", "draft/try/", "draft/force/", "draft/arrange/", "draft/rule/"):
        assert client.post(f"/desk/routing/{address}", {}).status_code == 403


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("tr", ("Kopuk tel", "mesai dışında", "Yeni işler nereye gider", "acil")),
        ("fa", ("سیم بریده", "بیرون از ساعت اداری", "پرونده‌های تازه به کجا می‌روند", "فوری")),
        ("en", ("Torn wire", "outside working hours", "Where new cases go", "urgent")),
    ],
)
def test_the_rules_are_read_in_three_languages(
    client: Any, settings: Any, officer: Any, language: str, said: tuple[str, ...]
) -> None:
    add_version(document={"rule": [RULE]}, origin="desk", now=MONDAY, actor=officer, reason="Deneme")
    case(description="tel")
    in_language(client, settings, language)
    page = words(client.get("/desk/routing/"))
    for each in said:
        assert each in page
    post(client, "/desk/routing/begin/")
    for address in ("draft/", "draft/rule/", "draft/rule/wires/", "versions/1/"):
        assert client.get(f"/desk/routing/{address}").status_code == 200
    client.logout()
    in_language(client, settings, language)
    public = words(client.get("/routing/"))
    assert said[0] in public
    assert "Gülşah" not in public
    assert "Deneme" in public


def test_the_history_of_a_case_names_its_rule(client: Any, officer: Any) -> None:
    add_version(document={"rule": [{**RULE, "hours": ""}]}, origin="pack", now=MONDAY)
    made = case(description="tel")
    client.force_login(staff("manager", "lighting"))
    assert "Kopuk tel" in words(client.get(f"/desk/cases/{made.pk}/"))


def test_a_page_of_many_rules_costs_a_bounded_number_of_queries(
    client: Any, officer: Any, django_assert_max_num_queries: Any
) -> None:
    many = [{**RULE, "code": f"r{n}", "words": [f"kelime{n}"]} for n in range(150)]
    add_version(document={"rule": many}, origin="pack", now=MONDAY)
    post(client, "/desk/routing/begin/")
    post(client, "/desk/routing/draft/try/")
    with django_assert_max_num_queries(45):
        assert client.get("/desk/routing/draft/").status_code == 200
