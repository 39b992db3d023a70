"""Saving: whole, once, by whoever saw the newest version and may."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from meydan.base.audit.public import Entry
from meydan.base.people.public import NotAllowed
from meydan.base.people.tests.factories import staff, unit
from meydan.site.dashboards.models import MOST_PANELS, Dashboard, Panel
from meydan.site.dashboards.operations import (
    DashboardChanged,
    DashboardFacts,
    KeyTaken,
    TooManyPanels,
    create,
    remove,
    save,
)
from meydan.site.dashboards.policies import dashboard_policy
from meydan.site.dashboards.queries import (
    DashboardUnknown,
    dashboards_of,
    panels_of,
    public_dashboard,
    shared_dashboards,
)
from meydan.site.dashboards.queries import (
    dashboard as by_key,
)
from meydan.site.dashboards.registry import PanelKindUnknown, SettingsRefused
from meydan.site.dashboards.tests.factories import dashboard, names, panel

pytestmark = pytest.mark.django_db
NOTE = panel("text", en="Hello")


def facts(**changed) -> DashboardFacts:
    return replace(
        DashboardFacts(names=names("Mine"), about={}, visibility="mine", panels=(NOTE,)), **changed
    )


def test_of_two_who_save_at_once_the_second_is_told_and_nothing_of_the_first_is_lost(now: datetime):
    owner = staff("clerk")
    create(key="mine", facts=facts(), actor=owner, now=now)
    first, second = facts(names=names("First")), facts(names=names("Second"), panels=())
    save(key="mine", version=1, facts=first, actor=owner, now=now)
    with pytest.raises(DashboardChanged) as told:
        save(key="mine", version=1, facts=second, actor=owner, now=now + timedelta(minutes=1))
    kept = by_key("mine")
    assert (kept.names, kept.version, kept.updated_at) == (names("First"), 2, now)
    assert [one.kind for one in panels_of(kept)] == ["text"]
    assert told.value.current.version == 2
    assert told.value.current.updated_by == owner


def test_the_second_may_save_over_the_first_once_told(now: datetime):
    owner = staff("clerk")
    create(key="mine", facts=facts(), actor=owner, now=now)
    save(key="mine", version=1, facts=facts(names=names("First")), actor=owner, now=now)
    save(key="mine", version=2, facts=facts(names=names("Second")), actor=owner, now=now)
    assert by_key("mine").version == 3


def test_panels_stand_in_the_order_they_were_given(now: datetime):
    made = dashboard("one", panel("text", en="a"), panel("map", kind="air"), now=now)
    assert [(one.order, one.kind) for one in panels_of(made)] == [(1, "text"), (2, "map")]


@pytest.mark.parametrize(
    ("row", "fault"),
    [
        (panel("rocket"), PanelKindUnknown),
        (panel("text", en="x" * 4001), SettingsRefused),
        (panel("text", script="alert(1)"), SettingsRefused),
        (panel("chart", span="9999"), SettingsRefused),
        (panel("chart", streams=["a", "b", "c", "d", "e"]), SettingsRefused),
        (panel("chart", streams="abc"), SettingsRefused),
        (panel("chart", limits="yes"), SettingsRefused),
        (panel("gauge", stream="a", watch_above=1e300), SettingsRefused),
        (panel("gauge", stream="a", watch_above="35"), SettingsRefused),
        (panel("number", count="salaries"), SettingsRefused),
        (panel("table", show={"$gt": ""}), SettingsRefused),
    ],
)
def test_settings_that_do_not_fit_their_kind_are_refused_and_nothing_is_kept(now: datetime, row, fault):
    with pytest.raises(fault):
        create(key="bad", facts=facts(panels=(row,)), actor=staff("clerk"), now=now)
    assert not Dashboard.objects.exists()


def test_a_page_carries_twenty_four_panels_and_not_one_more(now: datetime):
    create(key="full", facts=facts(panels=(NOTE,) * MOST_PANELS), actor=staff("clerk"), now=now)
    with pytest.raises(TooManyPanels):
        create(key="more", facts=facts(panels=(NOTE,) * (MOST_PANELS + 1)), actor=staff("clerk"), now=now)
    with pytest.raises(IntegrityError), transaction.atomic():
        Panel.objects.create(dashboard=by_key("full"), order=MOST_PANELS + 1, kind="text")


def test_an_address_belongs_to_one_dashboard(now: datetime):
    create(key="mine", facts=facts(), actor=staff("clerk"), now=now)
    with pytest.raises(KeyTaken):
        create(key="mine", facts=facts(), actor=staff("clerk"), now=now)


def test_only_what_everybody_sees_may_stand_on_other_sites(now: datetime):
    made = create(key="mine", facts=facts(is_embeddable=True), actor=staff("clerk"), now=now)
    assert not made.is_embeddable
    with pytest.raises(IntegrityError), transaction.atomic():
        Dashboard.objects.update(is_embeddable=True)


def test_a_clerk_composes_and_shares_but_does_not_publish(now: datetime):
    clerk = staff("clerk")
    create(key="shared", facts=facts(visibility="staff"), actor=clerk, now=now)
    with pytest.raises(NotAllowed):
        create(key="open", facts=facts(visibility="public"), actor=clerk, now=now)
    with pytest.raises(NotAllowed):
        save(key="shared", version=1, facts=facts(visibility="public"), actor=clerk, now=now)
    assert by_key("shared").version == 1


def test_a_clerk_does_not_change_what_was_published_even_if_it_is_his_own(now: datetime):
    clerk = staff("clerk")
    dashboard("open", owner=clerk, now=now)
    with pytest.raises(NotAllowed):
        save(key="open", version=1, facts=facts(visibility="staff"), actor=clerk, now=now)


def test_a_manager_changes_those_of_the_own_unit_and_of_the_city_only(now: datetime):
    works, parks = unit("works"), unit("parks")
    manager = staff("manager", works)
    inside = dashboard("in", visibility="staff", unit=works, owner=staff("clerk", works), now=now)
    inside = by_key(inside.key)
    outside = by_key(
        dashboard("out", visibility="staff", unit=parks, owner=staff("clerk", parks), now=now).key
    )
    city = dashboard("city", visibility="public", now=now)
    found = [dashboard_policy.may(manager, "edit", one) for one in (inside, outside, city)]
    assert found == [True, False, True]
    assert all(dashboard_policy.may(staff("administrator"), "edit", one) for one in (inside, outside, city))


def test_what_is_mine_is_seen_and_changed_by_nobody_else(now: datetime):
    owner = staff("clerk")
    mine = dashboard("mine", visibility="mine", owner=owner, now=now)
    for role in ("clerk", "manager", "mayor", "administrator"):
        other = staff(role)
        assert not dashboard_policy.may(other, "see", mine)
        assert not dashboard_policy.may(other, "edit", mine)
        assert mine not in shared_dashboards(other)
    assert dashboard_policy.may(owner, "see", mine)
    assert dashboards_of(owner) == [mine]


def test_when_an_owner_is_gone_the_administrator_clears_away(now: datetime):
    owner = staff("clerk")
    mine = dashboard("mine", visibility="mine", owner=owner, now=now)
    Dashboard.objects.filter(pk=mine.pk).update(owner=None)
    orphan = by_key("mine")
    assert dashboard_policy.may(staff("administrator"), "edit", orphan)
    assert not dashboard_policy.may(staff("manager"), "see", orphan)


def test_only_public_ones_are_found_by_everybody(now: datetime):
    dashboard("open", now=now)
    dashboard("inside", visibility="staff", now=now)
    assert public_dashboard("open").key == "open"
    for key in ("inside", "nowhere"):
        with pytest.raises(DashboardUnknown):
            public_dashboard(key)
    with pytest.raises(DashboardUnknown):
        public_dashboard("open", embeddable=True)


def test_nobody_takes_away_what_has_changed_since(now: datetime):
    owner = staff("clerk")
    create(key="mine", facts=facts(), actor=owner, now=now)
    save(key="mine", version=1, facts=facts(names=names("Newer")), actor=owner, now=now)
    with pytest.raises(DashboardChanged):
        remove(key="mine", version=1, actor=owner, now=now)
    remove(key="mine", version=2, actor=owner, now=now)
    assert not Dashboard.objects.exists()
    assert not Panel.objects.exists()


def test_who_did_what_stands_in_the_log(now: datetime):
    owner = staff("clerk")
    create(key="mine", facts=facts(), actor=owner, now=now)
    save(key="mine", version=1, facts=facts(), actor=owner, now=now)
    remove(key="mine", version=2, actor=owner, now=now)
    verbs = (
        Entry.objects.filter(thing="dashboards.dashboard:mine").order_by("seq").values_list("verb", flat=True)
    )
    assert list(verbs) == ["dashboards.created", "dashboards.saved", "dashboards.removed"]
