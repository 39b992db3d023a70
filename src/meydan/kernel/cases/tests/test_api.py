"""The JSON list of cases: what it finds, how it pages, what it refuses, and what the database does for it."""

import json
from datetime import UTC, datetime, timedelta

import pytest
import shapely
from django.db import connection
from django.utils import timezone

from meydan.base.people.tests.factories import account, staff
from meydan.base.people.tests.factories import unit as make_unit
from meydan.kernel.cases import public
from meydan.kernel.cases.api.asked import read
from meydan.kernel.cases.models import Case
from meydan.kernel.cases.queries.filters import InboxFilter, narrowed
from meydan.kernel.cases.queries.pages import ORDERS, count_up_to, page_of
from meydan.kernel.cases.tests.factories import MONDAY, case, service
from meydan.kernel.places.public import PlaceRow, ensure_layer, store_places

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def in_town(pack):
    return pack("tr/gumushane")


@pytest.fixture
def officer(client):
    service()
    found = staff("manager", "works")
    client.force_login(found)
    return found


def found(client, **asked):
    response = client.get("/api/cases", asked)
    assert response.status_code == 200, response.content
    return response.json()


def codes(client, **asked):
    return [one["code"] for one in found(client, **asked)["cases"]]


def refused(client, **asked):
    response = client.get("/api/cases", asked)
    assert response["Content-Type"] == "application/problem+json"
    return response.status_code, response.json()


def test_a_case_is_told_in_plain_columns(client, officer):
    made = case(now=MONDAY, lon=39.48, lat=40.46)
    (told,) = found(client)["cases"]
    assert told["code"] == made.code
    assert (told["service"], told["unit"], told["state"]) == ("road_fault", "works", "received")
    assert told["title"] == "Kaldırım çukuru"
    assert told["opened_at"] == "2026-11-23T09:00:00Z"
    assert (told["lon"], told["lat"], told["version"]) == (39.48, 40.46, made.version)
    assert client.get(f"/api/cases/{made.pk}").json() == told
    assert client.get(f"/api/cases/{made.pk}", headers={"Accept-Language": "en"}).json()["code"] == made.code


def test_nothing_personal_is_in_it(client, officer):
    case(
        now=MONDAY,
        description="Komşum Hüseyin",
        reporter=public.Reporter(name="Ayşe Kaya", phone="+905321234567", email="ayse@example.org"),
    )
    body = client.get("/api/cases").content.decode()
    for personal in ("Hüseyin", "Ayşe", "5321234567", "ayse@"):
        assert personal not in body


def test_every_wish_narrows_the_list(client, officer):
    old = case(now=MONDAY - timedelta(days=40), lon=39.40, lat=40.40, address="Atatürk Bulvarı 3")
    new = case(now=MONDAY, service=service("lamp"), lon=39.48, lat=40.46)
    public.assign(case_id=new.pk, assignee=officer, actor=officer, now=MONDAY)
    other = case(now=MONDAY, unit=staff("clerk", "parks").holdings.get().post.unit)
    Case.objects.filter(pk=other.pk).update(closed_at=MONDAY, outcome="done", due_at=None, state="done")
    assert codes(client, open="1") == [new.code, old.code]
    assert codes(client, open="0") == [other.code]
    assert codes(client, unit="parks") == [other.code]
    assert codes(client, unit="nobody") == []
    assert codes(client, service="lamp") == [new.code]
    assert codes(client, state="done") == [other.code]
    assert codes(client, assignee=officer.username) == [new.code]
    assert codes(client, bbox="39.47,40.45,39.49,40.47") == [new.code]
    assert codes(client, q="ataturk bulvari") == [old.code]
    assert codes(client, q=new.code.lower()) == [new.code]
    assert codes(client, opened_until="2026-11-01") == [old.code]
    assert codes(client, closed_from="2026-11-23") == [other.code]
    assert codes(client, folder="mine") == [new.code]
    assert set(codes(client, updated_from="2026-11-23T00:00:00+03:00")) == {new.code, other.code}


def test_overdue_is_what_the_clock_says_now(client, officer):
    late = case(now=timezone.now() - timedelta(days=60))
    case(now=timezone.now())
    assert codes(client, overdue="true") == [late.code]
    assert found(client, overdue="true")["cases"][0]["is_overdue"] is True
    assert late.code not in codes(client, overdue="false")


