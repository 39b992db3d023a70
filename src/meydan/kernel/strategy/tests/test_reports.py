"""A frozen report stays as it was, whatever is changed afterwards, and anybody can tell a changed file."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pdfplumber
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from meydan.base.people.tests.factories import staff
from meydan.kernel.cases.public import Case
from meydan.kernel.cases.tests.factories import case, service
from meydan.kernel.strategy.models import Action, IndicatorValue, Report
from meydan.kernel.strategy.operations.freezing import freeze_report
from meydan.kernel.strategy.queries.reports import file_of
from meydan.kernel.strategy.reportchecks import reports_are_whole
from meydan.kernel.strategy.tests import factories as make

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 23)


@pytest.fixture(autouse=True)
def in_town(pack: Any, settings: Any, tmp_path: Path) -> Any:
    settings.MEDIA_ROOT = tmp_path
    return pack("tr/gumushane")


@pytest.fixture
def frozen() -> Report:
    """A late promise and one on its way; three closed cases behind a figure, one typed figure."""
    make.action(
        "1.1", ends_on=date(2026, 10, 31), budget=Decimal(1000), spent=Decimal(250),
        explanation={"tr": "Kar erken yağdı.", "fa": "برف زود بارید.", "en": "Snow came early."},
    )  # fmt: skip
    going = make.action(
        "1.2", budget=Decimal("500.50"), names={"tr": "Ağaç dikmek", "fa": "کاشت درخت", "en": "Plant trees"}
    )
    closed = make.indicator("closed", query="cases.closed_count", params={"services": ["road_fault"]})
    typed = make.indicator("typed", unit="%", decimals=1)
    make.value(typed, date(2026, 1, 1), 10)
    make.value(typed, date(2026, 11, 1), 11.4)
    make.connect(going, closed)
    make.connect(going, typed)
    for day in (1, 2, 3):
        close_one(day)
    return freeze()


def close_one(days_ago: int) -> None:
    """A case that was opened and closed so many days ago."""
    at = make.MONDAY - timedelta(days=days_ago)
    made = case(service=service("road_fault"), now=at - timedelta(hours=5))
    Case.objects.filter(pk=made.pk).update(closed_at=at, outcome="done")


def freeze(language: str = "tr", **fields: Any) -> Report:
    facts = {"kind": "annual", "from_on": date(2026, 1, 1), "to_on": TODAY, "actor": staff("mayor")}
    return freeze_report(plan=make.plan(), language=language, now=make.MONDAY, **{**facts, **fields})


def page(client: Client, report: Report, language: str = "en") -> str:
    address = reverse("strategy:report", args=[report.code])
    return client.get(address, {"lang": language}, follow=True).content.decode()


def fetched(client: Client, report: Report, kind: str) -> bytes:
    answer = client.get(reverse("strategy:report_file", args=[report.code, kind]))
    return b"".join(answer.streaming_content)  # type: ignore[attr-defined]


def test_freeze_a_report_then_edit_the_data_and_its_figures_are_unchanged_and_its_hash_verifies(
    client: Client, frozen: Report
) -> None:
    before = page(client, frozen)
    files = {kind: fetched(client, frozen, kind) for kind in ("json", "zip", "pdf")}
    Action.objects.update(progress_percent=99, budget=7, names=make.names("Other"), status="done")
    IndicatorValue.objects.update(value=77)
    close_one(1)
    after = page(client, frozen)
    for words in ("Plant trees", "23 days late", "Snow came early.", "11.4%", "₺250"):
        assert words in before
        assert words in after
    assert "Other" not in after
    for kind, content in files.items():
        assert fetched(client, frozen, kind) == content
        assert hashlib.sha256(content).hexdigest() == frozen.digests[kind]
        assert frozen.digests[kind] in after


def test_one_altered_byte_is_found(client: Client, frozen: Report, tmp_path: Path) -> None:
    for kind in ("json", "zip", "pdf"):
        content = fetched(client, frozen, kind)
        altered = bytearray(content)
        altered[len(altered) // 2] ^= 1
        for address in (reverse("strategy:reports"), reverse("strategy:report", args=[frozen.code])):
            for sent, words in (
                (content, "This file is unchanged"),
                (bytes(altered), "no frozen report of ours"),
            ):
                file = SimpleUploadedFile("f", sent)
                told = client.post(f"{address}?lang=en", {"file": file}, headers={"accept-language": "en"})
                assert words in told.content.decode()
        path = tmp_path / f"copy.{kind}"
        path.write_bytes(content)
        call_command("check-report", str(path))
        path.write_bytes(bytes(altered))
        with pytest.raises(SystemExit):
            call_command("check-report", str(path))


@pytest.mark.parametrize("kind", ["json", "zip", "pdf"])
def test_the_doctor_finds_a_file_that_was_changed_or_is_gone(frozen: Report, kind: str) -> None:
    assert reports_are_whole(make.MONDAY).state == "good"
    path = file_of(frozen, kind)
    content = path.read_bytes()
    path.chmod(0o644)
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert reports_are_whole(make.MONDAY).state == "bad"
    path.unlink()
    assert reports_are_whole(make.MONDAY).state == "bad"
    path.write_bytes(content)
    assert reports_are_whole(make.MONDAY).state == "good"


def test_a_document_that_was_changed_on_the_disk_is_not_shown(client: Client, frozen: Report) -> None:
    path = file_of(frozen, "json")
    path.write_bytes(path.read_bytes().replace(b"Plant", b"Plane"))
    answer = client.get(reverse("strategy:report", args=[frozen.code]), {"lang": "en"}, follow=True)
    assert answer.status_code == 503
    assert "Plane trees" not in answer.content.decode()


def test_every_counted_figure_resolves_to_its_rows_and_is_worked_out_again_by_the_script_alone(
    client: Client, frozen: Report, tmp_path: Path
) -> None:
    document = json.loads(fetched(client, frozen, "json"))
    figures = {one["code"]: one for one in document["figures"]}
    assert (figures["closed"]["value"], figures["closed"]["rows"]["count"]) == (3, 3)
    assert (figures["typed"]["value"], figures["typed"]["value_at_start"]) == (11.4, 10)
    assert figures["typed"]["rows"] is None
    answer = client.get(reverse("strategy:report_rows", args=[frozen.code, "closed"]))
    rows = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    assert hashlib.sha256(rows).hexdigest() == figures["closed"]["rows"]["sha256"]
    assert len(list(csv.DictReader(io.StringIO(rows.decode("utf-8-sig"))))) == 3
    with zipfile.ZipFile(io.BytesIO(fetched(client, frozen, "zip"))) as archive:
        archive.extractall(tmp_path)
    told = subprocess.run(
        [sys.executable, "-I", "recompute.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert told.split("\n")[0].strip() == "closed 3.0 as in the report"
    (tmp_path / "rows" / "closed.csv").write_bytes(rows.replace(b"\r\n", b"\n", 1)[:-200])
    told = subprocess.run(
        [sys.executable, "-I", "recompute.py"], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert "ROWS CHANGED" in told


def test_a_report_about_a_past_period_counts_as_it_stood_then(frozen: Report) -> None:
    earlier = freeze(to_on=TODAY - timedelta(days=2))
    document = json.loads(file_of(earlier, "json").read_bytes())
    closed = next(one for one in document["figures"] if one["code"] == "closed")
    assert (closed["value"], closed["rows"]["count"]) == (2, 2)


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("tr", ["Plan raporu", "Ağaç dikmek", "Kar erken yağdı.", "2026/R/1"]),
        ("fa", ["گزارش", "برف", "۲۰۲۶/R/۱"]),
        ("en", ["Report on the plan", "Plant trees", "Snow came early."]),
    ],
)
def test_the_pdf_says_it_in_its_language_with_number_hash_and_code(
    frozen: Report, language: str, words: list[str]
) -> None:
    report = frozen if language == "tr" else freeze(language)
    with pdfplumber.open(file_of(report, "pdf")) as paper:
        told = " ".join(" ".join(one.extract_text() for one in paper.pages).split())
        assert paper.doc.catalog["Lang"] in (language, language.encode())
    # In a line that runs from the right a long digest may be drawn in two pieces.
    assert report.document_sha256[: 24 if language == "fa" else 64] in told.replace(" ", "")
    assert report.code in told
    if language != "fa":  # what is drawn in Arabic letters comes back in the order of drawing
        for word in words:
            assert word in told


@pytest.mark.parametrize("code", ["nothing", "7K2Q-X94M-0ABD", "../../etc"])
def test_an_unknown_report_is_not_there(client: Client, code: str) -> None:
    assert client.get(f"/reports/{code}/").status_code == 404
    assert client.get(f"/reports/{code}/report.pdf").status_code == 404


def test_a_file_outside_the_rows_is_not_reached(client: Client, frozen: Report) -> None:
    assert client.get(reverse("strategy:report_rows", args=[frozen.code, "nothing"])).status_code == 404
    assert client.get(f"/reports/{frozen.code}/report.exe").status_code == 404
