"""Every worked case of every shipped pack, played by the engine and through the tables, comes out as counted."""

from zoneinfo import ZoneInfo

import pytest

from meydan.base.packs.public import available, load_pack
from meydan.base.people.tests.factories import staff
from meydan.base.people.tests.factories import unit as make_unit
from meydan.kernel.cases import public
from meydan.kernel.cases.engine.reading import read_workflow
from meydan.kernel.cases.engine.worked import Facts, moment, otherwise, play
from meydan.kernel.cases.models import Case, Service
from meydan.kernel.cases.packchecks import played_case
from meydan.kernel.cases.tests.factories import picture


def worked():
    """(pack, file, document) of every worked case, each in the pack that wrote it."""
    found = []
    for pack_id in available():
        pack = load_pack(pack_id)
        for folder in pack._by_ancestor[pack_id]:
            files = sorted((folder / "golden" / "cases").glob("*.toml"))
            found += [(pack_id, file.stem, pack.document(f"golden/cases/{file.stem}")) for file in files]
    return found


WORKED = worked()
IDS = [f"{pack_id}:{name}" for pack_id, name, _document in WORKED]


def parts(pack_id, document):
    pack = load_pack(pack_id)
    service = pack.documents("services")[document["service"]]
    walk = read_workflow(pack.documents("workflows")[service["workflow"]], name=service["workflow"])
    return pack, service, walk


@pytest.mark.parametrize(("pack_id", "name", "document"), WORKED, ids=IDS)
def test_the_engine_plays_it_as_it_was_counted(pack_id, name, document):
    pack, service, walk = parts(pack_id, document)
    case = played_case(pack, document, walk, service)
    assert list(play(document, case, ZoneInfo(pack.timezone))) == []


def test_a_step_counted_wrongly_is_named():
    pack_id, _name, document = next(one for one in WORKED if one[1] == "construction_posted_in_a_leap_year")
    pack, service, walk = parts(pack_id, document)
    steps = [dict(step) for step in document["step"]]
    steps[6]["due"] = {"cure": "2028-03-01"}
    wrong = {**document, "step": steps}
    found = list(play(wrong, played_case(pack, document, walk, service), ZoneInfo(pack.timezone)))
    assert [(one.step, one.key, one.found) for one in found] == [(6, "due", "cure 2028-02-29")]


def test_the_workflows_of_both_countries_are_played():
    played = {parts(pack_id, document)[2].code for pack_id, _name, document in WORKED}
    assert played >= {
        "request",
        "information",
        "alert_response",
        "inspection",
        "permit",
        "construction_3194_32",
        "fine_3194_42",
        "construction_article_100",
        "construction_article_99",
        "plan_change_article_5",
    }


# --- through the tables ----------------------------------------------------------------------
class Town:
    """The people and the service of a worked case, in tables."""

    def __init__(self, document, facts, pack):
        self.zone = ZoneInfo(pack.timezone)
        desk = make_unit("desk")
        self.people = {role: staff(role, "desk") for role in ("clerk", "inspector", "manager")}
        service = Service.objects.create(
            code=document["service"],
            names=facts["names"],
            unit=desk,
            workflow=facts["workflow"],
            kind=facts["kind"],
            clocks=facts.get("clock", []),
            complaint_second="desk",
            loaded_at=moment(document["opened_at"], self.zone),
        )
        self.case = public.open_case(service=service, now=moment(document["opened_at"], self.zone))

    def wait(self, until):
        """Sweep a second after each clock that runs out, as the sweep of every two minutes would."""
        from datetime import timedelta

        while True:
            due = self.case.clocks.filter(state="running", breached_at=None, due_at__lt=until)
            first = due.order_by("due_at").first()
            if first is None:
                return
            public.sweep_breaches(now=first.due_at + timedelta(seconds=1))

    def take(self, step, at, walk):
        if step.get("officer"):
            public.assign(case_id=self.case.pk, assignee=self.people["clerk"], actor=None, now=at)
        if not step.get("take"):
            return []
        given = {
            code: picture() if code in walk.evidence and walk.evidence[code].is_file else value
            for code, value in step.get("given", {}).items()
        }
        try:
            public.advance(
                case_id=self.case.pk,
                transition=step["take"],
                actor=None if step.get("role") == "system" else self.people[step.get("role", "manager")],
                now=at,
                note=step.get("words", ""),
                evidence=[picture() for _ in range(step.get("files", 0))],
                given=given,
            )
        except public.TransitionNotAllowed:
            return ["not_allowed"]
        except public.EvidenceMissing as missing:
            return missing.missing
        except public.EvidenceUnfit as unfit:
            return [str(unfit)]
        return []

    def facts(self):
        case = Case.objects.get(pk=self.case.pk)
        clocks = list(case.clocks.filter(round=case.reopened_count))
        due = {clock.key: clock.due_at for clock in clocks if clock.state == "running"}
        return Facts(
            case.state, due, {clock.key: clock.state for clock in clocks}, case.second_opened_at is not None
        )


@pytest.mark.django_db
@pytest.mark.parametrize(("pack_id", "name", "document"), WORKED, ids=IDS)
def test_the_tables_play_it_the_same(pack, settings, tmp_path, pack_id, name, document):
    settings.MEDIA_ROOT = tmp_path
    settings.CITY_ZONE = ZoneInfo(load_pack(pack_id).timezone)
    pack(pack_id)
    _pack, facts, walk = parts(pack_id, document)
    town, found = Town(document, facts, load_pack(pack_id)), []
    for number, step in enumerate(document["step"]):
        at = moment(step["at"], town.zone)
        town.wait(at)
        refused = town.take(step, at, walk)
        found += list(otherwise(number, step, refused, town.facts(), town.zone))
    assert found == []
    assert list(public.chain_faults()) == []
