"""Workflows drawn: nothing overlaps, every step stands in the drawing, and the mirror is a mirror."""

import pytest

from meydan.base.packs.public import available, load_pack
from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.engine.diagram import BOX_H, draw, rows_of
from meydan.kernel.cases.engine.reading import read_workflow
from meydan.kernel.cases.tests.factories import service
from meydan.kernel.cases.tests.reading import in_language, words
from meydan.kernel.cases.tests.test_workflow import SMALL
from meydan.kernel.cases.workflowwords import wrapped

SHIPPED = {
    code: read_workflow(document, name=code)
    for pack_id in available()
    if load_pack(pack_id).kind != "overlay"
    for code, document in load_pack(pack_id).documents("workflows").items()
}
EACH = pytest.mark.parametrize("walk", SHIPPED.values(), ids=SHIPPED)


def test_states_stand_below_what_leads_to_them():
    assert rows_of(read_workflow(SMALL, name="small")) == {"new": 0, "work": 1, "done": 2}


@EACH
def test_no_two_states_overlap_and_all_lie_inside(walk):
    drawn = draw(walk)
    boxes = list(drawn.boxes.values())
    assert set(drawn.boxes) == set(walk.states)
    for one in boxes:
        assert 0 <= one.x <= one.x + one.width <= drawn.width
        assert 0 <= one.y <= one.y + one.height <= drawn.height
        for other in boxes:
            apart = abs(one.x - other.x) >= one.width or abs(one.y - other.y) >= BOX_H
            assert one is other or apart, (one.code, other.code)


@EACH
def test_every_step_is_drawn_once_a_source_from_box_to_box(walk):
    drawn = draw(walk)
    expected = [(step.code, source) for step in walk.transitions.values() for source in step.sources]
    assert [(line.transition, line.source) for line in drawn.lines] == expected
    for line in drawn.lines:
        source, target = drawn.boxes[line.source], drawn.boxes[walk.transitions[line.transition].target]
        (x, y), (a, b) = line.points[0], line.points[-1]
        assert source.x < x < source.x + source.width
        assert y == source.y + source.height
        assert target.x < a < target.x + target.width
        assert b == target.y
        assert all(-1 <= px <= drawn.width + 1 for px, _py in line.points)


@EACH
def test_the_mirror_is_a_mirror(walk):
    plain, turned = draw(walk), draw(walk, is_mirrored=True)
    for code, box in plain.boxes.items():
        assert turned.boxes[code].x == pytest.approx(plain.width - box.x - box.width)
    for one, other in zip(plain.lines, turned.lines, strict=True):
        assert [plain.width - x for x, _y in one.points] == pytest.approx([x for x, _y in other.points])


def test_the_same_workflow_is_drawn_the_same_each_time():
    walk = SHIPPED["request"]
    assert draw(walk) == draw(walk)


def test_a_long_name_is_broken_and_cut():
    assert wrapped("Yapı tatil tutanağı ve mühürleme, ikinci kez") == [
        "Yapı tatil tutanağı",
        "ve mühürleme,…",
    ]
    assert wrapped("") == [""]


SAID = {
    "tr": ("Ruhsatsız yapı işlemi", "Kroki", "Mühür kaldırıldı", "Adım adım"),
    "fa": ("رسیدگی به ساخت‌وساز", "کروکی", "رفع مهر و موم", "گام‌به‌گام"),
    "en": ("Unauthorised construction", "Sketch", "Unsealed", "Step by step"),
}


@pytest.mark.django_db
@pytest.mark.parametrize("language", SAID)
def test_the_page_draws_and_tells_a_workflow(client, pack, settings, language):
    pack("tr/gumushane")
    service()
    client.force_login(staff("clerk", "works"))
    in_language(client, settings, language)
    page = words(client.get("/desk/workflows/construction_3194_32/"))
    for said in SAID[language]:
        assert said in page
    assert page.count("flow-mark") == len(draw(SHIPPED["construction_3194_32"]).lines)
    listed = words(client.get("/desk/workflows/"))
    assert "/desk/workflows/request/" in listed


@pytest.mark.django_db
def test_a_visitor_and_an_unknown_workflow(client, pack):
    pack("tr/gumushane")
    assert client.get("/desk/workflows/request/").status_code == 302
    client.force_login(staff("clerk", "works"))
    assert client.get("/desk/workflows/moon/").status_code == 404
