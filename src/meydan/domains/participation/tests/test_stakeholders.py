"""Who is asked: the register, its table in and out, and meetings where people are counted and never named."""

from __future__ import annotations

import io
from datetime import date, timedelta

import pytest
from django.db import IntegrityError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from openpyxl import Workbook

from meydan.base.audit.public import entries
from meydan.base.notify.public import Message
from meydan.base.people.public import Account
from meydan.base.people.tests.factories import staff
from meydan.domains.participation import errors, operations
from meydan.domains.participation.engine.grid import grid_svg
from meydan.domains.participation.engine.stakeholder_rows import read_rows
from meydan.domains.participation.models import Attendance, Consultation, Stakeholder, StakeholderKind

pytestmark = [pytest.mark.django_db, pytest.mark.store]
KINDS = {kind.value: kind.value for kind in StakeholderKind} | {
    "üniversite": "university",
    "dernek": "association",
}
CONTACT = {"person": "Örnek Kişi", "phone": "+905320000000", "email": "ornek@example.org"}


def kept(name: str = "Gümüş Dağcılık Derneği", **facts: object) -> Stakeholder:
    told = {"kind": "association", "contact": CONTACT, "consented_on": date(2026, 5, 1), **facts}
    return operations.keep_stakeholder(name=name, actor=None, now=timezone.now(), **told)


def meeting(**facts: object) -> Consultation:
    now = timezone.now()
    told = {
        "names": {"tr": "Ulaşım çalıştayı", "fa": "نشست حمل‌ونقل", "en": "Mobility workshop"}, "opens_at": now,
        "closes_at": now + timedelta(days=10), "starts_at": now + timedelta(days=3), "where": {"tr": "Kültür evi"},
        "ends_at": now + timedelta(days=3, hours=2), **facts,
    }  # fmt: skip
    made = operations.plan_workshop(code="ulasim", **told)
    return operations.publish_consultation(consultation=made, actor=None, now=now)


# --- the register -----------------------------------------------------------------------------------


def test_nobody_is_named_without_a_day_of_consent_not_even_behind_the_back(city: None) -> None:
    with pytest.raises(errors.NotNamedWithoutConsent):
        kept(consented_on=None, is_named=True)
    one = kept()
    with pytest.raises(IntegrityError):
        Stakeholder.objects.filter(pk=one.pk).update(is_named=True, consented_on=None)


def test_whom_to_call_is_sealed_and_goes_with_the_consent(
    client: Client, city: None, manager: Account
) -> None:
    one = kept(is_named=True)
    assert b"ornek@example.org" not in bytes(one.contact_sealed)
    assert operations.contact_of(one) == CONTACT
    page = client.get(reverse("participation:stakeholders")).content.decode()
    assert "Dağcılık" in page
    assert "ornek@example.org" not in page
    operations.erase_contact(stakeholder=one, actor=manager, now=timezone.now())
    assert operations.contact_of(Stakeholder.objects.get()) == {}
    assert "Dağcılık" not in client.get(reverse("participation:stakeholders")).content.decode()


def test_the_same_organisation_stands_once(city: None) -> None:
    kept()
    with pytest.raises(errors.StakeholderKnown):
        kept()


def test_a_table_is_read_row_by_row_and_every_fault_has_its_row() -> None:
    table = [
        ["Kurum", "TÜR", "ilgi", "etki", "Rıza tarihi", "adı yayımlansın"],
        ["Üniversite rektörlüğü", "Üniversite", "5", "4", "2026-05-01", "evet"],
        ["", "dernek", "", "", "", ""],
        ["Spor kulübü", "gezegen", "9", "", "", ""],
        ["Esnaf", "dernek", "", "", "", "evet"],
        ["Esnaf", "dernek", "", "", "1 Mayıs", ""],
        ["", "", "", "", "", ""],
    ]
    read = read_rows(table, kinds=KINDS)
    assert [(row.name, row.interest, row.consented_on) for row in read.rows] == [
        ("Üniversite rektörlüğü", 5, date(2026, 5, 1))
    ]
    assert [(fault.line, fault.problem) for fault in read.faults] == [
        (3, "name"), (4, "kind"), (4, "level"), (5, "consent"), (6, "day"), (6, "twice"),
    ]  # fmt: skip
    assert [fault.problem for fault in read_rows([["a", "b"]], kinds=KINDS).faults] == ["heading"]
    assert [fault.problem for fault in read_rows([], kinds=KINDS).faults] == ["empty"]


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_is_taken_along_comes_back_the_same(
    client: Client, city: None, manager: Account, kind: str
) -> None:
    kept(topics=["ulaşım", "dağ"], interest=4, influence=2, is_named=True)
    kept("=HYPERLINK()", kind="company", contact=None, consented_on=None)
    before = [(one.name, one.kind, one.topics, one.interest, one.influence, one.is_named, operations.contact_of(one))
              for one in Stakeholder.objects.order_by("name")]  # fmt: skip
    client.force_login(manager)
    body = client.get(reverse("participation:stakeholder_file", args=[kind])).content
    assert any(entry.verb == "participation.contacts_exported" for entry in entries())
    Stakeholder.objects.all().delete()
    file = io.BytesIO(body)
    file.name = f"paydaslar.{kind}"
    answer = client.post(reverse("participation:stakeholder_import"), {"file": file})
    assert answer.status_code == 302
    again = [(one.name, one.kind, one.topics, one.interest, one.influence, one.is_named,
              operations.contact_of(one)) for one in Stakeholder.objects.order_by("name")]  # fmt: skip
    assert sorted(again, key=str) == sorted(before, key=str)


