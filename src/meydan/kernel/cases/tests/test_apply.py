"""A service is asked for with a form: the case opens once, and its answers stand with it until they are erased."""

import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.forms import registry
from meydan.base.forms.engine.path import unanswered
from meydan.base.forms.public import Draft, DraftFile, answers_in, definition_of, published
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.models import Case, CaseAnswers, Document
from meydan.kernel.cases.operations.applying import ask_registers_again
from meydan.kernel.cases.operations.words import erase_personal_words
from meydan.kernel.cases.tests.factories import picture
from meydan.kernel.cases.tests.reading import in_language, words

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["tr/gumushane", "ir/khoy"])
def city(request, pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = pack(request.param)
    call_command("load", verbosity=0)
    return found


@pytest.fixture
def gumushane(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    pack("tr/gumushane")
    call_command("load", verbosity=0)


PAPER = b"%PDF-1.7\n1 0 obj\n%%EOF"
PARTS = {"block": "101", "parcel": "7", "district": "1", "region": "2", "property": "4"}
TYPED = {
    "text": "Zeynep Kuşoğlu",
    "long_text": "Son beş yılın yol bakım harcamaları",
    "number": "10",
    "money": "100",
    "date": "30.11.2026",
    "yes_no": "no",
    "email": "a@b.example",
}


def typed_for(field, city):
    """What a person types for a field."""
    code, kind = field.code, field.kind
    if kind == "person_id":
        number = "10000000146" if city.country == "TR" else "0010350829"
        return {code: "1234567890" if "organisation" in code else number}
    if kind == "phone":
        return {code: "0532 123 45 67" if city.country == "TR" else "0914 123 4567"}
    if kind in ("choice", "choices"):
        return {code: field.choices[0].code}
    if kind == "parcel":
        parts = [part["code"] for part in city.document("address")["parcel"]]
        return {f"{code}__{part}": PARTS[part] for part in parts if part in PARTS}
    if kind == "point":
        return {f"{code}__words": "Cumhuriyet Caddesi 41"}
    if kind == "signature":
        return {f"{code}__name": "G. Işık", f"{code}__consent": "on"}
    if kind == "file":
        return {code: SimpleUploadedFile("a.pdf", PAPER)}
    if kind in ("photo", "sketch"):
        return {code: SimpleUploadedFile("a.jpg", picture().getvalue())}
    return {code: TYPED[kind]}


def fill_in(client, draft, city):
    """Walk through a form as a person does, page by page."""
    form = definition_of(draft.version)
    for _step in range(60):
        draft.refresh_from_db()
        lacking = unanswered(form, answers_in(draft.answers_sealed)[0])
        if not lacking:
            return
        page = form.page(lacking[0].page)
        if page.fields[0].kind == "group":
            row = {k: v for field in form.rows_of(page.code) for k, v in typed_for(field, city).items()}
            client.post(reverse("forms:row", args=[draft.key, page.code, 0]), row)
            continue
        sent = {}
        for field in page.fields:
            if not field.is_computed:
                sent |= typed_for(field, city)
        answer = client.post(reverse("forms:page", args=[draft.key, page.code]), sent)
        assert answer.status_code == 302, words(answer)
    raise AssertionError("the form has no end")


def begin(client, service):
    answer = client.post(f"/services/{service}/apply/", {"channel": "counter"})
    assert answer.status_code == 302
    return Draft.objects.order_by("-pk")[0]


@pytest.mark.parametrize(
    "service", ["building_permit", "information", "complaint", "market_stall", "road_closure"]
)
def test_every_form_of_the_packs_is_walked_to_a_case(client, city, service):
    assert reverse("cases:apply", args=[service]) in words(client.get(f"/services/{service}/"))
    draft = begin(client, service)
    fill_in(client, draft, city)
    files = set(DraftFile.objects.filter(draft=draft).values_list("sha256", flat=True))
    done = client.post(reverse("forms:send", args=[draft.key]), follow=True)
    case = Case.objects.get()
    assert case.code in words(done)
    assert (case.service.code, case.source) == (service, "web")
    assert CaseAnswers.objects.get().case == case
    # The same paper or photo sent with several boxes is one document of the case.
    assert Document.objects.filter(case=case).count() == len(files)
    client.post(reverse("forms:send", args=[draft.key]))
    assert Case.objects.count() == 1


def sent_case(client, service="information"):
    from meydan.base.packs.public import current

    draft = begin(client, service)
    fill_in(client, draft, current())
    client.post(reverse("forms:send", args=[draft.key]))
    return Case.objects.get()


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_the_form_is_read_in_three_languages(client, settings, gumushane, language):
    in_language(client, settings, language)
    said = {
        "tr": ("Formu doldur", "Forma başla", "Yapı ruhsatı", "Kim adına başvuruyorsunuz?"),
        "fa": ("پر کردن فرم", "شروع فرم", "پروانهٔ ساختمان", "به نام چه کسی درخواست می‌دهید؟"),
        "en": ("Fill in the form", "Begin the form", "Building permit", "For whom do you ask?"),
    }[language]
    assert said[0] in words(client.get("/services/building_permit/"))
    assert said[1] in words(client.get("/services/building_permit/apply/"))
    draft = begin(client, "building_permit")
    assert said[2] in words(client.get(reverse("forms:tasks", args=[draft.key])))
    assert said[3] in words(client.get(reverse("forms:page", args=[draft.key, "applicant_kind"])))


def test_the_unit_reads_the_answers_and_others_do_not(client, gumushane):
    case = sent_case(client)
    mine = staff("manager", case.unit)
    other = staff("clerk", "works")
    desk = Client()
    for account, sees in ((mine, True), (other, False)):
        desk.force_login(account)
        page = words(desk.get(reverse("cases:case", args=[case.pk])))
        assert 'id="form"' in page
        assert ("Zeynep Kuşoğlu" in page) is sees


def test_whoever_sent_it_takes_the_answers_home_and_nobody_else(client, gumushane):
    case = sent_case(client)
    address = reverse("cases:answers", args=[case.code])
    assert Client().get(address).status_code == 404
    session = client.session
    session["cases_mine"] = [case.code]
    session.save()
    found = json.loads(client.get(address).content)
    assert found["kept"]["applicant_name"] == "Zeynep Kuşoğlu"
    assert found["form"] == "information"


def test_what_was_written_is_erased_with_the_person(client, gumushane, administrator):
    case = sent_case(client)
    erase_personal_words(case_id=case.pk, actor=administrator, now=timezone.now())
    row = CaseAnswers.objects.get()
    assert bytes(row.answers_sealed) == b""
    client.force_login(administrator)
    assert "Zeynep Kuşoğlu" not in words(client.get(reverse("cases:case", args=[case.pk])))


def test_an_officer_says_how_it_came_in(client, gumushane):
    clerk = staff("clerk", "registry")
    client.force_login(clerk)
    case = sent_case(client)
    assert case.source == "counter"
    assert CaseAnswers.objects.get().channel == "counter"


# --- registers -----------------------------------------------------------------------------------
@pytest.fixture
def land_registry():
    """A register that answers as its test wants."""
    said = {"answer": registry.RegisterSilent()}

    def ask(key):
        if isinstance(said["answer"], Exception):
            raise said["answer"]
        return said["answer"]

    names = {"tr": "Tapu kaydı", "fa": "ثبت املاک", "en": "The land registry"}
    registry.register_source(registry.Source("land_registry", names, ask))
    yield said
    registry.forget_source("land_registry")


def at_parcel(client):
    draft = begin(client, "building_permit")
    sent = {"parcel__block": "101", "parcel__parcel": "7"}
    client.post(reverse("forms:page", args=[draft.key, "parcel"]), sent)
    return draft, reverse("forms:page", args=[draft.key, "parcel_area"])


def test_a_fact_is_taken_from_its_register_with_day_and_law(client, gumushane, land_registry):
    land_registry["answer"] = {"parcel_area": "512.5"}
    draft, address = at_parcel(client)
    draft.refresh_from_db()
    assert answers_in(draft.answers_sealed)[0]["parcel_area"] == "512.5"
    page = words(client.get(address))
    assert "Tapu kaydı kaydından alındı" in page
    assert "Kişisel Verilerin Korunması Kanunu" in page
    client.post(address, {"parcel_area": "600"})
    assert "farklı" in words(client.get(address))


@pytest.mark.parametrize(
    "fault",
    [registry.RegisterSilent(), RuntimeError("broken"), {"parcel_area": "junk"}, {}, {"parcel_area": 5}],
)
def test_a_register_that_is_down_or_wrong_stops_nobody(client, gumushane, land_registry, fault):
    from meydan.base.packs.public import current

    land_registry["answer"] = fault
    draft, _address = at_parcel(client)
    fill_in(client, draft, current())
    checked = words(client.get(reverse("forms:check", args=[draft.key])))
    assert "Henüz her şey doğrulanmadı" in checked
    client.post(reverse("forms:send", args=[draft.key]))
    assert Case.objects.count() == 1


def test_a_silent_register_is_asked_again_after_sending(client, gumushane, land_registry):
    from meydan.base.packs.public import current

    draft, _address = at_parcel(client)
    fill_in(client, draft, current())
    client.post(reverse("forms:send", args=[draft.key]))
    assert CaseAnswers.objects.get().unproven == 1
    assert ask_registers_again(now=timezone.now()) == 0
    land_registry["answer"] = {"parcel_area": "10"}
    assert ask_registers_again(now=timezone.now()) == 1
    assert CaseAnswers.objects.get().unproven == 0
    assert ask_registers_again(now=timezone.now()) == 0


def test_what_nobody_offers_is_not_there(client, gumushane):
    assert client.get("/services/road_fault/apply/").status_code == 404
    assert client.get("/services/moon/apply/").status_code == 404
    assert published("information").number == 1