def test_a_neighbourhood_holds_what_lies_inside_its_edge_not_its_box(client, officer):
    layer = ensure_layer("neighbourhoods", names={"en": "Neighbourhoods"}, geometry="area")
    corner = shapely.Polygon([(39.4, 40.4), (39.5, 40.4), (39.4, 40.5)])
    store_places(
        layer=layer, rows=[PlaceRow("corner", {"tr": "Köşe"}, corner)], is_sample=False, now=timezone.now()
    )
    inside = [case(now=MONDAY + timedelta(minutes=i), lon=39.42, lat=40.42).code for i in range(5)]
    for i in range(9):  # in the box, beyond the edge
        case(now=MONDAY + timedelta(minutes=i), lon=39.49, lat=40.49)
    assert codes(client, neighbourhood="corner") == inside[::-1]
    first = found(client, neighbourhood="corner", limit=2)
    assert [one["code"] for one in first["cases"]] == [inside[4], inside[3]]
    rest = found(client, neighbourhood="corner", limit=2, cursor=first["next"])
    assert [one["code"] for one in rest["cases"]] == [inside[2], inside[1]]
    assert refused(client, neighbourhood="elsewhere")[1]["parameter"] == "neighbourhood"


@pytest.mark.parametrize("order", ORDERS)
def test_a_walk_over_pages_meets_every_case_once_also_those_of_one_moment(client, officer, order):
    made = {case(now=MONDAY + timedelta(hours=number // 3)).code for number in range(10)}
    if order == "closed":
        Case.objects.update(closed_at=MONDAY, outcome="done", due_at=None)
    walked, cursor = [], ""
    while True:
        page = found(client, order=order, limit=3, **({"cursor": cursor} if cursor else {}))
        walked += [one["code"] for one in page["cases"]]
        cursor = page.get("next")
        if not cursor:
            break
    assert len(walked) == 10
    assert set(walked) == made


def test_a_case_that_comes_while_one_walks_by_change_is_met_at_the_end(client, officer):
    first = [case(now=MONDAY + timedelta(minutes=number)) for number in range(4)]
    page = found(client, order="updated", limit=2)
    public.add_note(case_id=first[0].pk, text="Bakıldı", actor=officer, now=MONDAY + timedelta(days=1))
    rest = found(client, order="updated", limit=9, cursor=page["next"])
    assert [one["code"] for one in rest["cases"]] == [first[2].code, first[3].code, first[0].code]


@pytest.mark.parametrize(
    ("asked", "where"),
    [
        ({"limit": "0"}, "limit"),
        ({"limit": "501"}, "limit"),
        ({"limit": "ten"}, "limit"),
        ({"open": "perhaps"}, "open"),
        ({"order": "name"}, "order"),
        ({"bbox": "1,2,3"}, "bbox"),
        ({"bbox": "nan,nan,nan,nan"}, "bbox"),
        ({"bbox": "39.5,40,39.4,41"}, "bbox"),
        ({"opened_from": "yesterday"}, "opened_from"),
        ({"opened_from": "2026-13-01"}, "opened_from"),
        ({"opened_from": "2026-11-23T10:00:00"}, "opened_from"),
        ({"closed_until": "9999-12-31T23:59:59-14:00"}, "closed_until"),
        ({"cursor": "%%%"}, "cursor"),
        ({"cursor": "WyJvcGVuZWQiLCAxXQ"}, "cursor"),
        ({"cursor": "A" * 201}, "cursor"),
        ({"q": "x" * 121}, "q"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_name(client, officer, asked, where):
    status, problem = refused(client, **asked)
    assert (status, problem["status"], problem["parameter"]) == (400, 400, where)
    assert problem["detail"].endswith(".")


def test_an_unknown_parameter_and_one_given_twice_are_refused(client, officer):
    assert refused(client, colour="red")[0] == 400
    assert client.get("/api/cases?unit=a&unit=b").json()["parameter"] == "unit"


def test_a_cursor_of_another_order_is_refused(client, officer):
    for number in range(3):
        case(now=MONDAY + timedelta(minutes=number))
    cursor = found(client, order="opened", limit=1)["next"]
    assert refused(client, order="updated", cursor=cursor)[1]["parameter"] == "cursor"


def test_a_null_sign_and_wildcards_find_nothing_more(client, officer):
    case(now=MONDAY)
    assert codes(client, q="%") == []
    assert client.get("/api/cases?q=a%00b").status_code == 200


def test_visitors_and_citizens_are_kept_out(client):
    assert client.get("/api/cases").status_code == 401
    client.force_login(account())
    assert client.get("/api/cases").status_code == 403
    assert client.get("/api/cases/1").status_code == 403


def test_a_case_that_is_not_there_and_a_write_are_told_as_problems(client, officer):
    assert client.get("/api/cases/999").status_code == 404
    refusal = client.post("/api/cases")
    assert (refusal.status_code, refusal["Allow"]) == (405, "GET, HEAD")


@pytest.mark.parametrize("number", ["-1", "0", "x", "²", "9" * 5000, "%00"])
def test_whatever_stands_in_the_place_of_a_number_is_a_problem_and_never_a_page(client, officer, number):
    answer = client.get(f"/api/cases/{number}")
    assert (answer.status_code, answer["Content-Type"]) == (404, "application/problem+json")


def test_what_has_not_changed_is_not_sent_again(client, officer):
    made = case(now=MONDAY)
    first = client.get("/api/cases")
    again = client.get("/api/cases", headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    public.add_note(case_id=made.pk, text="Bakıldı", actor=officer, now=timezone.now())
    assert client.get("/api/cases", headers={"If-None-Match": first["ETag"]}).status_code == 200
    assert "private" in first["Cache-Control"]


def test_counting_stops_at_its_bound(client, officer):
    for _one in range(3):
        case(now=MONDAY)
    assert found(client, count="1")["count"] == {"value": 3, "is_more": False}
    assert "count" not in found(client)
    assert count_up_to(Case.objects.all(), 2) == (2, True)


def test_a_hundred_cases_cost_as_many_queries_as_one(client, officer, django_assert_num_queries):
    for _one in range(12):
        case(now=MONDAY)
    client.get("/api/cases")
    with django_assert_num_queries(7):  # session, account, roles, posts; page, services, units
        client.get("/api/cases")


def test_the_openapi_document_names_every_parameter_and_every_column(client, officer):
    document = client.get("/api/openapi.json").json()
    asked = {one["name"] for one in document["paths"]["/api/cases"]["get"]["parameters"]}
    assert {"unit", "open", "bbox", "cursor", "neighbourhood", "updated_from"} <= asked
    case(now=MONDAY)
    told = set(found(client)["cases"][0])
    assert told == set(document["components"]["schemas"]["CaseRow"]["properties"])
    json.dumps(document)


SPREAD = 20  # units, and a service of each
LISTS = [
    ("case_open_opened", "opened", {"is_open": True}),
    ("case_inbox", "due", {"is_open": True, "unit": "works"}),
    ("case_due", "due", {"is_open": True}),
    ("case_mine", "due", {"is_open": True, "assignee": "memur"}),
    (
        "case_opened",
        "opened",
        {"opened": (datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 1, tzinfo=UTC))},
    ),
    ("case_of_unit", "opened", {"unit": "works"}),
    ("case_of_service", "opened", {"service": "road_fault"}),
    ("case_closed", "closed", {"is_open": False}),
    ("case_updated", "updated", {"updated": (datetime(2026, 1, 1, tzinfo=UTC), None)}),
    ("case_point", "updated", {"box": (39.1, 40.1, 39.1001, 40.1001)}),
]


@pytest.mark.store
@pytest.mark.parametrize(("index", "order", "wishes"), LISTS, ids=[name for name, *_ in LISTS])
def test_a_list_is_read_from_its_index_and_not_sorted(index, order, wishes):
    service()
    staff("clerk", "works")
    account("memur")
    _fill(4000)
    cases = narrowed(Case.objects.all(), InboxFilter(folder="", **wishes), timezone.now())
    seen = []

    def note(execute, sql, values, many, context):
        if "cases_case" in sql and " ORDER BY " in sql:
            seen.append(_plan(sql, values))
        return execute(sql, values, many, context)

    with connection.execute_wrapper(note):
        page_of(cases, order=order, columns=("code",), limit=20)
    (plan,) = seen
    assert index in plan
    if index != "case_point":
        assert "TEMP B-TREE" not in plan
        assert "Sort" not in plan


def _plan(sql, values):
    words = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    with connection.cursor() as cursor:
        cursor.cursor.execute(words + sql.replace("%s", "?"), values) if connection.vendor == "sqlite" else (
            cursor.cursor.execute(words + sql, values)
        )
        return "\n".join(str(row) for row in cursor.cursor.fetchall())


def _fill(count):
    """Many cases in one statement, one in twenty open, spread over a year, the town, its units and services."""
    one = case(now=MONDAY)
    # An index of a unit is only worth choosing where most cases are of other units.
    units = [one.unit, *(make_unit(f"unit{number}") for number in range(1, SPREAD))]
    services = [
        one.service,
        *(service(f"service{number}", unit=units[number]) for number in range(1, SPREAD)),
    ]
    rows = []
    for number in range(count):
        opened = MONDAY - timedelta(hours=2 * number)
        is_open = number % 20 == 0
        of = number // 20 % SPREAD
        rows.append(
            Case(
                code=f"T-{number}", service=services[of], unit=units[of], state="received" if is_open else "done",
                outcome="" if is_open else "done", closed_at=None if is_open else opened + timedelta(days=3),
                due_at=opened + timedelta(days=9) if is_open else None, opened_at=opened, updated_at=opened,
                lon=39 + number % 100 / 100, lat=40 + number % 97 / 97, assignee_id=None,
            )
        )  # fmt: skip
    Case.objects.bulk_create(rows)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def test_reading_an_address_keeps_what_was_asked():
    from django.http import QueryDict

    asked = read(QueryDict("open=1&limit=7&unit=works"))
    assert (asked.is_open, asked.limit, asked.chosen().unit) == (True, 7, "works")
