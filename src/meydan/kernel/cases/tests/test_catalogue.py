"""The published table of service standards: sourced words, counted figures, the same in every form."""

import csv
import io
import json
import re
from datetime import timedelta

import pytest
from django.utils import timezone

from meydan.kernel.cases.models import Case
from meydan.kernel.cases.queries.catalogue import MIN_SAMPLE, year_of_cases
from meydan.kernel.cases.servicetable import service_rows
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.cases.tests.reading import in_language, words

pytestmark = pytest.mark.django_db
DEED = {"tr": "Tapu örneği", "fa": "تصویر سند", "en": "Title deed", "held_by": "land_registry"}
PLAN = {"tr": "Mimari proje", "fa": "نقشهٔ معماری", "en": "Drawings"}


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


def closed(count, days, **facts):
    now = timezone.now()
    for _turn in range(count):
        made = case(now=now - timedelta(days=30), **facts)
        Case.objects.filter(pk=made.pk).update(
            closed_at=made.opened_at + timedelta(days=days), outcome="done"
        )


def permit(**fields):
    facts = {
        "kind": "permit",
        "documents": [DEED, PLAN],
        "complaint_first": "works",
        "complaint_second": "works",
        "fee": {"amount": 0, "source": "x"},
        "channels": ["counter"],
        "is_online": False,
    }
    return service("permit", **{**facts, **fields})


def test_figures_are_counted_from_cases_with_their_sample_and_too_few_say_so():
    offered = service()
    closed(MIN_SAMPLE - 1, 4)
    year = year_of_cases(timezone.now() - timedelta(days=365))[offered.pk]
    assert (year.closed, year.is_enough) == (4, False)
    (row,) = service_rows([offered], timezone.now())
    assert "az" in row.mean
    assert "4" in row.mean
    closed(1, 9, source="counter")
    (row,) = service_rows([offered], timezone.now())
    assert row.year.is_enough
    assert row.year.mean_days == pytest.approx(5.0)
    assert row.year.online_share == pytest.approx(0.8)
    assert "5,0" in row.mean


def test_what_sensors_and_officers_open_counts_as_neither_from_home_nor_not():
    offered = service()
    closed(MIN_SAMPLE, 2)
    for source in ("alert", "staff", "detection"):
        case(now=timezone.now(), source=source)
    year = year_of_cases(timezone.now() - timedelta(days=365))[offered.pk]
    assert (year.opened, year.by_citizens, year.online_share) == (8, 5, 1.0)


def test_a_case_of_two_years_ago_counts_no_more():
    offered = service()
    closed(MIN_SAMPLE, 3)
    Case.objects.update(opened_at=timezone.now() - timedelta(days=800))
    Case.objects.update(closed_at=timezone.now() - timedelta(days=790))
    assert offered.pk not in year_of_cases(timezone.now() - timedelta(days=365))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("tr", ("Tapu örneği", "Tapu ve Kadastro (TAKBİS)", "10 iş günü", "yok")),
        ("fa", ("تصویر سند", "ثبت املاک ترکیه (TAKBİS)", "۱۰ روز کاری", "ندارد")),
        ("en", ("Title deed", "Land registry (TAKBİS)", "10 working days", "none")),
    ],
)
def test_the_sheet_of_a_unit_holds_every_column_in_every_language(client, settings, language, said):
    permit()
    in_language(client, settings, language)
    page = words(client.get("/services/unit/works/"))
    for one in said:
        assert one in page
    assert client.get("/services/unit/parks/").status_code == 404


def test_csv_xlsx_and_json_say_the_same(client, settings):
    from openpyxl import load_workbook

    permit()
    service()
    in_language(client, settings, "en")
    sheet = list(csv.reader(io.StringIO(client.get("/services.csv").content.decode("utf-8-sig"))))
    book = load_workbook(io.BytesIO(client.get("/services.xlsx").content)).active
    cells = [["" if cell is None else str(cell) for cell in row] for row in book.iter_rows(values_only=True)]
    assert sheet == cells
    told = client.get("/services.json").json()
    assert [row["names"]["en"] for row in told["services"]] == [row[1] for row in sheet[1:]]
    asked = next(row for row in told["services"] if row["code"] == "permit")
    assert [paper["held_by"] for paper in asked["documents"]] == ["land_registry", ""]
    assert client.get("/services.exe").status_code == 404
    assert client.get("/services.json?unit=parks").json()["count"] == 0


def test_a_name_that_begins_like_a_formula_is_no_formula_in_the_sheet(client, settings):
    service(names={"en": "=cmd()", "tr": "=cmd()", "fa": "=cmd()"})
    in_language(client, settings, "en")
    assert "'=cmd()" in client.get("/services.csv").content.decode("utf-8-sig")


def test_every_service_has_one_address_a_language_that_stays(client):
    service()
    links = client.get("/services.json").json()["services"][0]["links"]
    assert set(links) == {"tr", "fa", "en"}
    for language, address in links.items():
        path = re.sub(r"^https?://[^/]+", "", address)
        shown = client.get(path)
        assert shown.status_code == 200
        assert shown["Content-Language"] == language


def test_the_page_carries_schema_org_that_nothing_in_a_name_can_break_out_of(client, settings):
    permit(names={"en": "</script><b>x", "tr": "</script><b>x", "fa": "</script><b>x"})
    in_language(client, settings, "en")
    page = words(client.get("/services/permit/"))
    written = re.search(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', page, re.S)[1]
    said = json.loads(written)
    assert said["@type"] == "GovernmentService"
    assert said["name"] == "</script><b>x"
    assert said["availableChannel"]["availableLanguage"] == ["tr", "fa", "en"]
    assert said["offers"] == {"@type": "Offer", "price": 0, "priceCurrency": "TRY"}
    assert len(client.get("/services.jsonld").json()) == 1


def test_a_service_that_is_not_public_is_in_no_form(client):
    service("inner", is_public=False)
    for form in ("csv", "json", "jsonld"):
        assert b"inner" not in client.get(f"/services.{form}").content
    assert client.get("/services/inner/").status_code == 404