def test_a_table_with_one_wrong_row_writes_nothing_and_a_broken_file_is_told(
    client: Client, city: None, manager: Account
) -> None:
    client.force_login(manager)
    book = Workbook()
    for row in (["name", "kind"], ["Dernek", "association"], ["Kulüp", "?"]):
        book.active.append(row)
    out = io.BytesIO()
    book.save(out)
    for name, content in (
        ("a.xlsx", out.getvalue()), ("b.xlsx", b"PK\x03\x04 broken"), ("c.csv", b"\x00\x01\x02"),
        ("d.csv", b"x" * (5 * 1024 * 1024 + 2)), ("e.csv", b'name,kind\n"open'),
    ):  # fmt: skip
        file = io.BytesIO(content)
        file.name = name
        assert client.post(reverse("participation:stakeholder_import"), {"file": file}).status_code == 422, (
            name
        )
    assert Stakeholder.objects.count() == 0


def test_the_desk_narrows_by_any_letters_and_an_inspector_only_reads(
    client: Client, city: None, manager: Account
) -> None:
    kept("Şehir Gönüllüleri", kind="citizens", topics=["iklim"])
    kept("Ticaret odası", kind="chamber")
    client.force_login(manager)
    desk = reverse("participation:stakeholder_desk")
    page = client.get(desk, {"words": "sehir", "lang": "tr"}).content.decode()
    assert "Gönüllüleri" in page
    assert "Ticaret" not in page
    assert client.get(desk, {"topic": "iklim", "kind": "citizens", "lang": "fa"}).status_code == 200
    one = Stakeholder.objects.get(name="Ticaret odası")
    typed = {"name": "Ticaret Odası", "kind": "chamber", "topics": "iş; ticaret", "interest": "5", "influence": "5",
             "person": "", "email": "", "phone": "", "consented_on": "", "is_named": "on"}  # fmt: skip
    address = reverse("participation:stakeholder", args=[one.pk])
    assert client.post(address, typed).status_code == 422
    assert client.post(address, typed | {"is_named": ""}).status_code == 302
    assert client.get(address).status_code == 200
    client.force_login(staff("inspector"))
    assert client.get(desk).status_code == 200
    assert client.get(address).status_code == 403
    assert client.get(reverse("participation:stakeholder_file", args=["csv"])).status_code == 403


def test_the_picture_puts_who_matters_most_up_and_along_and_mirrors() -> None:
    drawn = grid_svg(
        [("1", 5, 5), ("2", 1, 1), ("3", 1, 1)], title="<b>", about="", across="x", up="y", rtl=False
    )
    assert "<b>" not in drawn
    spots = [
        (float(part.split('"')[1]), float(part.split('cy="')[1].split('"')[0]))
        for part in drawn.split("<circle cx=")[1:]
    ]
    assert spots[0][0] > spots[1][0]
    assert spots[0][1] < spots[1][1]
    assert spots[1] != spots[2]
    mirrored = grid_svg([("1", 5, 5)], title="", about="", across="x", up="y", rtl=True)
    assert float(mirrored.split('<circle cx="')[1].split('"')[0]) < 100


# --- meetings -----------------------------------------------------------------------------------------


def test_each_is_invited_once_by_the_way_that_is_known(city: None, manager: Account) -> None:
    held = meeting()
    with_phone, silent = kept(), kept("Sessiz", contact=None)
    by_mail = kept("Postayla", contact={"email": "a@example.org"})
    for expected in (2, 0):
        sent = operations.invite_stakeholders(
            workshop=held.workshop,
            stakeholders=[with_phone, silent, by_mail],
            actor=manager,
            now=timezone.now(),
        )
        assert sent == expected
    assert sorted(Message.objects.values_list("channel", flat=True)) == ["email", "sms"]


