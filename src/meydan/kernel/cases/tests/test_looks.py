"""Who opened a file with personal data is written down, shown to the manager by name and to the citizen by role."""

from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from meydan.base.audit.public import entries, verify
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.operations.looking import note_look
from meydan.kernel.cases.policies import standing_of
from meydan.kernel.cases.queries.looks import VERB, looks_at
from meydan.kernel.cases.tests.factories import case, service

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 23, 12, 5, tzinfo=UTC)


@pytest.fixture(autouse=True)
def in_town(pack):
    return pack("tr/gumushane")


@pytest.fixture
def reported():
    service()
    return case(now=timezone.now(), reporter=public.Reporter(name="Ayşe Kaya", phone="+905321234567"))


def test_one_line_is_written_a_session_and_hour(reported):
    who = standing_of(staff("clerk", "works"))
    written = [
        note_look(case=reported, who=who, session_key=key, now=NOON + timedelta(minutes=after))
        for key, after in (("a", 0), ("a", 30), ("b", 31), ("a", 60))
    ]
    assert written == [True, False, True, True]
    assert entries(verb=VERB, thing=reported.ref).count() == 3
    assert verify().ok


def test_a_file_without_personal_data_leaves_no_line(client):
    service()
    bare = case(now=timezone.now())
    client.force_login(staff("clerk", "works"))
    client.get(f"/desk/cases/{bare.pk}/")
    assert not entries(verb=VERB).exists()


def test_an_erased_file_leaves_no_line_any_more(client, reported):
    public.erase_personal_words(case_id=reported.pk, actor=None, now=timezone.now())
    client.force_login(staff("clerk", "works"))
    client.get(f"/desk/cases/{reported.pk}/")
    assert not entries(verb=VERB).exists()


def test_the_page_and_the_margin_of_the_inbox_write_it(client, reported):
    client.force_login(staff("clerk", "works"))
    client.get("/desk/?folder=all")
    assert entries(verb=VERB, thing=reported.ref).count() == 1
    client.get(f"/desk/cases/{reported.pk}/")
    assert entries(verb=VERB, thing=reported.ref).count() == 1


def test_the_manager_reads_names_the_clerk_nothing_and_the_citizen_role_and_unit(client, reported):
    clerk = staff("clerk", "works", display_name="Nazlı Kurt")
    client.force_login(clerk)
    client.get(f"/desk/cases/{reported.pk}/")
    assert client.get(f"/desk/cases/{reported.pk}/looks/").status_code == 403
    client.force_login(staff("manager", "parks"))
    assert client.get(f"/desk/cases/{reported.pk}/looks/").status_code == 403
    client.force_login(staff("manager", "works"))
    shown = client.get(f"/desk/cases/{reported.pk}/looks/").content.decode().partition('id="looks"')[2]
    assert "Nazlı Kurt" in shown
    client.logout()
    session = client.session
    session["cases_mine"] = [reported.code]
    session.save()
    told = client.get(f"/follow/{reported.code}/").content.decode().partition('id="looks"')[2]
    assert "works Müdürlüğü" in told
    assert "Nazlı Kurt" not in told


def test_a_stranger_with_the_code_does_not_read_who_opened_it(client, reported):
    note_look(case=reported, who=standing_of(staff("clerk", "works")), session_key="a", now=NOON)
    assert 'id="looks"' not in client.get(f"/follow/{reported.code}/").content.decode()


def test_the_citizen_reads_one_line_a_day_role_and_unit(reported):
    for name in ("a", "b"):
        who = standing_of(staff("clerk", "works"))
        note_look(case=reported, who=who, session_key=name, now=NOON)
    assert len(looks_at(reported, with_names=True)) == 2
    assert len(looks_at(reported, with_names=False)) == 1
