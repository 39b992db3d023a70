"""Whoever takes the download gets the same figure from it alone, and nobody's data."""

from __future__ import annotations

import io
import subprocess
import sys
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest
from django.test import Client
from django.utils import timezone

from meydan.kernel.cases.public import Case
from meydan.kernel.cases.tests import factories as cases
from meydan.kernel.strategy.operations.computing import recompute
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db


def _worked_out(client: Client, code: str, folder: Path) -> float:
    """What the script in the download prints, run with Python alone in an empty folder."""
    answer = client.get(f"/plan/indicator/{code}.zip")
    packed = zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))
    packed.extractall(folder)
    done = subprocess.run([sys.executable, "-I", "recompute.py"], cwd=folder, capture_output=True, check=True)
    return float(done.stdout)


@pytest.fixture
def four() -> list[Case]:
    """Four cases, three of them closed after 1, 2 and 6 days."""
    now = timezone.now()
    made = [cases.case(now=now - timedelta(days=10), address="Gizli Sokak 3") for _ in range(4)]
    for case, days in zip(made, (1, 2, 6), strict=False):
        Case.objects.filter(pk=case.pk).update(closed_at=now - timedelta(days=10 - days), outcome="done")
    Case.objects.filter(pk=made[0].pk).update(is_satisfied=True, reopened_count=1)
    Case.objects.filter(pk=made[1].pk).update(is_satisfied=False)
    return made


@pytest.mark.parametrize(
    ("query", "by_hand"),
    [
        ("cases.closed_count", 3),
        ("cases.reply_days", 3),
        ("cases.satisfied_share", 50),
        ("cases.closed_in_time_share", 100),
        ("cases.reopen_share", 100 / 3),
        ("cases.breach_share", 0),
        ("cases.services_online_share", 100),
    ],
)
def test_the_download_alone_gives_the_figure(
    client: Client, four: list[Case], tmp_path: Path, query: str, by_hand: float
) -> None:
    of = make.indicator("figure", query=query, params={"days": 30})
    recompute(now=timezone.now())
    shown = of.values.get().value
    assert shown == pytest.approx(by_hand, abs=1e-4)
    assert _worked_out(client, "figure", tmp_path) == pytest.approx(shown, abs=1e-4)
    assert "python3 recompute.py" in (tmp_path / "README.md").read_text()
    assert "figure.zip" in client.get("/plan/indicator/figure/").content.decode()


def test_a_case_closed_later_does_not_move_the_figure_of_then(
    client: Client, four: list[Case], tmp_path: Path
) -> None:
    make.indicator("figure", query="cases.closed_count", params={"days": 30})
    counted_at = timezone.now() - timedelta(hours=2)
    recompute(now=counted_at)
    Case.objects.filter(pk=four[3].pk).update(closed_at=timezone.now(), outcome="done")
    assert _worked_out(client, "figure", tmp_path) == 3


def test_the_rows_name_no_one(client: Client, four: list[Case], tmp_path: Path) -> None:
    make.indicator("figure", query="cases.closed_count")
    _worked_out(client, "figure", tmp_path)
    rows = (tmp_path / "rows.csv").read_text("utf-8-sig")
    assert four[0].code in rows
    assert "Gizli" not in rows


def test_a_figure_typed_in_or_unknown_has_no_rows(client: Client) -> None:
    make.indicator("typed")
    assert client.get("/plan/indicator/typed.zip").status_code == 404
    assert client.get("/plan/indicator/moon.zip").status_code == 404
