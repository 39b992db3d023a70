"""Everybody reads what was done after an alert and how it ended: steps and times, no notes and no people."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from meydan.base.people.public import ensure_unit
from meydan.kernel.cases.models import PlaybookRun, PlaybookTask
from meydan.kernel.cases.queries.afterwards import steps_of, told_run, told_runs, told_runs_named
from meydan.kernel.observations import registry
from meydan.kernel.observations.public import Alert, AlertAccount, AlertLink
from meydan.kernel.observations.tests.factories import rule, stream

pytestmark = pytest.mark.django_db
START = datetime(2026, 11, 23, 6, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def _in_town(pack: object) -> None:
    pack("tr/gumushane")  # type: ignore[operator]


def ended(*, outcome: str = "done", is_public: bool = True, thing_key: str = "dere") -> PlaybookRun:
    """A run of two tasks, one of them late, whose alert has passed."""
    series = stream("river_level", thing_key=thing_key, kind="river", maximum=20)
    series.is_public = is_public
    series.save()
    alert = Alert.objects.create(
        rule=rule(series), datastream=series, status="expired", ending="cleared", since_at=START, opened_at=START,
        recorded_at=START, closed_at=START + 5 * HOUR, cleared_at=START + 5 * HOUR, opening_value=2.6,
        peak_value=3.4, peak_at=START + HOUR,
    )  # fmt: skip
    run = PlaybookRun.objects.create(
        code="river_rising", alert_id=alert.pk, rule="x", severity="bad", state="closed", outcome=outcome,
        document={"names": {"tr": "Dere yükseliyor", "fa": "رود بالا می‌آید", "en": "River rising"}},
        station={"tr": "Köprü", "fa": "پل", "en": "Bridge"}, started_at=START, closed_at=START + 6 * HOUR,
    )  # fmt: skip
    unit = ensure_unit(code="works", names={"tr": "Fen İşleri", "fa": "عمران", "en": "Works"})
    for order, (key, done_at, breached_at) in enumerate(
        [("go", START + 2 * HOUR, START + HOUR), ("roads", START + HOUR, None), ("pumps", None, None)]
    ):
        PlaybookTask.objects.create(
            run=run, key=key, order=order, names={"tr": f"{key} (tr)", "fa": f"{key} (fa)", "en": f"{key} (en)"},
            unit=unit, state="done" if done_at else "dropped", opened_at=START, done_at=done_at,
            breached_at=breached_at, note="Ayşe Hanım'ın 0532 000 00 00",
        )  # fmt: skip
    return run


def test_steps_stand_in_the_order_they_were_done_with_what_was_late() -> None:
    run = told_run(ended().pk)
    assert run is not None
    assert [(step.names["en"], step.was_late) for step in steps_of(run)] == [
        ("roads (en)", False), ("go (en)", True),
    ]  # fmt: skip
    assert (run.done_count, run.task_count) == (2, 3)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "changes", [{"outcome": "withdrawn"}, {"outcome": "dismissed"}, {"is_public": False}]
)
def test_what_was_no_alert_or_is_not_public_is_not_told(client: Client, changes: dict[str, object]) -> None:
    run = ended(**changes)  # type: ignore[arg-type]
    assert not told_runs().exists()
    assert client.get(reverse("cases:after", args=[run.pk])).status_code == 404


def test_one_that_goes_on_is_not_told_yet(client: Client) -> None:
    run = ended()
    PlaybookRun.objects.filter(pk=run.pk).update(state="running", outcome="", closed_at=None)
    assert client.get(reverse("cases:after", args=[run.pk])).status_code == 404
    assert told_runs_named([run.ref, "cases.case:1", "cases.playbookrun:x"]) == []


@pytest.mark.parametrize(
    ("language", "words", "inside"),
    [
        ("tr", ["Dere yükseliyor", "Köprü", "Ne yapıldı, nasıl bitti?"], ["Fen İşleri", "planlanandan geç", "3,4"]),
        (
            "en",
            ["River rising", "Bridge", "What was done, and how did it end?"],
            ["Works", "later than planned", "3.4"],
        ),
        ("fa", ["رود بالا می‌آید", "پل", "چه کردیم و چه شد؟"], ["عمران", "دیرتر از برنامه", "۳٫۴"]),
    ],
)  # fmt: skip
def test_everybody_reads_it_and_no_note_stands_there(
    client: Client, language: str, words: list[str], inside: list[str]
) -> None:
    run = ended()
    listed = client.get(reverse("cases:afterwards"), {"lang": language}, follow=True).content.decode()
    page = client.get(reverse("cases:after", args=[run.pk])).content.decode()
    for word in words:
        assert word in listed
    for word in inside:
        assert word in page
    assert "0532" not in page + listed


def test_a_room_above_says_how_it_went_and_what_else_may_be_read(
    client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(registry, "_accounts", [lambda alert, now: AlertAccount("Tepe beklenenden düşüktü")])
    monkeypatch.setattr(
        registry, "_public_links", [lambda alert: [AlertLink("Uyarı", "Sel uyarısı", "/warnings/x/")]]
    )
    page = client.get(reverse("cases:after", args=[ended().pk]), {"lang": "tr"}, follow=True).content.decode()
    assert "Tepe beklenenden düşüktü" in page
    assert '<a href="/warnings/x/">Sel uyarısı</a>' in page
