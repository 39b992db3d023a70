"""One phone, proven by a code: its cases, its data, its erasure."""

import csv
import io
import json
import re
import zipfile
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from meydan.base.audit.public import entries
from meydan.base.notify.public import Message
from meydan.base.notify.sealing import unseal
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.models import Case, CaseWords, Document, PhoneProof, Reporter, Supporter
from meydan.kernel.cases.operations.photos import media_path
from meydan.kernel.cases.operations.proving import CodeWrong, prove, send_code, sweep_proofs
from meydan.kernel.cases.operations.supporting import support
from meydan.kernel.cases.queries.chain import chain_faults
from meydan.kernel.cases.tests.factories import case, picture, service
from meydan.kernel.cases.tests.reading import in_language, words

pytestmark = pytest.mark.django_db
PHONE, OTHER = "+905321234567", "+905329876543"


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


def mine(phone=PHONE, **facts):
    who = public.Reporter(name="Ayşe Çelik", phone=phone, language="tr")
    return case(now=timezone.now(), reporter=who, **facts)


def code_sent():
    message = Message.objects.filter(template="phone_code").order_by("pk").last()
    return re.search(r"\b\d{6}\b", unseal(bytes(message.body_sealed)))[0]


def proven(client, phone="0532 123 45 67"):
    client.post("/my/", {"act": "phone", "phone": phone})
    return client.post("/my/", {"act": "code", "phone": phone, "proof": code_sent()}, follow=True)


@pytest.mark.parametrize(
    ("language", "said"),
    [("tr", "Neler bildirdim"), ("fa", "آنچه گزارش کرده‌ام"), ("en", "What I reported")],
)
def test_all_cases_of_one_phone_are_seen_after_a_code(client, settings, language, said):
    first, second, foreign = mine(), mine(), mine(OTHER)
    supported = mine(OTHER)
    support(case_id=supported.pk, address="10.0.0.3", phone=PHONE, now=timezone.now())
    in_language(client, settings, language)
    page = words(proven(client))
    assert said in page
    for one in (first, second, supported):
        assert one.code in page
    assert foreign.code not in page
    assert "mine" not in words(Client().get("/my/")) or first.code not in words(Client().get("/my/"))


def test_the_proven_phone_opens_its_cases_on_another_device(client):
    made = mine()
    officer = staff("manager", "works")
    public.message_reporter(case_id=made.pk, text="Kapı no?", actor=officer, now=timezone.now())
    assert "Kapı no?" not in words(client.get(f"/follow/{made.code}/"))
    proven(client)
    assert "Kapı no?" in words(client.get(f"/follow/{made.code}/"))


def test_nobody_learns_which_phones_have_reported_and_no_stranger_is_messaged(client):
    mine()
    known = words(client.post("/my/", {"act": "phone", "phone": "0532 123 45 67"}))
    unknown = words(Client().post("/my/", {"act": "phone", "phone": "0532 000 00 00"}))
    strip = lambda page: re.sub(r'value="[^"]*"|nonce="[^"]*"', "", page)  # noqa: E731
    assert strip(known) == strip(unknown)
    assert Message.objects.count() == 2, "one about the case, one code"


def test_a_code_is_used_once_and_ends_after_minutes(now):
    mine()
    send_code(phone=PHONE, language="tr", now=now)
    code = code_sent()
    with pytest.raises(CodeWrong):
        prove(phone=PHONE, code=code, now=now + timedelta(minutes=11))
    with pytest.raises(CodeWrong):
        prove(phone=OTHER, code=code, now=now)
    prove(phone=PHONE, code=code, now=now)
    with pytest.raises(CodeWrong):
        prove(phone=PHONE, code=code, now=now)


def test_a_code_is_not_found_by_guessing(now):
    mine()
    send_code(phone=PHONE, language="tr", now=now)
    code = code_sent()
    for guess in range(5):
        with pytest.raises(CodeWrong):
            prove(phone=PHONE, code=f"x{guess}", now=now)
    with pytest.raises(CodeWrong):
        prove(phone=PHONE, code=code, now=now)


def test_a_phone_does_not_ring_more_than_three_times_in_half_an_hour(now):
    mine()
    assert [send_code(phone=PHONE, language="tr", now=now) for _turn in range(5)].count(True) == 3
    assert send_code(phone=PHONE, language="tr", now=now + timedelta(minutes=31))
    assert PhoneProof.objects.count() == 4
    assert sweep_proofs(before=now + timedelta(days=1)) == 4


