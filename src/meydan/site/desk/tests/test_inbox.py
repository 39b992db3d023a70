"""The inbox: order, counts, search, sheets, and how little it asks of the database."""

import io
from datetime import timedelta

import pytest
from django.utils import timezone
from openpyxl import load_workbook

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.tests.factories import case, service

pytestmark = pytest.mark.django_db
HOURS = {"id": "h", "unit": "hour", "names": {"en": "Hours"}}


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def officer(client):
    service()
    found = staff("manager", "works", display_name="Gülşah Işık")
    client.force_login(found)
    return found


def timed(code, hours, now):
    return case(service=service(code, clocks=[{**HOURS, "length": hours}]), now=now)


def words(response):
    return response.content.decode()


def test_what_ends_first_stands_first_and_stopped_cases_last(client, officer):
    now = timezone.now()
    late, soon, later = timed("a", 1, now - timedelta(hours=9)), timed("b", 5, now), timed("c", 50, now)
    waiting = case(now=now)
    public.assign(case_id=waiting.pk, assignee=officer, actor=officer, now=now)
    for step in ("assign", "start"):
        public.advance(case_id=waiting.pk, transition=step, actor=officer, now=now)
    public.advance(case_id=waiting.pk, transition="ask", actor=officer, now=now, note="Kapı no?")
    listed = client.get("/desk/?folder=unit").context["rows"]
    assert [row.case.pk for row in listed] == [late.pk, soon.pk, later.pk, waiting.pk]
    assert listed[0].face.state == "bad"
    assert listed[-1].face.state == "stale"


def test_the_folders_count_what_they_hold(officer):
    now = timezone.now().replace(hour=6)
    timed("a", 1, now - timedelta(hours=3))
    timed("b", 2, now)
    timed("c", 90, now)
    found = public.counts(officer, now)
    assert (found["unit"], found["overdue"], found["today"], found["mine"]) == (3, 1, 1, 0)
    stranger = staff("clerk", "parks")
    assert public.counts(stranger, now)["unit"] == 0
    assert public.counts(stranger, now)["all"] == 3
    assert public.counts(staff("mayor", "municipality"), now)["unit"] == 3


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("tr", ("Birimim", "Bugün biten", "Geciken", "Saat durdu", "10 iş günü")),
        ("fa", ("واحد من", "مهلت امروز", "دیرکرده", "مهلت ایستاده", "۱۰ روز کاری")),
        ("en", ("My unit", "Due today", "Overdue", "Clock stopped", "10 working days")),
    ],
)
def test_an_officer_reads_it_in_three_languages(client, settings, officer, language, said):
    made = case(now=timezone.now())
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = words(client.get("/desk/"))
    for each in (*said, made.code):
        assert each in page


def test_a_code_or_a_street_in_any_spelling_is_found(client, officer):
    made = case(now=timezone.now(), address="Cumhuriyet Caddesi 41")
    case(now=timezone.now(), address="Atatürk Bulvarı 3")
    for typed in (made.code.lower(), made.code.replace("-", ""), "CUMHURİYET", "cumhuriyet caddesi"):
        rows = client.get("/desk/", {"q": typed}).context["rows"]
        assert [row.case.pk for row in rows] == [made.pk], typed
    assert "Buna uyan bir iş yok" in words(client.get("/desk/?q=zzz"))


def test_the_sheets_hold_the_list_and_disarm_formulas(client, officer):
    made = case(now=timezone.now(), address="=cmd|' /C calc'!A0")
    csv = client.get("/desk/inbox.csv?folder=unit").content.decode("utf-8-sig")
    assert made.code in csv
    assert "'=cmd" in csv
    book = load_workbook(io.BytesIO(client.get("/desk/inbox.xlsx?folder=unit").content))
    assert book.active.cell(2, 1).value == made.code
    assert book.active.cell(2, 4).value.startswith("'=")
    assert book.active.cell(2, 4).data_type == "s"


def test_the_list_costs_at_most_five_queries_and_the_page_twenty_one(
    client, officer, django_assert_max_num_queries
):
    now = timezone.now()
    for _one in range(12):
        case(now=now)
    with django_assert_max_num_queries(5):
        listed = list(public.inbox(officer, public.InboxFilter("unit"), now))
        assert all(public.case_face(one, now) for one in listed)
        assert all(one.unit.code and one.title for one in listed)
    client.get("/desk/")
    with django_assert_max_num_queries(21):
        client.get("/desk/")


def test_the_sentence_of_a_room_above_stands_by_the_case(client, officer):
    public.register_closing_note(lambda made: f"Kapanınca {made.code} göstergeyi artırır", name="test")
    try:
        made = case(now=timezone.now())
        assert f"Kapanınca {made.code}" in words(client.get("/desk/"))
    finally:
        from meydan.kernel.cases import registry

        registry._notes.pop("test")


def test_a_visitor_is_sent_to_sign_in(client):
    assert client.get("/desk/").url.startswith("/accounts/login/")
