"""Counters of a pack: read into rows, left alone once the city changed them, and their faults named by line."""

import pytest
from django.utils import timezone

from meydan.base.appointments.models import Counter
from meydan.base.appointments.operations.erasing import remove_sample
from meydan.base.appointments.operations.loading import load_counters
from meydan.base.appointments.tests import factories as make
from meydan.base.packs.public import check_pack, load_pack, overlay_of

GOOD = """
[[counter]]
code = "desk"
unit = "help_desk"
names = { tr = "Gişe", fa = "باجه", en = "Desk" }
services = ["appointment"]

[[counter.offering]]
days = ["monday"]
from = "09:00"
until = "12:00"
minutes = 15
places = 1
"""


def faults(tmp_path, words):
    folder = tmp_path / "tr" / "gumushane" / "trial"
    folder.mkdir(parents=True)
    head = 'id = "tr/gumushane/trial"\nkind = "overlay"\nnames = { tr = "D", fa = "د", en = "T" }\n'
    (folder / "pack.toml").write_text(head, encoding="utf-8")
    (folder / "appointments.toml").write_text(words.strip() + "\n", encoding="utf-8")
    return [(fault.file.name, fault.line, fault.problem) for fault in check_pack(folder)]


def test_a_sound_file_has_no_fault(tmp_path):
    assert faults(tmp_path, GOOD) == []


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('unit = "help_desk"', 'unit = "help_dsk"', 3, "no unit 'help_dsk'"),
        ('services = ["appointment"]', 'services = ["apointment"]', 5, "no service 'apointment'"),
        ('days = ["monday"]', "days = []", 8, "no day of the week"),
        ('days = ["monday"]', 'days = ["mondy", "pazartesi"]', 8, "days cannot be read: 'pazartesi'"),
        ('until = "12:00"', 'until = "08:00"', 10, "ends before it begins"),
        ('until = "12:00"', 'until = "25:00"', 10, "cannot be read"),
        ("minutes = 15", "minutes = 200", 11, "longer than the window"),
        ("places = 1", "places = 0", 12, "takes nobody"),
        (
            "places = 1",
            'places = 1\nvalid_from = "2027-02-01"\nvalid_until = "2027-01-01"',
            14,
            "ends to hold",
        ),
        ('code = "desk"', 'code = "desk"\ndays_ahead = 900', 3, "days_ahead"),
        ('code = "desk"', 'code = "desk"\nacessible = true', 3, "acessible"),
    ],
)
def test_a_fault_is_named_with_its_line(tmp_path, old, new, line, words):
    found = faults(tmp_path, GOOD.replace(old, new))
    assert [(name, at) for name, at, problem in found if words in problem] == [("appointments.toml", line)], (
        found
    )


def test_two_lines_that_offer_the_same_hours_are_a_fault(tmp_path):
    more = '\n[[counter.offering]]\ndays = ["monday"]\nfrom = "11:00"\nuntil = "13:00"\nminutes = 15\nplaces = 1\n'
    assert any("earlier offering" in problem for _file, _line, problem in faults(tmp_path, GOOD + more))


@pytest.mark.django_db
@pytest.mark.parametrize("city", ["tr/gumushane", "ir/khoy"])
def test_the_demo_counters_are_loaded_marked_as_samples_and_go_away(pack, city):
    pack(city)
    for code in ("help_desk", "planning", "building_control"):
        make.people.unit(code)
    overlay, now = overlay_of(load_pack(city), "demo"), timezone.now()
    assert load_counters(overlay, now, True).created == 2
    assert load_counters(overlay, now, True).unchanged == 2
    assert set(Counter.objects.values_list("is_sample", flat=True)) == {True}
    Counter.objects.update(is_own=True, days_ahead=7)
    assert load_counters(overlay, now, True).unchanged == 2
    assert set(Counter.objects.values_list("days_ahead", flat=True)) == {7}
    remove_sample(now)
    assert not Counter.objects.exists()
