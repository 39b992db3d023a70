"""Filling the tables: order, transactions, reports, and the commands."""

from __future__ import annotations

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from meydan.base.packs import registry
from meydan.base.packs.operations import SectionNotLoaded, load_into_tables
from meydan.base.packs.public import (
    LoadReport,
    load_pack,
    register_loader,
    register_sample_remover,
    sample_removers,
)
from meydan.base.packs.registry import SectionAlreadyRegistered
from meydan.base.packs.tests.folders import change, town
from meydan.base.people.public import OrgUnit, ensure_unit


@pytest.fixture
def alone(monkeypatch):
    """No loaders but those of the test."""
    monkeypatch.setattr(registry, "_loaders", {})
    monkeypatch.setattr(registry, "_removers", {})


def test_loaders_run_in_their_order_and_say_what_they_did(alone, db, now):
    seen = []

    def note(name):
        def load(pack, moment, is_sample):
            seen.append((name, pack.id, is_sample))
            return LoadReport(created=1)

        return load

    register_loader("late", note("late"), order=20)
    register_loader("early", note("early"), order=10)
    reports = load_into_tables(packs=[(load_pack("tr"), False), (load_pack("ir"), True)], now=now)
    assert seen == [
        ("early", "tr", False),
        ("late", "tr", False),
        ("early", "ir", True),
        ("late", "ir", True),
    ]
    assert [report.report.created for report in reports] == [1, 1, 1, 1]


def test_a_loader_that_fails_leaves_nothing_and_is_named(alone, db, now):
    def load(pack, moment, is_sample):
        ensure_unit(code="half", parent="", kind="unit", names={"en": "Half"}, is_sample=False)
        raise ValueError("the roof fell in")

    register_loader("units", load, order=1)
    with pytest.raises(SectionNotLoaded, match="units of tr was not loaded: the roof fell in"):
        load_into_tables(packs=[(load_pack("tr"), False)], now=now)
    assert not OrgUnit.objects.filter(code="half").exists()


def test_two_rooms_cannot_hold_one_section(alone):
    register_loader("units", lambda *_: LoadReport(), order=1)
    with pytest.raises(SectionAlreadyRegistered):
        register_loader("units", lambda *_: LoadReport(), order=1)


def test_what_points_at_other_rows_is_removed_first(alone):
    register_sample_remover("places", lambda now: 1, order=100)
    register_sample_remover("cases", lambda now: 2, order=400)
    assert [name for name, _ in sample_removers()] == ["cases", "places"]


@pytest.mark.django_db
@pytest.mark.parametrize("pack_id", ["tr/gumushane", "ir/khoy"])
def test_a_city_loads_and_loads_again_without_change(pack, pack_id):
    pack(pack_id)
    call_command("load", stdout=StringIO())
    first = OrgUnit.objects.count()
    out = StringIO()
    call_command("load", "--json", stdout=out)
    units = next(report for report in json.loads(out.getvalue()) if report["section"] == "units")
    assert OrgUnit.objects.count() == first > 20
    assert units["report"]["created"] == 0
    assert units["is_sample"] is False


@pytest.mark.django_db
def test_an_overlay_that_is_not_there_is_refused_with_words(pack):
    pack("tr/gumushane")
    with pytest.raises(CommandError, match="There is no pack 'tr/gumushane/carnival'"):
        call_command("load", "--overlay", "carnival", stdout=StringIO())


def test_check_pack_says_when_there_is_nothing_to_mend(tmp_path, capsys):
    call_command("check-pack", str(town(tmp_path)))
    assert capsys.readouterr().out.strip() == "Nothing to mend."


def test_check_pack_names_file_line_and_remedy_and_leaves_with_one(tmp_path, capsys):
    folder = town(tmp_path)
    line = change(folder / "services/bench.toml", 'unit = "roads"', 'unit = "raods"')
    with pytest.raises(SystemExit) as left:
        call_command("check-pack", str(folder), "--json")
    assert left.value.code == 1
    assert json.loads(capsys.readouterr().out) == [
        {
            "file": str(folder / "services/bench.toml"),
            "line": line,
            "problem": "There is no unit 'raods'.",
            "remedy": "Did you mean roads?",
        }
    ]
