"""Clocks that act: what the machine does when a term runs out, once, whatever happens meanwhile."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from meydan.base.people.tests.factories import staff
from meydan.base.people.tests.factories import unit as make_unit
from meydan.kernel.cases import public
from meydan.kernel.cases.models import Case, CaseEvent
from meydan.kernel.cases.operations import expiry
from meydan.kernel.cases.operations.second import SecondAuthorityClosed, ask_second_authority
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.cases.tests.test_workflow import NAMES, SMALL

pytestmark = pytest.mark.django_db
TURKEY = ZoneInfo("Europe/Istanbul")

OBJECTION = {
    **SMALL,
    "code": "request",
    "state": [
        *SMALL["state"],
        {"code": "lapsed", "names": NAMES, "final": True, "outcome": "withdrawn"},
    ],
    "evidence": [{"code": "served_on", "kind": "date", "names": NAMES}],
    "transition": [
        {**SMALL["transition"][0], "roles": ["manager"], "require": ["served_on"]},
        {**SMALL["transition"][1], "roles": ["manager"], "require": ["note"]},
        {
            "code": "lapse",
            "from": "work",
            "to": "lapsed",
            "names": NAMES,
            "roles": ["manager", "system"],
            "require": ["note"],
        },
    ],
}


@pytest.fixture
def town(pack, monkeypatch, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    found = pack("tr/gumushane")
    monkeypatch.setitem(found._documents, "workflows/request", OBJECTION)
    return found


def term(**more):
    return {"id": "term", "length": 5, "unit": "day", "names": NAMES, "visible": True, **more}


def opened(now, *terms, **fields):
    return case(service=service(clocks=list(terms), **fields), now=now)


def begun(made, now, served_on=None):
    officer = staff("manager", "works")
    given = {"served_on": served_on or now.date()}
    return public.advance(case_id=made.pk, transition="start", actor=officer, now=now, given=given)


def verbs(made):
    return [event.verb for event in public.history(made)]


@pytest.mark.parametrize("ending", ["lapse", "close"])
def test_the_machine_takes_the_step_the_service_names_and_says_why(town, now, ending):
    made = begun(opened(now, term(start="work", on_expiry=ending, binds="party")), now)
    assert public.sweep_breaches(now=now + timedelta(days=8)) == 1
    made.refresh_from_db()
    assert (made.state, made.outcome, made.breached_at) == ("lapsed", "withdrawn", None)
    moved = CaseEvent.objects.get(case=made, verb="moved", body__transition="lapse")
    assert (moved.actor, moved.body["clock"], moved.body["outcome"]) == (None, "term", "withdrawn")
    assert public.sweep_breaches(now=now + timedelta(days=9)) == 0
    assert verbs(made).count("clock_breached") == 1


def test_a_step_that_only_people_may_take_stays_theirs(town, now):
    made = begun(opened(now, term(start="work", on_expiry="finish")), now)
    public.sweep_breaches(now=now + timedelta(days=8))
    made.refresh_from_db()
    assert made.state == "work"
    assert CaseEvent.objects.get(case=made, verb="clock_breached").body["done"] == ""


def test_a_step_that_no_longer_leaves_the_state_is_not_taken(town, now):
    made = opened(now, term(on_expiry="lapse"))
    public.sweep_breaches(now=now + timedelta(days=8))
    made.refresh_from_db()
    assert (made.state, made.breached_at is None) == ("new", False)


def test_a_term_of_the_other_side_makes_nobody_here_late(town, now):
    made = begun(opened(now, term(start="work", binds="party"), term(id="ours", length=60)), now)
    public.sweep_breaches(now=now + timedelta(days=8))
    made.refresh_from_db()
    states = {clock.key: clock.state for clock in made.clocks.all()}
    assert (states, made.breached_at) == ({"term": "lapsed", "ours": "running"}, None)
    assert made.due_at == made.clocks.get(key="ours").due_at


def test_the_second_authority_opens_and_the_reporter_may_go_there(town, now):
    make_unit("mayor_office")
    made = opened(now, term(on_expiry="open_second_authority"), complaint_second="mayor_office")
    with pytest.raises(SecondAuthorityClosed):
        ask_second_authority(case_id=made.pk, now=now)
    public.sweep_breaches(now=now + timedelta(days=8))
    made.refresh_from_db()
    assert made.second_opened_at == now + timedelta(days=8)
    taken = ask_second_authority(case_id=made.pk, now=now + timedelta(days=9))
    assert (taken.unit.code, taken.assignee) == ("mayor_office", None)
    with pytest.raises(SecondAuthorityClosed):
        ask_second_authority(case_id=made.pk, now=now + timedelta(days=9))
    assert verbs(made)[-3:] == ["clock_breached", "second_authority", "second_authority"]
    assert list(public.chain_faults()) == []


def test_a_month_counts_from_the_day_given_as_evidence(town, now):
    # Posted on 31 October 2026; a month ends on 30 November, a Monday, in Turkish time.
    made = begun(
        opened(now, term(start="work", length=1, unit="month", **{"from": "served_on"})),
        now,
        date(2026, 10, 31),
    )
    assert made.clocks.get().due_at.astimezone(TURKEY).date() == date(2026, 11, 30)


def test_hours_count_from_the_end_of_the_day_given_as_evidence(town, now):
    made = begun(
        opened(now, term(start="work", length=48, unit="hour", **{"from": "served_on"})),
        now,
        date(2026, 11, 20),
    )
    assert made.clocks.get().due_at == datetime(2026, 11, 23, tzinfo=TURKEY)


def test_many_due_clocks_are_noticed_together_each_case_in_its_own_history(
    town, now, django_assert_max_num_queries
):
    kind = service(clocks=[term(), term(id="other", length=6)])
    made = [case(service=kind, now=now) for _ in range(12)]
    # Two dozen one by one would ask some 290 times; what is left is the outbox, an event each.
    with django_assert_max_num_queries(160):
        assert public.sweep_breaches(now=now + timedelta(days=30)) == 24
    for one in made:
        assert verbs(one) == ["opened", "clock_breached", "clock_breached"]
    assert list(public.chain_faults()) == []
    first = made[0].clocks.get(key="term").due_at
    assert Case.objects.filter(breached_at=first).count() == 12


def test_pages_of_a_sweep_meet_each_clock_once(town, now):
    for _ in range(7):
        opened(now, term())
    assert public.sweep_breaches(now=now + timedelta(days=30), page=3) == 7


def test_a_sweep_that_is_stopped_in_the_middle_is_done_whole_by_the_next(town, now, monkeypatch):
    made = begun(opened(now, term(start="work", on_expiry="lapse")), now)
    with monkeypatch.context() as broken:

        def killed(*args, **kwargs):
            raise KeyboardInterrupt

        broken.setattr(expiry, "publish", killed)
        with pytest.raises(KeyboardInterrupt):
            public.sweep_breaches(now=now + timedelta(days=8))
    made.refresh_from_db()
    assert (made.state, verbs(made).count("clock_breached")) == ("work", 0)
    assert public.sweep_breaches(now=now + timedelta(days=8)) == 1
    made.refresh_from_db()
    assert made.state == "lapsed"


def test_one_case_that_cannot_be_noticed_does_not_hold_up_the_others(town, now, caplog, monkeypatch):
    bad, good = begun(opened(now, term(start="work", on_expiry="lapse")), now), opened(now, term())
    from meydan.kernel.cases.engine.workflow import WorkflowFault

    read = expiry.workflow

    def gone(code):
        raise WorkflowFault(code)

    monkeypatch.setattr(expiry, "workflow", gone)
    public.sweep_breaches(now=now + timedelta(days=8))
    assert verbs(bad).count("clock_breached") == 0
    assert "could not be noticed" in caplog.text
    monkeypatch.setattr(expiry, "workflow", read)
    assert public.sweep_breaches(now=now + timedelta(days=8)) >= 1
    assert good.pk


def test_the_machine_is_not_asked_for_words_but_people_are(town, now):
    made = begun(opened(now, term()), now)
    officer = staff("manager", "works")
    with pytest.raises(public.EvidenceMissing):
        public.advance(case_id=made.pk, transition="lapse", actor=officer, now=now)
    assert public.advance(case_id=made.pk, transition="lapse", actor=None, now=now).is_closed


SAID = {
    "tr": ("Süremiz doldu", "Şuraya götür:"),
    "fa": ("مهلت ما تمام شد", "بردن به"),
    "en": ("Our time is over", "Take it to"),
}


@pytest.mark.parametrize("language", SAID)
def test_the_reporter_sees_the_second_authority_and_goes_there_with_one_press(
    town, now, client, settings, language
):
    make_unit("mayor_office")
    made = opened(now, term(on_expiry="open_second_authority"), complaint_second="mayor_office")
    public.sweep_breaches(now=now + timedelta(days=8))
    client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
    page = client.get(f"/follow/{made.code}/").content.decode()
    assert SAID[language][0] in page
    assert SAID[language][1] not in page
    client.post(f"/follow/{made.code}/", {"act": "second"})
    assert Case.objects.get().unit.code == "works"
    session = client.session
    session["cases_mine"] = [made.code]
    session.save()
    assert SAID[language][1] in client.get(f"/follow/{made.code}/").content.decode()
    assert client.post(f"/follow/{made.code}/", {"act": "second"}).status_code == 302
    assert Case.objects.get().unit.code == "mayor_office"
    assert SAID[language][0] not in client.get(f"/follow/{made.code}/").content.decode()
