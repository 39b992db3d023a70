"""Templates, lists and drafts that a pack brings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import shapely
from django.utils import timezone

from meydan.base.packs.public import current, overlay_of
from meydan.base.people.tests.factories import staff
from meydan.domains.warnings.content import AreaChosen
from meydan.domains.warnings.models import ContactList, PublicWarning, WarningTemplate
from meydan.domains.warnings.operations import beginning, deciding, drafting, publishing, removing
from meydan.domains.warnings.operations.loading import load_drafts, load_lists, load_templates, template_fault
from meydan.domains.warnings.queries.composing import faults_in
from meydan.domains.warnings.tests.factories import published

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("city")]


def now() -> Any:
    return timezone.now().replace(microsecond=0)


def test_every_template_of_the_pack_makes_a_sound_warning(pack: Callable[[str], object]) -> None:
    for code, box in (
        ("tr/gumushane", (39.47, 40.45, 39.49, 40.46)),
        ("ir/khoy", (44.94, 38.54, 44.96, 38.56)),
    ):
        pack(code)
        load_lists(current(), now(), False)
        load_templates(current(), now(), False)
        names = {"tr": "Merkez", "fa": "مرکز", "en": "Centre"}
        area = AreaChosen(names=names, polygons=shapely.box(*box))
        for template in WarningTemplate.objects.all():
            made = drafting.draft_warning(
                content=beginning.content_of_template(template, now(), area), actor=staff("clerk"), now=now()
            )
            assert faults_in(made, now()) == [], template.code
            assert set(template.list_codes) <= set(ContactList.objects.values_list("code", flat=True))
    assert WarningTemplate.objects.count() == 10


def test_loading_again_changes_nothing_and_keeps_who_stands_on_lists(loaded: None) -> None:
    report = load_lists(current(), now(), False)
    assert (report.created, report.updated) == (0, 5)
    assert load_templates(current(), now(), False).created == 0


def test_an_overlay_puts_a_marked_exercise_on_the_desk_once_and_it_can_be_removed(loaded: None) -> None:
    demo = overlay_of(current(), "demo")
    assert load_drafts(demo, now(), True).created == 1
    assert load_drafts(demo, now(), True).created == 0
    made = PublicWarning.objects.get()
    assert (made.is_sample, made.cap_status, made.state, made.drafted_by) == (True, "Exercise", "draft", None)
    assert [one.headline.rpartition("(")[2] for one in made.texts.order_by("language")] == [
        "sample)", "نمونه)", "örnek)",
    ]  # fmt: skip
    assert removing.remove_sample(now()) == 1
    assert PublicWarning.objects.count() == 0


def test_a_published_sample_goes_and_a_real_warning_stays(loaded: None) -> None:
    real = published(now())
    load_drafts(overlay_of(current(), "demo"), now(), True)
    sample = PublicWarning.objects.get(is_sample=True)
    taken = drafting.take_up(
        identifier=sample.identifier, actor=staff("clerk"), now=now(), expected_version=1
    )
    mayor = staff("mayor")
    deciding.approve(identifier=taken.identifier, actor=mayor, now=now(), expected_version=taken.version)
    publishing.publish(identifier=taken.identifier, actor=mayor, now=now())
    assert removing.remove_sample(now()) == 1
    assert list(PublicWarning.objects.all()) == [real]


@pytest.mark.parametrize(
    ("key", "value", "said"),
    [("severity", "Big", "severity 'Big' is none of"), ("responses", ["Run"], "no response 'Run'"),
     ("texts", {}, "texts.tr must hold")],
)  # fmt: skip
def test_a_template_with_a_slip_is_named(key: str, value: Any, said: str) -> None:
    rows = current().document("warning_templates")["template"]
    assert [template_fault(row) for row in rows] == [""] * 10
    assert said in template_fault({**rows[0], key: value})
