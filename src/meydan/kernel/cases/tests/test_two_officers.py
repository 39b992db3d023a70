"""Two officers at one case at once: one is taken, the other is told, and nothing typed is lost."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connections
from django.test import Client
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases import public
from meydan.kernel.cases.models import AskedItem, Case, CaseEvent
from meydan.kernel.cases.operations.suspending import suspend
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.cases.tests.reading import words


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


def at_desk(name):
    client = Client()
    client.force_login(staff("manager", "works", display_name=name))
    return client


@pytest.mark.django_db
def test_each_write_that_saw_an_older_case_is_refused_and_changes_nothing():
    service()
    made, first, second = case(now=timezone.now()), at_desk("Ayla"), at_desk("Veli")
    officer = staff("manager", "works")
    seen = made.version
    page = f"/desk/cases/{made.pk}/"
    moved = {"transition": "assign", "assignee": "", "version": seen}
    public.assign(case_id=made.pk, assignee=officer, actor=officer, now=timezone.now())
    # Somebody changed it: neither a step nor a hand-over of those who saw it before goes through.
    step = first.post(f"{page}move/", {**moved, "note": "Uzun uzun yazdım"})
    given = second.post(f"{page}assign/", {"assignee": "", "version": seen})
    assert (step.status_code, given.status_code) == (409, 409)
    assert "Uzun uzun yazdım" in words(step)
    made.refresh_from_db()
    assert (made.state, made.assignee) == ("received", officer)


@pytest.mark.django_db
def test_a_tick_that_saw_an_older_case_ticks_nothing():
    service()
    now, officer = timezone.now(), staff("manager", "works")
    made = case(now=now)
    public.assign(case_id=made.pk, assignee=officer, actor=officer, now=now)
    for step in ("assign", "start"):
        public.advance(case_id=made.pk, transition=step, actor=officer, now=now)
    held = suspend(case_id=made.pk, transition="ask", asks=["Ada"], actor=officer, now=now, note="?")
    item = AskedItem.objects.get()
    path = f"/desk/cases/{made.pk}/waiting/{item.pk}/"
    at_desk("Ayla").post(path, {"has_come": "1", "version": held.version - 1})
    item.refresh_from_db()
    assert item.state == "waited"


@pytest.mark.store
@pytest.mark.only_on("postgresql")  # an SQLite test database in memory is one connection
@pytest.mark.django_db(transaction=True)
def test_of_two_clients_at_once_one_moves_the_case_and_the_other_is_told():
    service()
    for _turn in range(5):
        made = case(now=timezone.now())
        desks, gate = [at_desk("Ayla"), at_desk("Veli")], Barrier(2)

        def press(desk, made=made, gate=gate):
            gate.wait()
            sent = {"transition": "refuse_received", "note": "Yetki dışı", "version": made.version}
            try:
                return desk.post(f"/desk/cases/{made.pk}/move/", sent).status_code
            finally:
                connections.close_all()

        with ThreadPoolExecutor(2) as pool:
            told = sorted(pool.map(press, desks))
        assert told in ([302, 409], [302, 403])
        assert CaseEvent.objects.filter(case=made, verb="moved").count() == 1
        assert Case.objects.get(pk=made.pk).version == made.version + 1
    assert list(public.chain_faults()) == []
