"""One observation walks the whole way: alert, case, playbook, warning, front page, afterwards."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from meydan.base.jobs.public import run_due
from meydan.base.links.public import links_from
from meydan.base.people.public import ensure_unit
from meydan.base.people.tests.factories import staff
from meydan.domains.warnings.models import PublicWarning
from meydan.domains.warnings.operations import deciding, drafting, publishing
from meydan.domains.warnings.operations.loading import load_lists, load_templates
from meydan.domains.warnings.public import TemplateUnknown, active_warnings
from meydan.domains.warnings.queries.current import forget_in_force
from meydan.kernel.cases.models import Case, PlaybookNotice, PlaybookRun, PlaybookTask
from meydan.kernel.cases.operations.playbook_tasks import tick_off
from meydan.kernel.cases.operations.playbooks import step_all
from meydan.kernel.cases.public import NoticeFacts
from meydan.kernel.cases.tests.factories import service
from meydan.kernel.observations.public import Alert, Datastream, dismiss_alert, roll_up, store
from meydan.kernel.observations.tests.factories import rule, stream
from meydan.site.joining.drafts import draft_for_playbook

pytestmark = pytest.mark.django_db
UNITS = ("environment", "disaster", "transport", "works")
START = datetime(2026, 11, 23, 6, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


@pytest.fixture(autouse=True)
def in_town(pack, settings, tmp_path) -> Iterator[None]:
    settings.MEDIA_ROOT = tmp_path
    town = pack("tr/gumushane")
    for code in UNITS:
        ensure_unit(code=code, names={"tr": code})
    service("river_alert", workflow="alert_response", kind="alert", is_public=False)
    load_lists(town, START, False)
    load_templates(town, START, False)
    forget_in_force()
    yield
    forget_in_force()


@pytest.fixture
def river() -> Datastream:
    found = stream("river_level", thing_key="dere", kind="river", period_s=900, maximum=20)
    # More decimals than a warning carries.
    found.thing.lat, found.thing.lon = 40.4602713958, 39.4814277141
    found.thing.save()
    rule(found, code="river_level_high", limit=2.5, clear_limit=2.2, severity="bad", service="river_alert")
    return found


def measured(river: Datastream, at: datetime, level: float) -> None:
    """A value comes, and everything that hears of it does its work."""
    with time_machine.travel(at, tick=False):
        store(rows=[(river.pk, at, level)], now=at, source="test")
        run_due(at + MINUTE, 100)


def flooded(river: Datastream) -> tuple[Alert, PlaybookRun, PublicWarning]:
    measured(river, START, 2.0)
    measured(river, START + HOUR, 3.1)
    return Alert.objects.get(), PlaybookRun.objects.get(), PublicWarning.objects.get()


def read(client: Client, name: str, *words: object) -> str:
    answer = client.get(reverse(name, args=words))
    assert answer.status_code == 200
    return answer.content.decode()


def test_a_river_that_rises_is_answered_until_it_is_told_what_was_done(river, client):
    alert, run, draft = flooded(river)
    case = Case.objects.get()
    assert case.alert_id == alert.pk
    assert {task.key for task in run.tasks.filter(state="open")} >= {"go", "roads", "people", "pumps"}
    assert (draft.state, draft.drafted_by, draft.template) == ("draft", None, "river_flood")
    assert active_warnings(START + HOUR) == []

    with time_machine.travel(START + HOUR + 10 * MINUTE, tick=False):
        let_out(draft)
        front = read(client, "home:front")
        assert draft.texts.get(language="tr").headline in front
        assert reverse("warnings:warning", args=[draft.identifier]) in front

    boss = staff("manager", "transport")
    roads = PlaybookTask.objects.get(run=run, key="roads")
    tick_off(task_id=roads.pk, actor=boss, now=START + HOUR + 30 * MINUTE, note="Altgeçit kapatıldı")
    over = START + 4 * HOUR
    for hours in (2, 3, 4):
        measured(river, START + hours * HOUR, 1.5)
    alert.refresh_from_db()
    assert alert.cleared_at == START + 2 * HOUR

    step_all(over)
    assert PlaybookRun.objects.get().state == "running"
    step_all(over + 6 * HOUR)
    run.refresh_from_db()
    assert (run.state, run.outcome) == ("closed", "over")

    roll_up(now=over)
    client.force_login(staff("administrator", "environment"))
    with time_machine.travel(over + 7 * HOUR, tick=False):
        for name, key in (
            ("observations:alert", alert.pk),
            ("cases:playbook", run.pk),
            ("environment:after", alert.pk),
        ):
            page = read(client, name, key)
            assert reverse("warnings:review", args=[draft.identifier]) in page, name
        page = read(client, "observations:alert", alert.pk)
        assert reverse("cases:case", args=[case.pk]) in page
        assert reverse("cases:playbook", args=[run.pk]) in page
        assert reverse("environment:after", args=[alert.pk]) in page
        page = read(client, "environment:after", alert.pk)
        assert "Altgeçit kapatıldı" in page
        assert "Taşkın uyarısı taslağı" in page
        assert "publicwarning" not in page


def let_out(draft: PublicWarning) -> None:
    """An officer takes the draft up, another approves, it goes out."""
    now = START + HOUR + 10 * MINUTE
    officer, mayor = staff("clerk"), staff("mayor")
    taken = drafting.take_up(
        identifier=draft.identifier, actor=officer, now=now, expected_version=draft.version
    )
    deciding.approve(identifier=draft.identifier, actor=mayor, now=now, expected_version=taken.version)
    publishing.publish(identifier=draft.identifier, actor=mayor, now=now)
    forget_in_force()


def asked(run: PlaybookRun, **changes: object) -> NoticeFacts:
    notice = PlaybookNotice.objects.get(run=run, kind="warning_draft")
    given: dict[str, object] = {
        "run_id": run.pk, "alert_id": run.alert_id, "playbook": run.code, "target": notice.target,
        "names": notice.names, "rule": run.rule, "severity": run.severity, "is_sample": run.is_sample,
    }  # fmt: skip
    return NoticeFacts(**{**given, **changes})


def test_an_alert_is_warned_of_once_even_after_the_draft_was_thrown_away(river):
    _alert, run, draft = flooded(river)
    assert draft_for_playbook(asked(run), START + 2 * HOUR) == draft.ref
    PublicWarning.objects.filter(pk=draft.pk).update(state="expired", sent_at=START, expires_at=START + HOUR)
    assert draft_for_playbook(asked(run), START + 3 * HOUR) == draft.ref
    assert PublicWarning.objects.count() == 1


def test_links_keep_that_alert_and_run_led_to_the_draft(river):
    alert, run, draft = flooded(river)
    for ref in (f"observations.alert:{alert.pk}", run.ref):
        assert [found.to_ref for found in links_from(ref, "warned")] == [draft.ref]


def test_the_draft_says_what_happened_and_holds_around_the_station(river):
    _alert, _run, draft = flooded(river)
    assert "3,1 µg/m³" in draft.source_text
    assert "Karşıyaka" in draft.source_text
    assert draft.circles == [[40.4602713958, 39.4814277141, 2.0]]


def test_a_sample_alert_leads_to_a_sample_draft(river):
    river.thing.is_sample = river.is_sample = True
    river.thing.save()
    river.save()
    _alert, run, draft = flooded(river)
    assert (run.is_sample, draft.is_sample) == (True, True)


def test_an_alert_that_was_dismissed_before_warns_of_nothing(river):
    measured(river, START, 2.0)
    later, boss = START + HOUR, staff("manager", "environment")
    with time_machine.travel(later, tick=False):
        store(rows=[(river.pk, later, 3.1)], now=later, source="test")
        dismiss_alert(alert_id=Alert.objects.get().pk, reason="Ölçüm hatası", actor=boss, now=later)
        run_due(later + MINUTE, 100)
    assert not PublicWarning.objects.exists()


def test_a_playbook_of_an_unknown_template_is_told_so(river):
    _alert, run, draft = flooded(river)
    from meydan.base.links.public import unlink

    unlink(f"observations.alert:{run.alert_id}", draft.ref, "warned")
    with pytest.raises(TemplateUnknown):
        draft_for_playbook(asked(run, target="no_such"), START + 2 * HOUR)


def test_a_river_that_rises_fast_and_is_then_high_is_one_draft(river):
    _alert, run, draft = flooded(river)
    rising = rule(river, code="river_level_rising", limit=2.5, clear_limit=2.2, service="river_alert")
    measured(river, START + 2 * HOUR, 3.4)
    second = PlaybookRun.objects.exclude(pk=run.pk).get()
    assert second.rule == rising.code
    assert PublicWarning.objects.get() == draft
    assert [found.to_ref for found in links_from(second.ref, "warned")] == [draft.ref]
