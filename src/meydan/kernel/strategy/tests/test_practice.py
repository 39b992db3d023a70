"""A promise is told to another city and to the press, with figures before and now and a unit to ask."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pdfplumber
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.kernel.strategy.models import Action, Step
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def told(pack: Any) -> Action:
    """A promise whose figure stood at 24 before it began and stands at 36 now; another has a baseline."""
    pack("tr/gumushane")
    today = timezone.localdate()
    action = make.action(
        "3.2", budget=Decimal(1000), spent=Decimal(400), about=make.names("Lamps & <light>"),
        starts_on=today - timedelta(days=365), ends_on=today + timedelta(days=300), updated_at=timezone.now(),
    )  # fmt: skip
    Step.objects.create(action=action, code="a", names=make.names("Count the poles"))
    lamps = make.indicator("lamps", unit="%")
    make.value(lamps, today - timedelta(days=400), 24)
    make.value(lamps, today, 36)
    faults = make.indicator("faults", baseline=6.0)
    make.value(faults, today - timedelta(days=31), 4)
    for one in (lamps, faults):
        make.connect(action, one)
    return action


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["İyi uygulama", "%24", "%36", "works Müdürlüğü", "12 ay"]),
        ("fa", ["تجربهٔ خوب", "۲۴٪", "۳۶٪", "ادارهٔ works", "۱۲ ماه"]),
        (
            "en",
            ["Good practice", "24%", "36%", "works office", "12 months", "Count the poles en", "Old value"],
        ),
    ],
)
def test_another_city_reads_what_was_done_what_it_cost_and_what_came_of_it(
    client: Client, told: Action, language: str, words: list[str]
) -> None:
    page = client.get(reverse("strategy:good_practice", args=["3.2"]), {"lang": language}, follow=True)
    for word in words:
        assert word in page.content.decode()


@pytest.mark.parametrize("language", ["tr", "fa", "en"])
def test_the_same_is_taken_along_as_pdf_without_number_or_mark_of_a_draft(
    client: Client, told: Action, language: str, tmp_path: Any
) -> None:
    answer = client.get(reverse("strategy:good_practice_pdf", args=["3.2"]), {"lang": language}, follow=True)
    assert answer["Content-Type"] == "application/pdf"
    file = tmp_path / "sheet.pdf"
    file.write_bytes(answer.content)
    with pdfplumber.open(file) as paper:
        words = " ".join(one.extract_text() for one in paper.pages)
    if language == "en":
        for word in ("Lamps & <light> en", "24%", "36%", "Count the poles en"):
            assert word in words
        assert "Draft" not in words


def test_the_press_page_carries_its_open_graph_and_the_figures_of_now(client: Client, told: Action) -> None:
    page = client.get(reverse("strategy:press", args=["3.2"]), {"lang": "en"}, follow=True).content.decode()
    assert '<meta property="og:title" content="Action 3.2 en">' in page
    assert '<meta property="og:description" content="Lamps &amp; &lt;light&gt; en">' in page
    assert '<meta property="og:locale:alternate" content="fa_IR">' in page
    assert "36%" in page
    assert "50% of the work is done." in page


def test_a_draft_is_told_to_nobody(client: Client, told: Action) -> None:
    told.goal.plan.__class__.objects.update(status="draft")
    for name in ("good_practice", "good_practice_pdf", "press"):
        assert client.get(reverse(f"strategy:{name}", args=["3.2"])).status_code == 404
