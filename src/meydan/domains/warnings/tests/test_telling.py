"""The lists are told once each, in their language, whatever befalls the worker."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
import time_machine
from django.db import IntegrityError, transaction

from meydan.base.jobs.public import run_due
from meydan.base.notify.public import Message
from meydan.base.sealing.public import open_text
from meydan.domains.warnings.contact_sheets import read_sheet
from meydan.domains.warnings.errors import AddressUnfit, AlreadyOnList, SheetUnreadable
from meydan.domains.warnings.models import Contact, ContactList, Delivery, PublicWarning
from meydan.domains.warnings.operations import drafting, lists, telling
from meydan.domains.warnings.tests.factories import MONDAY, content, draft, follow, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.store]
HOUR = timedelta(hours=1)
NAMES = {"tr": "Okullar", "fa": "مدرسه‌ها", "en": "Schools"}


@pytest.fixture(autouse=True)
def _monday() -> Iterator[None]:
    """Jobs are due by the clock, so it stands at the Monday of these tests."""
    with time_machine.travel(MONDAY, tick=False):
        yield


@pytest.fixture
def schools() -> ContactList:
    return ContactList.objects.create(code="schools", names=NAMES)


def row(address: str, language: str = "tr", name: str = "Atatürk İlkokulu") -> lists.ContactRow:
    return lists.ContactRow(name, address, language, date(2026, 9, 1))


def add(address: str, language: str = "tr", code: str = "schools") -> Contact:
    return lists.add_contact(list_code=code, row=row(address, language), region="TR", actor=None, now=MONDAY)


def letters() -> dict[str, str]:
    """What was written, by the masked address, before it is erased on its way."""
    found = Message.objects.order_by("pk")
    purpose = b"meydan notify: messages on their way"
    return {one.address_masked: open_text(one.body_sealed, purpose=purpose) for one in found}


def test_each_contact_reads_its_own_language_and_where_to_read_more(schools: ContactList) -> None:
    add("0532 111 22 33")
    add("0532 111 22 44", "fa")
    add("okul@example.org", "en")
    made = published(list_codes=("schools",))
    assert telling.tell_some(warning_id=made.pk, now=MONDAY) == 3
    said = letters()
    address = f"https://gumushane.example/warnings/{made.identifier}/"
    assert said["+90 ••• 33"] == f"Dereden uzak durun.\n{address}"
    assert said["+90 ••• 44"] == f"از رودخانه دور شوید.\n{address}"
    assert "What to do: Keep away from it." in said["o•••@example.org"]
    assert address in said["o•••@example.org"]


def test_an_exercise_says_so_before_anything_else(schools: ContactList) -> None:
    add("0532 111 22 33")
    add("0532 111 22 44", "fa")
    made = published(list_codes=("schools",), cap_status="Exercise")
    telling.tell_some(warning_id=made.pk, now=MONDAY)
    said = letters()
    assert said["+90 ••• 33"].startswith("TATBİKAT: Dereden")
    assert said["+90 ••• 44"].startswith("رزمایش: از رودخانه")


def test_the_job_tells_everybody_and_the_log_says_how(schools: ContactList) -> None:
    add("0532 111 22 33")
    made = published(list_codes=("schools",))
    run_due(MONDAY + HOUR)
    rows = Delivery.objects.filter(warning=made).order_by("pk")
    assert [one.channel for one in rows] == ["page", "feed", "sms"]
    assert rows[2].message is not None
    assert rows[2].message.state == Message.State.SENT
    assert rows[2].address_masked == "+90 ••• 33"


def test_a_job_that_was_killed_half_way_goes_on_and_tells_nobody_twice(schools: ContactList) -> None:
    for n in range(7):
        add(f"0532 111 22 {n}0")
    made = published(list_codes=("schools",))
    assert telling.tell_some(warning_id=made.pk, now=MONDAY, most=3) == 3
    # The worker ends here; another one begins from the start.
    run_due(MONDAY + HOUR)
    assert Message.objects.count() == 7
    assert Delivery.objects.exclude(address_digest="").count() == 7
    run_due(MONDAY + 2 * HOUR)
    assert telling.tell_some(warning_id=made.pk, now=MONDAY) == 0
    assert Message.objects.count() == 7


def test_a_hundred_that_break_in_the_middle_leave_nothing_half_done(
    schools: ContactList, monkeypatch: pytest.MonkeyPatch
) -> None:
    add("0532 111 22 33")
    add("0532 111 22 44")
    made = published(list_codes=("schools",))
    calls = iter([None])

    def breaks(*arguments: object, **options: object) -> Message:
        next(calls)
        return real(*arguments, **options)

    real = telling.send
    monkeypatch.setattr(telling, "send", breaks)
    with pytest.raises(StopIteration):
        telling.tell_some(warning_id=made.pk, now=MONDAY)
    assert (Message.objects.count(), Delivery.objects.exclude(address_digest="").count()) == (0, 0)


def test_a_telephone_on_two_lists_rings_once(schools: ContactList) -> None:
    ContactList.objects.create(code="heads", names=NAMES)
    add("0532 111 22 33")
    add("+90 532 111 22 33", code="heads")
    made = published(list_codes=("schools", "heads"))
    while telling.tell_some(warning_id=made.pk, now=MONDAY, most=1):
        pass
    assert Message.objects.count() == 1


def test_the_table_refuses_to_note_an_address_twice(schools: ContactList) -> None:
    contact, made = add("0532 111 22 33"), published(list_codes=("schools",))
    telling.tell_some(warning_id=made.pk, now=MONDAY)
    with pytest.raises(IntegrityError), transaction.atomic():
        Delivery.objects.create(
            warning=made, channel="sms", contact=contact, address_digest=contact.address_digest, at=MONDAY
        )


def test_what_was_replaced_before_all_were_told_is_told_no_more_but_its_successor_is(
    schools: ContactList,
) -> None:
    add("0532 111 22 33")
    first = published(list_codes=("schools",))
    second = follow(first, "cancel", MONDAY + HOUR)
    run_due(MONDAY + 2 * HOUR)
    told = Delivery.objects.exclude(address_digest="").values_list("warning_id", flat=True)
    assert list(told) == [second.warning_id]


def test_a_sample_is_told_to_nobody(schools: ContactList) -> None:
    add("0532 111 22 33")
    made = drafting.draft_warning(
        content=content(list_codes=("schools",)), actor=None, now=MONDAY, is_sample=True
    )
    PublicWarning.objects.filter(pk=made.pk).update(state="published", sent_at=MONDAY)
    assert telling.tell_some(warning_id=made.pk, now=MONDAY) == 0


# --- who stands on a list --------------------------------------------------------------------


def test_names_and_numbers_lie_sealed(schools: ContactList) -> None:
    made = add("0532 111 22 33")
    stored = bytes(made.name_sealed) + bytes(made.address_sealed) + made.address_digest.encode()
    assert b"5321112233" not in stored
    assert "Atatürk".encode() not in stored
    assert made.address_masked == "+90 ••• 33"


@pytest.mark.parametrize("address", ["0456 213", "155", "okul@", "", "merhaba"])
def test_what_is_no_address_is_refused(schools: ContactList, address: str) -> None:
    with pytest.raises(AddressUnfit):
        add(address)


def test_the_same_number_written_otherwise_is_the_same(schools: ContactList) -> None:
    add("0532 111 22 33")
    with pytest.raises(AlreadyOnList):
        add("+90 (532) 1112233")


def test_whoever_stops_is_erased_told_no_more_and_may_come_back(schools: ContactList) -> None:
    made = add("0532 111 22 33")
    lists.stop_contact(contact_id=made.pk, actor=None, now=MONDAY)
    made.refresh_from_db()
    assert (bytes(made.name_sealed), bytes(made.address_sealed)) == (b"", b"")
    warning = published(list_codes=("schools",))
    assert telling.tell_some(warning_id=warning.pk, now=MONDAY) == 0
    assert add("0532 111 22 33").stopped_at is None


SHEET = """name;address;language;agreed_on
Atatürk İlkokulu;0532 111 22 33;tr;2026-09-01
مدرسه رازی;'+905321112244;fa;2026-09-01
""".encode("utf-8-sig")


def test_a_table_as_spreadsheets_save_it_comes_in_whole(schools: ContactList) -> None:
    rows = read_sheet(SHEET)
    assert lists.add_contacts(list_code="schools", rows=rows, region="TR", actor=None, now=MONDAY) == 2
    assert lists.add_contacts(list_code="schools", rows=rows, region="TR", actor=None, now=MONDAY) == 0


@pytest.mark.parametrize(
    ("body", "faults"),
    [
        (b"name,address\nx,y\n", [(1, "columns")]),
        (b"", [(1, "columns")]),
        (b"name,address,language,agreed_on\n", [(1, "empty")]),
        (b"name,address,language,agreed_on\n,1,tr,2026-09-01\nx,1,de,2026-09-01\nx,1,tr,soon\n",
         [(2, "name"), (3, "language"), (4, "agreed_on")]),
        ("name,address,language,agreed_on\nOkulş".encode("cp1254"), [(2, "encoding")]),
        (b"x" * (1024 * 1024 + 1), [(1, "too_large")]),
    ],
)  # fmt: skip
def test_a_table_with_faults_names_every_line(body: bytes, faults: list[tuple[int, str]]) -> None:
    with pytest.raises(SheetUnreadable) as refusal:
        read_sheet(body)
    assert refusal.value.faults == faults


def test_one_bad_number_in_a_table_and_nobody_is_added(schools: ContactList) -> None:
    rows = [(2, row("0532 111 22 33")), (3, row("hello"))]
    with pytest.raises(SheetUnreadable) as refusal:
        lists.add_contacts(list_code="schools", rows=rows, region="TR", actor=None, now=MONDAY)
    assert refusal.value.faults == [(3, "address")]
    assert Contact.objects.count() == 0


def test_a_draft_tells_nobody(schools: ContactList) -> None:
    add("0532 111 22 33")
    made = draft(list_codes=("schools",))
    assert telling.tell_some(warning_id=made.pk, now=MONDAY) == 0


def test_a_warning_that_has_ended_before_the_worker_came_is_told_to_nobody(schools: ContactList) -> None:
    add("0532 111 22 33")
    published(list_codes=("schools",))
    run_due(MONDAY + 6 * HOUR)
    assert Message.objects.count() == 0
