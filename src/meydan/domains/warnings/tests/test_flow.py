"""From a draft to everybody: two people, one signature, one chain."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import IntegrityError, transaction

from meydan.base.audit.public import entries
from meydan.base.people.tests.factories import staff
from meydan.domains.warnings import home_key, public
from meydan.domains.warnings.content import AreaChosen
from meydan.domains.warnings.engine.reading import from_xml
from meydan.domains.warnings.engine.signature import verified
from meydan.domains.warnings.errors import (
    AlreadyFollowed,
    ChangedMeanwhile,
    DraftedByNobody,
    NotApproved,
    NotInForce,
    NotInWork,
    SamePerson,
    SendBackReasonMissing,
    WarningUnsound,
)
from meydan.domains.warnings.models import Approval, PublicWarning, PublishedMessage
from meydan.domains.warnings.operations import deciding, drafting, ending, following, publishing
from meydan.domains.warnings.policies import warning_policy
from meydan.domains.warnings.queries.warnings import content_of
from meydan.domains.warnings.tests.factories import MONDAY, approved, content, draft, follow, published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city"), pytest.mark.store]
HOUR = timedelta(hours=1)
State = PublicWarning.State


def test_nobody_outside_reads_a_draft() -> None:
    draft()
    assert public.active_warnings(MONDAY) == []
    assert PublishedMessage.objects.count() == 0


def test_the_drafter_cannot_approve() -> None:
    mayor = staff("mayor")
    made = draft(mayor)
    assert not warning_policy.may(mayor, "approve", made)
    with pytest.raises(SamePerson):
        deciding.approve(identifier=made.identifier, actor=mayor, now=MONDAY, expected_version=made.version)


def test_whoever_changed_a_word_cannot_approve_either() -> None:
    made, mayor = draft(), staff("mayor")
    assert warning_policy.may(mayor, "approve", made)
    made = drafting.rewrite(
        identifier=made.identifier, content=content(), actor=mayor, now=MONDAY, expected_version=made.version
    )
    assert not warning_policy.may(mayor, "approve", made)
    with pytest.raises(SamePerson):
        deciding.approve(identifier=made.identifier, actor=mayor, now=MONDAY, expected_version=made.version)


def test_the_table_itself_refuses_one_person_as_two() -> None:
    made = draft()
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            warning=made, drafted_by=made.drafted_by, approved_by=made.drafted_by, approved_at=MONDAY,
            version=made.version,
        )  # fmt: skip


@pytest.mark.parametrize(("role", "may"), [("clerk", False), ("inspector", False), ("administrator", False),
                                           ("manager", True), ("mayor", True)])  # fmt: skip
def test_only_managers_and_the_mayor_let_out(role: str, may: bool) -> None:
    assert warning_policy.may(staff(role), "approve", draft()) is may


def test_nothing_goes_out_that_nobody_approved() -> None:
    made = draft()
    with pytest.raises(NotApproved):
        publishing.publish(identifier=made.identifier, actor=staff("mayor"), now=MONDAY)
    assert PublishedMessage.objects.count() == 0


def test_a_change_after_the_approval_takes_it_back() -> None:
    made = approved()
    changed = drafting.rewrite(
        identifier=made.identifier, content=content(severity="Extreme"), actor=staff("clerk"), now=MONDAY,
        expected_version=made.version,
    )  # fmt: skip
    assert changed.state == State.DRAFT
    with pytest.raises(NotApproved):
        publishing.publish(identifier=made.identifier, actor=staff("mayor"), now=MONDAY)


def test_approving_what_one_has_not_read_is_refused() -> None:
    made = draft()
    drafting.rewrite(
        identifier=made.identifier, content=content(), actor=staff("clerk"), now=MONDAY, expected_version=1
    )
    with pytest.raises(ChangedMeanwhile):
        deciding.approve(identifier=made.identifier, actor=staff("mayor"), now=MONDAY, expected_version=1)


def test_of_two_who_approve_one_does() -> None:
    made = approved()
    with pytest.raises(ChangedMeanwhile):
        deciding.approve(
            identifier=made.identifier, actor=staff("manager"), now=MONDAY, expected_version=made.version
        )
    assert Approval.objects.count() == 1


def test_a_faulty_warning_is_not_approved_and_says_why() -> None:
    made = draft(area=AreaChosen(), expires_at=MONDAY - HOUR)
    with pytest.raises(WarningUnsound) as refusal:
        deciding.approve(identifier=made.identifier, actor=staff("mayor"), now=MONDAY, expected_version=1)
    assert {fault.code for fault in refusal.value.faults} == {"no_area", "ends_before_sent"}


def test_a_warning_whose_end_has_passed_since_the_approval_does_not_go_out() -> None:
    made = approved()
    with pytest.raises(WarningUnsound):
        publishing.publish(identifier=made.identifier, actor=staff("mayor"), now=MONDAY + 7 * HOUR)
    assert PublicWarning.objects.get().state == State.APPROVED


def test_sending_back_needs_words_and_takes_the_approval() -> None:
    made, mayor = approved(), staff("mayor")
    given = {"identifier": made.identifier, "actor": mayor, "now": MONDAY, "expected_version": made.version}
    with pytest.raises(SendBackReasonMissing):
        deciding.send_back(reason=" ", **given)
    back = deciding.send_back(reason="Saat yanlış", **given)
    assert (back.state, back.sent_back) == (State.DRAFT, "Saat yanlış")
    assert Approval.objects.count() == 0


def test_what_goes_out_is_signed_read_again_and_kept(city: Path) -> None:
    home_key.make_pair(name="Gümüşhane Belediyesi", kind="ec", now=MONDAY)
    made = published()
    message = PublishedMessage.objects.get()
    seen = verified(bytes(message.xml), roots=home_key.roots(), now=MONDAY)
    assert (seen.signer, seen.root) == ("Gümüşhane Belediyesi", "gumushane")
    assert seen.alert.identifier == made.identifier
    told = [one.language for one in seen.alert.infos]
    assert (told[0], sorted(told)) == ("tr", ["en", "fa", "tr"])
    assert seen.alert.sent.isoformat() == "2026-11-23T12:00:00+03:00"
    assert b"Z</" not in bytes(message.xml)


def test_without_a_key_it_goes_out_unsigned_and_says_so() -> None:
    published()
    message = PublishedMessage.objects.get()
    assert message.signer == ""
    assert from_xml(bytes(message.xml)).status == "Actual"


def test_the_database_refuses_to_change_or_remove_what_went_out() -> None:
    published()
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedMessage.objects.update(xml=b"<other/>")
    with pytest.raises(IntegrityError), transaction.atomic():
        PublishedMessage.objects.all().delete()


def test_what_is_out_cannot_be_rewritten_or_dropped() -> None:
    made = published()
    with pytest.raises(NotInWork):
        drafting.rewrite(
            identifier=made.identifier, content=content(), actor=staff("clerk"), now=MONDAY,
            expected_version=made.version,
        )  # fmt: skip
    with pytest.raises(NotInWork):
        drafting.drop_draft(identifier=made.identifier, actor=staff("clerk"), now=MONDAY)


def test_publishing_twice_is_refused() -> None:
    made = published()
    with pytest.raises(NotApproved):
        publishing.publish(identifier=made.identifier, actor=staff("mayor"), now=MONDAY)
    assert PublishedMessage.objects.count() == 1


def test_an_update_replaces_a_cancellation_ends_and_each_names_all_before() -> None:
    first = published()
    second = follow(first, "update", MONDAY + HOUR)
    first.refresh_from_db()
    assert first.state == State.UPDATED
    assert [one.pk for one in public.active_warnings(MONDAY + HOUR)] == [second.warning_id]
    third = follow(second.warning, "cancel", MONDAY + 2 * HOUR)
    second.warning.refresh_from_db()
    assert second.warning.state == State.CANCELLED
    assert public.active_warnings(MONDAY + 2 * HOUR) == []
    said = from_xml(bytes(third.xml))
    assert said.msg_type == "Cancel"
    assert [one.identifier for one in said.references] == [second.warning.identifier, first.identifier]
    assert said.references[1].sent == from_xml(bytes(first.message.xml)).sent


def test_a_warning_has_one_successor() -> None:
    first = published()
    following.draft_update(identifier=first.identifier, actor=staff("clerk"), now=MONDAY)
    with pytest.raises(AlreadyFollowed):
        following.draft_cancel(identifier=first.identifier, actor=staff("clerk"), now=MONDAY)


def test_dropping_a_draft_update_makes_room_for_another() -> None:
    first, clerk = published(), staff("clerk")
    made = following.draft_update(identifier=first.identifier, actor=clerk, now=MONDAY)
    drafting.drop_draft(identifier=made.identifier, actor=clerk, now=MONDAY)
    assert following.draft_cancel(identifier=first.identifier, actor=clerk, now=MONDAY).msg_type == "Cancel"


@pytest.mark.parametrize("kind", ["expired", "cancelled", "draft"])
def test_only_what_is_in_force_is_followed(kind: str) -> None:
    later = MONDAY + 2 * HOUR
    made = draft() if kind == "draft" else published()
    if kind == "cancelled":
        follow(made, "cancel", MONDAY + HOUR)
    if kind == "expired":
        later = MONDAY + 6 * HOUR
    with pytest.raises(NotInForce):
        following.draft_update(identifier=made.identifier, actor=staff("clerk"), now=later)


def test_an_update_that_comes_after_the_end_does_not_go_out() -> None:
    first = published()
    made = following.draft_update(identifier=first.identifier, actor=staff("clerk"), now=MONDAY)
    longer = content(expires_at=MONDAY + 24 * HOUR)
    made = drafting.rewrite(
        identifier=made.identifier, content=longer, actor=staff("clerk"), now=MONDAY, expected_version=1
    )
    late = MONDAY + 7 * HOUR
    deciding.approve(
        identifier=made.identifier, actor=staff("mayor"), now=late, expected_version=made.version
    )
    with pytest.raises(NotInForce):
        publishing.publish(identifier=made.identifier, actor=staff("mayor"), now=late)


def test_time_ends_a_warning_even_before_the_sweep_comes() -> None:
    made = published()
    end = MONDAY + 6 * HOUR
    assert len(public.active_warnings(end - timedelta(seconds=1))) == 1
    assert public.active_warnings(end) == []
    assert ending.expire(now=end - timedelta(seconds=1)) == 0
    assert ending.expire(now=end) == 1
    assert ending.expire(now=end) == 0
    made.refresh_from_db()
    assert made.state == State.EXPIRED


def test_a_draft_of_the_platform_needs_two_people_still() -> None:
    made = drafting.draft_warning(
        content=content(), actor=None, now=MONDAY, source_ref="observations.alert:12"
    )
    mayor = staff("mayor")
    with pytest.raises(DraftedByNobody):
        deciding.approve(identifier=made.identifier, actor=mayor, now=MONDAY, expected_version=1)
    clerk = staff("clerk")
    made = drafting.take_up(identifier=made.identifier, actor=clerk, now=MONDAY, expected_version=1)
    with pytest.raises(SamePerson):
        deciding.approve(identifier=made.identifier, actor=clerk, now=MONDAY, expected_version=made.version)
    assert (
        deciding.approve(
            identifier=made.identifier, actor=mayor, now=MONDAY, expected_version=made.version
        ).state
        == State.APPROVED
    )


def test_of_two_who_take_up_a_draft_one_does() -> None:
    made = drafting.draft_warning(content=content(), actor=None, now=MONDAY)
    drafting.take_up(identifier=made.identifier, actor=staff("clerk"), now=MONDAY, expected_version=1)
    with pytest.raises(ChangedMeanwhile):
        drafting.take_up(identifier=made.identifier, actor=staff("clerk"), now=MONDAY, expected_version=1)


def test_every_step_stands_in_the_log() -> None:
    first = published()
    follow(first, "cancel", MONDAY + HOUR)
    assert [row.verb for row in entries(thing=first.ref)] == [
        "warnings.alert_published", "warnings.approved", "warnings.drafted",
    ]  # fmt: skip
    assert entries(verb="warnings.cancel_published").count() == 1


def test_what_was_written_comes_back_as_it_was() -> None:
    given = content(area=AreaChosen(names={"tr": "Dere", "fa": "رود", "en": "River"},
                                    circles=((40.46, 39.48, 2.0),), lines="40.46,39.48 2"))  # fmt: skip
    made = drafting.draft_warning(content=given, actor=staff("clerk"), now=MONDAY)
    assert content_of(PublicWarning.objects.get(pk=made.pk)) == given