def test_the_code_stands_nowhere_in_clear(now):
    mine()
    send_code(phone=PHONE, language="tr", now=now)
    kept = PhoneProof.objects.get()
    assert code_sent() not in kept.code_digest + kept.phone_digest
    assert PHONE not in repr(vars(kept))


def archive(client):
    return zipfile.ZipFile(io.BytesIO(client.get("/my/data.zip").content))


def test_the_data_is_taken_along_as_json_and_csv_with_the_files(client):
    made = mine(description="Çukur derin", photos=[picture()])
    mine(OTHER, description="başkasının sözü")
    public.message_reporter(
        case_id=made.pk, text="Kapı no?", actor=staff("manager", "works"), now=timezone.now()
    )
    public.add_note(case_id=made.pk, text="iç not", actor=staff("clerk", "works"), now=timezone.now())
    assert client.get("/my/data.zip").status_code == 302
    proven(client)
    taken = archive(client)
    (facts,) = json.loads(taken.read("cases.json"))
    assert (facts["code"], facts["phone"], facts["name"]) == (made.code, PHONE, "Ayşe Çelik")
    assert facts["description"] == "Çukur derin"
    assert "Kapı no?" in [line["words"] for line in facts["history"]]
    assert "iç not" not in taken.read("cases.json").decode()
    assert "başkasının" not in taken.read("cases.json").decode()
    (row,) = csv.DictReader(io.StringIO(taken.read("cases.csv").decode("utf-8-sig")))
    assert (row["code"], row["description"]) == (made.code, "Çukur derin")
    assert taken.read(facts["files"][0]).startswith(b"\xff\xd8")


def test_erasure_takes_everything_personal_and_leaves_a_record(client):
    made = mine(description="Çukur, Ayşe'nin evi önünde", photos=[picture()])
    kept_by_other = mine(OTHER, photos=[picture()])
    sha = made.documents.get().sha256
    proven(client)
    assert client.post("/my/erase/", {}).status_code == 302, "the box is not ticked"
    assert Reporter.objects.get(case=made).phone_digest
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("django.db.transaction.on_commit", lambda work, using=None: work())
        page = words(client.post("/my/erase/", {"sure": "yes"}))
    record = public.history(made)[-1]
    assert bytes(record.seal).hex()[:16] in page
    assert record.body == {"by": "reporter", "what": "everything", "count": 1}
    made.refresh_from_db()
    gone = Reporter.objects.get(case=made)
    assert (made.description, bytes(gone.phone_sealed), bytes(gone.name_sealed), gone.phone_digest) == (
        "", b"", b"", "",
    )  # fmt: skip
    assert not Document.objects.filter(case=made).exists()
    assert media_path(sha).exists(), "the other's photo is the same picture and stays"
    assert kept_by_other.documents.exists()
    assert list(chain_faults()) == []
    assert entries(verb="cases.erase", thing=made.ref).exists()
    assert "Kişisel veriler silindi" in words(Client().get(f"/follow/{made.code}/"))
    assert not CaseWords.objects.filter(event__case=made).exclude(text="").exists()


def test_a_supporter_is_forgotten_and_the_count_stays(client):
    made = mine(OTHER)
    support(case_id=made.pk, address="10.0.0.3", phone=PHONE, now=timezone.now())
    proven(client)
    client.post("/my/erase/", {"sure": "yes"})
    kept = Supporter.objects.get()
    assert (bytes(kept.phone_sealed), kept.phone_digest, kept.address_digest) == (b"", "", "")
    assert Case.objects.get(pk=made.pk).supporter_count == 1


def test_what_the_law_must_answer_is_kept_until_it_is_closed(client):
    made = mine(service=service("info", is_anonymous=False, kind="information"))
    proven(client)
    assert "yasa" in words(client.post("/my/erase/", {"sure": "yes"}))
    assert Reporter.objects.get(case=made).phone_digest
    Case.objects.filter(pk=made.pk).update(closed_at=timezone.now(), outcome="done")
    client.post("/my/erase/", {"sure": "yes"})
    assert not Reporter.objects.get(case=made).phone_digest


def test_leaving_closes_the_list(client):
    made = mine()
    assert made.code in words(proven(client))
    client.post("/my/leave/")
    assert made.code not in words(client.get("/my/"))
