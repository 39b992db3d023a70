"""The log only grows, and says so when somebody went around it."""

import pytest
from django.db import DatabaseError, connection, transaction

from meydan.base.audit.guards import guards_lowered, guards_stand
from meydan.base.audit.models import Entry, Head, PersonalDetail
from meydan.base.audit.operations import erase_personal, record, verify_and_keep
from meydan.base.audit.queries import Fault, last_verification, verify

pytestmark = [pytest.mark.django_db, pytest.mark.store]


@pytest.fixture
def five(now, clerk):
    """Five entries, the third with personal details."""
    for i in range(1, 6):
        personal = {"name": "Gülşah Işık"} if i == 3 else None
        record(
            verb="t.done",
            actor=clerk,
            thing=f"t.thing:{i}",
            payload={"i": i, "x": 1e22},
            now=now,
            personal=personal,
        )


def run(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def test_an_untouched_log_holds(five):
    verdict = verify()
    assert verdict.ok
    assert verdict.checked == 5


def test_an_empty_log_holds():
    assert verify().ok


def test_an_entry_names_the_account_and_its_posts_but_no_name(five, clerk):
    entry = Entry.objects.get(seq=1)
    assert entry.actor == f"people.account:{clerk.pk}"
    assert entry.posts.startswith("clerk-municipality")
    assert "Gülşah" not in entry.body_text


def test_nobody_acting_is_the_platform(now):
    assert record(verb="t.done", actor=None, thing="", payload={}, now=now).actor == "system"


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE audit_entry SET verb = 't.other' WHERE seq = 2",
        "DELETE FROM audit_entry WHERE seq = 5",
    ],
)
def test_the_database_refuses_to_change_or_delete(five, sql):
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql)
    assert verify().ok


@pytest.mark.only_on("sqlite")  # REPLACE is its own word
def test_sqlite_refuses_to_replace_as_well(five):
    sql = "INSERT OR REPLACE INTO audit_entry SELECT seq, at, 't.other', actor, posts, thing, body_text, "
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        run(sql + "personal_digest, digest FROM audit_entry WHERE seq = 2")


@pytest.mark.parametrize(
    "column", ["verb", "actor", "posts", "thing", "body_text", "personal_digest", "digest"]
)
def test_an_entry_changed_behind_the_guards_is_named(five, column):
    with guards_lowered(connection):
        run(f"UPDATE audit_entry SET {column} = 'ff' WHERE seq = 3")
    assert verify().first_fault == Fault(3, "changed")


def test_a_moment_changed_behind_the_guards_is_named(five):
    with guards_lowered(connection):
        run("UPDATE audit_entry SET at = %s WHERE seq = 4", "2026-11-23 09:00:01+00:00")
    assert verify().first_fault == Fault(4, "changed")


def test_an_entry_taken_out_is_named(five):
    with guards_lowered(connection):
        run("DELETE FROM audit_entry WHERE seq = 4")
    assert verify().first_fault == Fault(4, "missing")


def test_a_cut_end_is_named_even_when_the_head_is_set_back(five):
    with guards_lowered(connection):
        run("DELETE FROM audit_entry WHERE seq = 5")
    assert verify().first_fault == Fault(5, "missing")
    Head.objects.update(seq=4)
    assert verify().first_fault == Fault(4, "end")


def test_an_entry_slipped_in_is_named(five):
    run(
        "INSERT INTO audit_entry SELECT 6, at, verb, actor, posts, thing, body_text, personal_digest, digest "
        "FROM audit_entry WHERE seq = 2"
    )
    assert verify().first_fault == Fault(6, "stray")


def test_a_lost_head_is_noticed(five):
    Head.objects.all().delete()
    assert not verify().ok


def test_changed_personal_details_are_named(five):
    PersonalDetail.objects.update(payload_text='{"name":"Osman"}')
    assert verify().first_fault == Fault(3, "personal")


def test_personal_details_taken_away_without_being_erased_are_named(five):
    PersonalDetail.objects.all().delete()
    assert verify().first_fault == Fault(3, "personal")


def test_erasing_personal_details_keeps_the_chain(five, now, administrator):
    count = erase_personal(thing="t.thing:3", actor=administrator, reason="asked", now=now)
    assert count == 1
    kept = PersonalDetail.objects.get()
    assert (kept.payload_text, kept.salt, kept.erased_at) == ("", "", now)
    assert Entry.objects.get(seq=6).verb == "audit.erased"
    assert verify().ok


def test_the_outcome_is_kept(five, now):
    assert verify_and_keep(now=now).ok
    assert last_verification().checked == 5


def test_a_payload_that_is_not_json_leaves_nothing_behind(now):
    with pytest.raises(TypeError):
        record(verb="t.done", actor=None, thing="", payload={"a": object()}, now=now)
    assert not Entry.objects.exists()


def test_the_guards_stand_after_every_migration():
    assert guards_stand(connection)
    run(
        "DROP TRIGGER audit_entry_no_update"
        if connection.vendor == "sqlite"
        else "ALTER TABLE audit_entry DISABLE TRIGGER audit_entry_no_change"
    )
    assert not guards_stand(connection)
