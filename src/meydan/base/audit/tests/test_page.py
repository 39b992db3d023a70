"""The log as staff see it, and the doctor."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from meydan.base.audit import doctor
from meydan.base.audit.doctor import Finding, register_check, run_checks
from meydan.base.audit.guards import guards_lowered, guards_stand
from meydan.base.audit.models import Entry
from meydan.base.audit.operations import record

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("language", "title", "system"),
    [
        ("tr", "Neler yapıldı", "platformun kendisi"),
        ("fa", "چه کارهایی شد", "خود سامانه"),
        ("en", "What was done", "the platform"),
    ],
)
def test_the_log_in_three_languages(client, administrator, now, language, title, system):
    record(verb="audit.erased", actor=None, thing="t.thing:1", payload={"reason": "x"}, now=now)
    record(verb="t.unlabelled", actor=administrator, thing="t.thing:2", payload={}, now=now)
    client.force_login(administrator)
    page = client.get("/desk/audit/", {"lang": language}, follow=True).content.decode()
    assert f"<h1>{title}</h1>" in page
    assert system in page
    assert "t.unlabelled" in page
    assert administrator.display_name in page


def test_the_log_narrows_to_a_verb_and_a_thing(client, administrator, now):
    for i in range(3):
        record(verb="audit.erased", actor=None, thing=f"t.thing:{i}", payload={}, now=now)
    client.force_login(administrator)
    page = client.get("/desk/audit/", {"verb": "audit.erased", "thing": "t.thing:1"})
    assert [line.entry.thing for line in page.context["lines"]] == ["t.thing:1"]
    assert "No entry fits" in client.get("/desk/audit/", {"thing": "moon"}).content.decode()


def test_only_mayor_and_administrator_read_the_log(client, clerk, mayor):
    client.force_login(clerk)
    assert client.get("/desk/audit/").status_code == 403
    client.force_login(mayor)
    assert client.get("/desk/audit/").status_code == 200
    assert client.post("/desk/audit/verify/").status_code == 403


def test_reading_it_through_shows_what_was_found(client, administrator, now):
    record(verb="audit.erased", actor=None, thing="t.thing:1", payload={}, now=now)
    client.force_login(administrator)
    assert "Not read through yet" in client.get("/desk/audit/").content.decode()
    client.post("/desk/audit/verify/")
    assert "The log holds" in client.get("/desk/audit/").content.decode()
    with guards_lowered(connection):
        Entry.objects.filter(seq=1).update(verb="t.other")
    client.post("/desk/audit/verify/")
    page = client.get("/desk/audit/").content.decode()
    assert "The log was tampered with" in page
    assert "Entry 1 was changed" in page


@pytest.fixture
def no_checks(monkeypatch):
    monkeypatch.setattr(doctor, "_checks", {})


def test_the_doctor_says_what_is_wrong_and_exits_with_one(no_checks):
    register_check("b.bad", lambda now: Finding("bad", "It is broken.", "Mend it."))
    register_check("a.good", lambda now: Finding("good", "It is whole."))
    out = StringIO()
    with pytest.raises(SystemExit) as left:
        call_command("doctor", "--json", stdout=out)
    assert left.value.code == 1
    assert [row["name"] for row in json.loads(out.getvalue())] == ["a.good", "b.bad"]


def test_a_check_that_breaks_is_itself_a_fault(no_checks, now):
    def broken(now):
        raise RuntimeError("no such table")

    register_check("a.broken", broken)
    register_check("b.good", lambda now: Finding("good", "ok"))
    first, second = run_checks(now)
    assert first.finding == Finding("bad", "RuntimeError: no such table")
    assert second.finding.state == "good"


def test_two_checks_of_one_name_are_refused(no_checks):
    register_check("a", lambda now: Finding("good", "ok"))
    with pytest.raises(ValueError, match="two checks"):
        register_check("a", lambda now: Finding("good", "other"))


def test_a_sound_home_is_sound(now):
    found = {each.name: each.finding.state for each in run_checks(now)}
    for name in ("audit.chain", "audit.guards", "database.migrations", "database.whole"):
        assert found[name] == "good", name


def test_a_log_without_guards_is_a_fault(now):
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER audit_entry_no_delete")
    found = {each.name: each.finding for each in run_checks(now)}
    assert found["audit.guards"].state == "bad"
    assert "guards are gone" in found["audit.guards"].sentence


@pytest.mark.django_db(transaction=True)
def test_a_test_database_is_emptied_and_its_guards_stand_again(now):
    record(verb="t.done", actor=None, thing="", payload={}, now=now)
    call_command("flush", interactive=False, verbosity=0)
    assert not Entry.objects.exists()
    assert guards_stand(connection)


def test_a_home_is_not_emptied(settings, tmp_path):
    from dataclasses import replace

    settings.MEYDAN_HOME = replace(settings.MEYDAN_HOME, path=tmp_path)
    with pytest.raises(CommandError, match="audit log"):
        call_command("flush", interactive=False)
