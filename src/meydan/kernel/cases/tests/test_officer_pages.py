"""What an officer sees: the case, its ways on, its clocks."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from meydan.base.people.tests.factories import staff, unit
from meydan.kernel.cases import public
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.tests.factories import case, picture, service
from meydan.kernel.cases.tests.reading import in_language, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


def photo(name="a.jpg"):
    return SimpleUploadedFile(name, picture().getvalue(), content_type="image/jpeg")


@pytest.fixture
def officer(client):
    service()
    found = staff("manager", "works", display_name="Gülşah Işık")
    client.force_login(found)
    return found


def test_a_visitor_is_sent_to_sign_in(client):
    made = case(now=timezone.now())
    assert client.get(f"/desk/cases/{made.pk}/").url.startswith("/accounts/login/")


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("tr", ("Sıradaki adım", "Saatler", "Görevlendir")),
        ("fa", ("گام بعدی", "مهلت‌ها", "ارجاع")),
        ("en", ("Next step", "Clocks", "Assign")),
    ],
)
def test_the_officer_sees_the_ways_on_and_how_the_clock_counts(client, settings, officer, language, said):
    made = case(now=timezone.now(), reporter=public.Reporter(name="Ayşe Çelik", phone="+905321234567"))
    in_language(client, settings, language)
    page = words(client.get(f"/desk/cases/{made.pk}/"))
    for each in said:
        assert each in page
    assert "Ayşe Çelik" in page


def test_an_officer_of_another_unit_sees_no_name_and_no_way_on(client):
    made = case(now=timezone.now(), reporter=public.Reporter(name="Ayşe Çelik", phone="+905321234567"))
    client.force_login(staff("manager", "parks"))
    page = words(client.get(f"/desk/cases/{made.pk}/"))
    assert "Ayşe" not in page
    assert 'name="transition"' not in page
    answer = client.post(
        f"/desk/cases/{made.pk}/move/", {"transition": "refuse_received", "note": "x", "version": "1"}
    )
    assert answer.status_code == 403
    assert Case.objects.get().state == "received"


def test_assigning_and_moving_is_one_press(client, officer):
    made = case(now=timezone.now())
    answer = client.post(
        f"/desk/cases/{made.pk}/move/",
        {"transition": "assign", "assignee": officer.pk, "version": made.version},
    )
    assert answer.status_code == 302
    made.refresh_from_db()
    assert (made.state, made.assignee) == ("assigned", officer)


def test_missing_evidence_keeps_the_words(client, officer):
    made = case(now=timezone.now())
    public.assign(case_id=made.pk, assignee=officer, actor=officer, now=timezone.now())
    public.advance(case_id=made.pk, transition="assign", actor=officer, now=timezone.now())
    held = public.advance(case_id=made.pk, transition="start", actor=officer, now=timezone.now())
    path = f"/desk/cases/{made.pk}/move/"
    back = client.post(path, {"transition": "finish", "note": "Asfalt yama yapıldı", "version": held.version})
    assert back.status_code == 422
    assert "kanıt olarak" in words(back)
    assert "Asfalt yama yapıldı" in words(back)
    done = client.post(
        path, {"transition": "finish", "note": "Yama", "version": held.version, "evidence": photo()}
    )
    assert done.status_code == 302
    assert Case.objects.get().outcome == "done"


def test_a_conflict_keeps_what_was_typed(client, officer):
    made = case(now=timezone.now())
    public.assign(case_id=made.pk, assignee=officer, actor=officer, now=timezone.now())
    back = client.post(
        f"/desk/cases/{made.pk}/move/",
        {"transition": "refuse_received", "note": "Uzun uzun yazdım", "version": made.version},
    )
    assert back.status_code == 409
    assert "Uzun uzun yazdım" in words(back)
    assert "Başka biri" in words(back)
    assert Case.objects.get().state == "received"


def test_the_case_page_asks_the_database_little(client, officer, django_assert_max_num_queries):
    made = case(now=timezone.now(), photos=[picture()], reporter=public.Reporter(phone="+905321234567"))
    for turn in range(6):
        public.add_note(case_id=made.pk, text=f"not {turn}", actor=officer, now=timezone.now())
    client.get(f"/desk/cases/{made.pk}/")
    with django_assert_max_num_queries(23):
        client.get(f"/desk/cases/{made.pk}/")


def test_a_case_is_given_to_an_inspector_of_a_unit_below_and_not_of_one_beside(client, officer):
    made = case(now=timezone.now())
    below = staff("inspector", unit("roads", unit("works")), display_name="Deniz Yol")
    staff("inspector", "parks", display_name="Ferit Park")
    page = words(client.get(f"/desk/cases/{made.pk}/"))
    assert "Deniz Yol" in page
    assert "Ferit Park" not in page
    sent = {"assignee": below.pk, "version": made.version}
    assert client.post(f"/desk/cases/{made.pk}/assign/", sent).status_code == 302
    made.refresh_from_db()
    assert made.assignee == below