def test_people_are_counted_and_parts_never_exceed_the_whole(city: None, manager: Account) -> None:
    told = {"workshop": meeting().workshop, "kind": "residents", "actor": manager, "now": timezone.now()}
    operations.count_attendance(count=12, women=7, men=5, young=3, **told)
    operations.count_attendance(count=20, **told)
    assert Attendance.objects.get().count == 20
    for wrong in ({"women": 21}, {"women": 12, "men": 9}, {"young": 30}):
        with pytest.raises(errors.AttendanceImpossible):
            operations.count_attendance(count=20, **told, **wrong)
    with pytest.raises(IntegrityError):
        Attendance.objects.update(women=21)


def test_nought_takes_the_row_away(city: None, manager: Account) -> None:
    told = {"workshop": meeting().workshop, "kind": "residents", "actor": manager, "now": timezone.now()}
    operations.count_attendance(count=2, **told)
    assert operations.count_attendance(count=0, **told) is None
    assert Attendance.objects.count() == 0


def test_a_meeting_from_its_announcement_to_its_minutes(client: Client, city: None, manager: Account) -> None:
    client.force_login(manager)
    today = timezone.localdate()
    typed = {
        "code": "iklim", "name_tr": "İklim", "on": today.isoformat(), "at": "۱۴:۳۰", "hours": "2", "unit": "",
        "until_on": (today + timedelta(days=5)).isoformat(), "place": "Kültür evi", "plan_code": "", "subjects": "",
    }  # fmt: skip
    new = reverse("participation:workshop_new")
    assert client.post(new, typed | {"until_on": (today - timedelta(days=1)).isoformat()}).status_code == 422
    assert client.post(new, typed).status_code == 302
    desk = reverse("participation:hear_one", args=["iklim"])
    assert client.post(desk, {"step": "publish"}).status_code == 302
    kept()
    client.post(reverse("participation:invite", args=["iklim"]), {"invite-kinds": ["association"]})
    count = {"attendance-kind": "residents", "attendance-count": "30", "attendance-women": "18"}
    client.post(reverse("participation:attendance", args=["iklim"]), count)
    client.post(reverse("participation:attendance", args=["iklim"]), count | {"attendance-women": "99"})
    few = {"attendance-kind": "university", "attendance-count": "2", "attendance-women": "1"}
    client.post(reverse("participation:attendance", args=["iklim"]), few)
    pdf = io.BytesIO(b"%PDF-1.4\n%%EOF")
    pdf.name = "tutanak.pdf"
    client.post(reverse("participation:minutes", args=["iklim"]), {"minutes-file": pdf})
    assert client.get(desk, {"lang": "tr"}).status_code == 200
    page = Client().get(reverse("participation:hear", args=["iklim"]), {"lang": "tr"}).content.decode()
    for words in ("32 kişi geldi", "Kültür evi", "14:30", "tutanak.pdf"):
        assert words in page
    # One woman of two from the university would be a person, not a count.
    assert '<td data-label="Kadın">1</td>' not in page
    assert '<td data-label="Kadın">18</td>' in page
    said = {
        "step": "opinion",
        "opinion-words": "Ağaç",
        "opinion-token": "t",
        "opinion-channel": "meeting",
        "opinion-kind": "opinion",
    }
    assert client.post(desk, said).status_code == 302


@pytest.mark.parametrize("code", ["tr/gumushane", "ir/khoy"])
def test_the_sheet_for_the_door_and_the_answers_are_pdfs(client: Client, pack, code: str) -> None:
    pack(code)
    held = meeting()
    boss = staff("manager")
    opinion = operations.say(consultation=held, words='#read("/etc/passwd")', token="1", now=timezone.now())
    operations.say(consultation=held, words="Bekleyen", token="2", now=timezone.now())
    operations.answer_opinions(consultation=held, opinions=[opinion], gist="Gölge", outcome="not", reason="Yer yok",
                               actor=boss, now=timezone.now())  # fmt: skip
    for language in ("tr", "fa", "en"):
        address = reverse("participation:matrix_pdf", args=[held.code])
        assert client.get(address, {"lang": language}).content.startswith(b"%PDF-")
    client.force_login(boss)
    sheet = client.get(reverse("participation:attendance_sheet", args=[held.code]))
    assert sheet.content.startswith(b"%PDF-")
