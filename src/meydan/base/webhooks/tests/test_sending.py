"""What happens here reaches a real receiver, signed, under one id, until it was taken or given up."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import ClassVar

import pytest
from django.db import transaction
from django.utils import timezone

from meydan.base.connectors import home_settings
from meydan.base.connectors.public import note_success
from meydan.base.events.public import Event, publish
from meydan.base.jobs.public import Job, enqueue, run_due
from meydan.base.notify.public import Message
from meydan.base.people.tests.factories import staff
from meydan.base.webhooks import operations
from meydan.base.webhooks.engine import DEAD_IN_A_ROW, PAUSES_S, headers_for, new_secret, pause_s
from meydan.base.webhooks.jobs import look
from meydan.base.webhooks.models import Outgoing, Subscription
from meydan.base.webhooks.registry import forget, offer
from meydan.base.webhooks.sending import send_due
from meydan.base.webhooks.tests.receiver import receiving

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class BridgeClosed(Event):
    kind: ClassVar[str] = "test.bridge_closed"
    bridge: str
    at: str


@pytest.fixture(autouse=True)
def town(pack):
    offer(BridgeClosed, "bridge")
    yield pack("tr/gumushane")
    forget(BridgeClosed.kind)


@pytest.fixture
def own_network(monkeypatch):
    """``[webhooks] allow_private = true`` in connectors.toml, as a city with a receiver of its own writes it."""
    monkeypatch.setattr(
        home_settings, "_home_table", lambda code: {"allow_private": True} if code == "webhooks" else {}
    )


@pytest.fixture
def receiver(own_network):
    with receiving() as found:
        yield found


def subscribed(receiver, **changes):
    facts = {"name": "Afet merkezi", "url": receiver.url, "kinds": [BridgeClosed.kind], "now": timezone.now()}
    made, receiver.secret = operations.make_subscription(**{**facts, **changes})
    return made


def happened(bridge="Taş köprü"):
    publish(BridgeClosed(bridge, "2026-11-28T01:00:00+00:00"), timezone.now())


def until_nothing_waits(now=None):
    """Let jobs run, and time pass, until every message was taken or given up."""
    for _ in range(40):
        run_due(timezone.now())
        waiting = (
            Outgoing.objects.filter(state="waiting", subscription__is_active=True).order_by("due_at").first()
        )
        if waiting is None:
            return
        # The pause is over at once.
        Outgoing.objects.filter(state="waiting").update(due_at=timezone.now())
        for one in Subscription.objects.all():
            note_success(code=f"webhooks.{one.pk}", now=timezone.now(), latency_s=0)
        look(timezone.now())


def test_an_event_reaches_a_receiver_that_checks_it_with_the_library(receiver):
    subscribed(receiver)
    happened()
    run_due(timezone.now())
    ((number, told),) = receiver.verified
    assert told["type"] == "test.bridge_closed"
    assert told["data"] == {"bridge": "Taş köprü", "at": "2026-11-28T01:00:00+00:00"}
    assert datetime.fromisoformat(told["timestamp"])
    kept = Outgoing.objects.get()
    assert (kept.message_id, kept.state, kept.attempts, kept.last_status) == (number, "taken", 1, 204)
    assert receiver.refused == []


def test_what_was_rolled_back_is_never_told(receiver):
    subscribed(receiver)
    with transaction.atomic():
        happened()
        transaction.set_rollback(True)
    run_due(timezone.now())
    assert (receiver.verified, Outgoing.objects.count()) == ([], 0)


def test_only_those_who_asked_for_it_hear_of_it(receiver):
    subscribed(receiver, kinds=["other.kind"])
    off = subscribed(receiver)
    operations.switch(subscription_id=off.pk, is_active=False, now=timezone.now())
    happened()
    run_due(timezone.now())
    assert Outgoing.objects.count() == 0


def test_an_event_delivered_twice_is_one_message(receiver):
    subscribed(receiver)
    happened()
    run_due(timezone.now())
    # A delivery job of the outbox that ran, and runs again.
    for job in Job.objects.filter(name="events.deliver", state=Job.State.DONE):
        enqueue(job.name, **job.arguments)
    run_due(timezone.now())
    assert Job.objects.filter(name="events.deliver", state=Job.State.DONE).count() == 2
    assert len(receiver.verified) == 1


def test_a_receiver_that_fails_gets_the_same_message_again_under_the_same_id(receiver):
    subscribed(receiver)
    receiver.statuses = [500, 503, 429, 204]
    happened()
    until_nothing_waits()
    assert len(receiver.verified) == 4
    assert len(set(receiver.ids)) == 1
    assert Outgoing.objects.get().attempts == 4


def test_a_pause_lies_between_two_tries(receiver):
    subscribed(receiver)
    receiver.statuses = [500]
    happened()
    run_due(timezone.now())
    row = Outgoing.objects.get()
    assert row.state == "waiting"
    assert timedelta(seconds=4) < row.due_at - timezone.now() < timedelta(seconds=6)
    run_due(timezone.now())
    assert len(receiver.verified) == 1


def test_the_schedule_is_the_one_standard_webhooks_proposes():
    assert [pause_s(n, 0) for n in range(1, 10)] == list(PAUSES_S)
    assert pause_s(10, 0.5) is None
    assert 3.0 < sum(PAUSES_S) / 86400 < 3.5  # days


def test_after_ten_tries_it_is_a_dead_letter_and_administrators_are_written_to_once(receiver):
    boss, clerk = staff("administrator", email="y@example.com"), staff("clerk", email="k@example.com")
    subscribed(receiver)
    receiver.statuses = [500] * 30
    happened()
    happened()
    until_nothing_waits()
    dead = Outgoing.objects.filter(state="dead")
    assert [row.attempts for row in dead] == [10, 10]
    assert "500" in dead[0].last_error
    assert Message.objects.filter(template="webhook_given_up").count() == 1
    assert boss.email
    assert clerk.email


def test_three_dead_letters_in_a_row_switch_the_subscriber_off(receiver):
    staff("administrator", email="y@example.com")
    made = subscribed(receiver)
    receiver.statuses = [500] * 100
    for _ in range(DEAD_IN_A_ROW):
        happened()
        until_nothing_waits()
    made.refresh_from_db()
    assert (made.is_active, "500" in made.off_because) == (False, True)
    assert Message.objects.filter(template="webhook_given_up").count() == 2
    happened()
    run_due(timezone.now())
    assert Outgoing.objects.count() == DEAD_IN_A_ROW


def test_a_letter_that_was_taken_starts_the_count_anew(receiver):
    made = subscribed(receiver)
    for statuses in ([500] * 10, [500] * 10, [204], [500] * 10):
        receiver.statuses = list(statuses)
        happened()
        until_nothing_waits()
    made.refresh_from_db()
    assert (made.is_active, made.dead_in_a_row) == (True, 1)


def test_a_receiver_that_is_gone_is_not_asked_again(receiver):
    made = subscribed(receiver)
    receiver.statuses = [410]
    happened()
    until_nothing_waits()
    made.refresh_from_db()
    assert (made.is_active, Outgoing.objects.get().state, len(receiver.verified)) == (False, "dead", 1)


def test_a_dead_letter_is_sent_again_under_its_own_id(receiver):
    subscribed(receiver)
    receiver.statuses = [500] * 10
    happened()
    until_nothing_waits()
    dead = Outgoing.objects.get()
    operations.send_again(message_id=dead.message_id, now=timezone.now())
    with pytest.raises(operations.NotADeadLetter):
        operations.send_again(message_id=dead.message_id, now=timezone.now())
    until_nothing_waits()
    assert Outgoing.objects.get().state == "taken"
    assert set(receiver.ids) == {dead.message_id}


def test_a_new_secret_and_the_one_before_both_sign_for_a_day(receiver):
    made = subscribed(receiver)
    old = receiver.secret
    changed, new = operations.renew_secret(subscription_id=made.pk, now=timezone.now())
    assert new != old
    for secret in (old, new):
        receiver.secret = secret
        happened()
        run_due(timezone.now())
    assert (len(receiver.verified), receiver.refused) == (2, [])
    assert operations.secrets_of(changed, timezone.now() + timedelta(days=2)) == [new]


def test_a_secret_lies_sealed_in_the_table(receiver):
    made = subscribed(receiver)
    assert receiver.secret.startswith("whsec_")
    assert receiver.secret.encode() not in bytes(Subscription.objects.get(pk=made.pk).secret_sealed)


@pytest.mark.parametrize(
    "url", ["http://127.0.0.1:1/", "http://169.254.169.254/latest", "http://localhost/x", "http://[::1]/"]
)
def test_this_machine_and_inner_networks_are_not_called(receiver, monkeypatch, url):
    monkeypatch.setattr(home_settings, "_home_table", lambda code: {})
    subscribed(receiver, url=url)
    happened()
    run_due(timezone.now())
    row = Outgoing.objects.get()
    assert (row.state, row.attempts) == ("waiting", 1)
    assert row.last_error


def test_a_redirect_is_not_followed(receiver):
    subscribed(receiver)
    receiver.statuses = [302]
    happened()
    run_due(timezone.now())
    assert "not sent on" in Outgoing.objects.get().last_error


def test_one_that_is_down_does_not_hold_the_others_up(receiver, own_network):
    down = subscribed(receiver, url="http://127.0.0.1:9/")
    subscribed(receiver)
    for _ in range(8):
        happened()
    run_due(timezone.now())
    assert len(receiver.verified) == 8
    resting = Outgoing.objects.filter(subscription=down)
    assert resting.filter(state="waiting").count() == 8
    # It rests after five failures in a row, and resting is no try.
    assert sum(resting.values_list("attempts", flat=True)) == 5


def test_a_message_lost_with_its_worker_is_found_again(receiver):
    made = subscribed(receiver)
    happened()
    run_due(timezone.now())
    Outgoing.objects.update(state="waiting", ended_at=None, due_at=timezone.now())
    look(timezone.now())
    run_due(timezone.now())
    assert len(receiver.verified) == 2
    assert len(set(receiver.ids)) == 1
    assert send_due(subscription_id=made.pk, clock=timezone.now) is None


def test_old_messages_are_forgotten_and_dead_ones_later(receiver):
    subscribed(receiver)
    happened()
    run_due(timezone.now())
    now = timezone.now() + timedelta(days=31)
    assert operations.sweep(taken_before=now - timedelta(days=30), dead_before=now - timedelta(days=90)) == 1


def test_a_signature_is_the_librarys_own():
    secret = new_secret(bytes(range(32)))
    told = headers_for("msg_1", '{"a":"ğ"}', [secret], datetime(2026, 11, 28, tzinfo=UTC))
    assert told["webhook-timestamp"] == "1795824000"
    assert told["webhook-signature"].startswith("v1,")
