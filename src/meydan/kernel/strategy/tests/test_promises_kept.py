"""What a user of a plan would try first; the other trials stand in the tests of their own pages."""

from __future__ import annotations

import csv
import io
import time
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.public import Case
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.strategy.models import Action, ActionIndicator, IndicatorValue, PlanImport
from meydan.kernel.strategy.operations.computing import recompute
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db


def test_a_plan_of_sixty_actions_is_loaded_with_no_code_and_every_row_shows_where_it_stands_in_its_source(
    client: Client,
) -> None:
    out = io.StringIO()
    table = csv.writer(out)
    table.writerow(
        ["Amaç Kodu", "Amaç", "Eylem Kodu", "Eylem", "Sorumlu Birim", "Başlangıç", "Bitiş", "Bütçe (TL)"]
    )
    for number in range(60):
        goal = number // 10 + 1
        table.writerow(
            [
                goal,
                f"Amaç {goal}",
                f"{goal}.{number % 10 + 1}",
                f"Eylem {number}",
                "Fen İşleri",
                "2026",
                "2028",
                "1.000",
            ]
        )
    client.force_login(staff("administrator"))
    began = time.monotonic()
    file = SimpleUploadedFile("plan.csv", out.getvalue().encode())
    sent = {
        "file": file,
        "language": "tr",
        "name": "Plan",
        "starts_on": "2026-01-01",
        "ends_on": "2028-12-31",
    }
    client.post(reverse("strategy:imports"), sent)
    found = PlanImport.objects.get()
    client.post(reverse("strategy:import", args=[found.pk]), {"do": "keep"})
    assert time.monotonic() - began < 60
    assert Action.objects.count() == 60
    assert {action.source_place["row"] for action in Action.objects.all()} == set(range(2, 62))
    last = next(one for one in Action.objects.all() if one.printed_code == "6.10")
    page = client.get(
        reverse("strategy:action", args=[last.code]), {"lang": "en"}, follow=True
    ).content.decode()
    assert "61" in page[page.index("In the printed plan") :]


def test_closing_a_case_changes_the_linked_public_indicator_by_the_right_amount_and_its_page_lists_that_case(
    client: Client, pack: Any
) -> None:
    pack("tr/gumushane")
    of = make.indicator("mended", query="cases.closed_count", params={"services": ["road_fault"]})
    make.connect(make.action(), of)
    made = case(service=service("road_fault"))
    recompute(now=timezone.now())
    assert IndicatorValue.objects.get(indicator=of).value == 0
    Case.objects.filter(pk=made.pk).update(closed_at=timezone.now(), outcome="done")
    recompute(now=timezone.now())
    assert IndicatorValue.objects.get(indicator=of).value == 1
    assert made.code in client.get(reverse("strategy:records", args=["mended"])).content.decode()


def test_a_stopped_sensors_indicator_says_stale_within_its_freshness_limit_and_is_never_green(
    client: Client,
) -> None:
    now = timezone.now()
    of = make.indicator(
        "dust", query="observations.mean_of_property", freshness_days=2, direction="down",
        targets={str(now.year): 20},
    )  # fmt: skip
    stopped = now - timedelta(days=2, minutes=1)
    make.value(of, timezone.localdate(now), 11, computed_at=now, last_input_at=stopped)
    page = client.get(
        reverse("strategy:indicator", args=["dust"]), {"lang": "en"}, follow=True
    ).content.decode()
    assert "Old value" in page
    assert "chip-good" not in page
    IndicatorValue.objects.update(last_input_at=now)
    page = client.get(
        reverse("strategy:indicator", args=["dust"]), {"lang": "en"}, follow=True
    ).content.decode()
    assert "Target reached" in page


def test_two_hundred_actions_and_a_hundred_indicators_are_one_page_of_at_most_thirty_questions(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    today = timezone.localdate()
    indicators = [make.indicator(f"i{number}", targets={str(today.year): 50}) for number in range(100)]
    IndicatorValue.objects.bulk_create(
        IndicatorValue(indicator=one, on=today - timedelta(days=day), value=day, computed_at=timezone.now())
        for one in indicators
        for day in range(60)
    )
    actions = [make.action(f"1.{number}", ends_on=date(2030, 1, 1)) for number in range(200)]
    ActionIndicator.objects.bulk_create(
        ActionIndicator(action=action, indicator=indicators[place])
        for number, action in enumerate(actions)
        for place in (number % 100, (number + 7) % 100)
    )
    with django_assert_max_num_queries(15):
        answer = client.get(reverse("strategy:plan"), {"lang": "en"})
    with django_assert_max_num_queries(15):
        client.get(reverse("strategy:tracker"), {"lang": "en"})
    faces = [face for _goal, faces in answer.context["goals"] for face in faces]
    assert len(faces) == 200
    # The line the size of a word draws the newest values alone; the whole run is the indicator's own page.
    assert {len(one.standing.run) for face in faces for one in face.indicators} == {14}
    assert {one.standing.run[-1].on for face in faces for one in face.indicators} == {today}
