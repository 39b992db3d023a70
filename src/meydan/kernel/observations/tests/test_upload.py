"""A file through a page: looked through first, then brought in, and nothing half."""

from __future__ import annotations

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from openpyxl import Workbook

from meydan.base.people.tests.factories import staff
from meydan.kernel.observations.models import Datastream, ImportRun
from meydan.kernel.observations.public import ensure_property

pytestmark = pytest.mark.django_db
ADDRESS = "/desk/import/"
GOOD = b"time,pm2_5\n2026-11-01 00:00,12.5\n2026-11-01 01:00,13\n"
BAD = b"time,pm2_5\n2026-11-01 00:00,12.5\n2026-11-01 01:00,9000\nyesterday,4\n"


@pytest.fixture
def desk(client: Client, clerk: object) -> Client:
    ensure_property(code="pm2_5", names={"en": "PM2.5"}, unit="µg/m³", minimum=0, maximum=1500)
    client.force_login(clerk)
    client.get(ADDRESS, {"lang": "en"})
    return client


def send(desk: Client, content: bytes | None, action: str = "look", name: str = "hava.csv", **said: str):
    file = {} if content is None else {"file": SimpleUploadedFile(name, content)}
    return desk.post(ADDRESS, {"action": action, **said, **file}, follow=True)


def kept(answer: object) -> dict[str, str]:
    """What the page keeps of a file."""
    page = answer.content.decode()
    return {name: re.search(f'name="{name}" value="([^"]*)"', page)[1] for name in ("kept", "kept_name")}


def test_a_file_is_looked_through_and_then_brought_in_without_choosing_it_twice(desk):
    seen = send(desk, GOOD, thing="karsiyaka")
    assert "Nothing is wrong with it." in seen.content.decode()
    assert not ImportRun.objects.exists()
    assert not Datastream.objects.exists()
    done = send(desk, None, "store", thing="karsiyaka", **kept(seen))
    assert "stored 2 values" in done.content.decode()
    assert Datastream.objects.get().latest.value == 13


def test_problems_are_listed_with_line_and_remedy_and_nothing_is_stored(desk):
    seen = send(desk, BAD, thing="karsiyaka").content.decode()
    assert "2 problems" in seen
    assert "9000 is outside what is physically possible." in seen
    assert "Correct the cell, or the format in [time] of the mapping." in seen
    refused = send(desk, BAD, "store", thing="karsiyaka").content.decode()
    assert "Nothing was stored" in refused
    assert not ImportRun.objects.exists()
    assert "stored 1 values" in send(desk, BAD, "store", thing="karsiyaka", keep_good="on").content.decode()


def test_without_a_mapping_one_to_start_from_is_offered(desk):
    seen = send(desk, b"Tarih;Toz\n01.11.2026 00:00;12,5\n")
    page = seen.content.decode()
    assert "[[datastream]]" in page
    assert "01.11.2026 00:00" in page
    stream = '[[datastream]]\ncolumn = "Toz"\nkey = "k-pm"\nproperty = "pm2_5"\n'
    text = f'[time]\ncolumns = ["Tarih"]\n[thing]\nkey = "k"\n{stream}'
    assert "Nothing is wrong with it." in send(desk, None, mapping=text, **kept(seen)).content.decode()


def test_a_workbook_is_read_too(desk):
    book, out = Workbook(), io.BytesIO()
    for row in (["time", "pm2_5"], ["2026-11-01 00:00", 12.5]):
        book.active.append(row)
    book.save(out)
    assert "1 rows, 1 values" in send(desk, out.getvalue(), name="hava.xlsx", thing="k").content.decode()


@pytest.mark.parametrize(
    ("content", "name", "said", "words"),
    [
        (None, "", {}, "Choose a file."),
        (b"MZ\x90", "tool.exe", {"thing": "k"}, "Send a CSV file or an .xlsx workbook."),
        (b"not a zip", "hava.xlsx", {"thing": "k"}, "this is not an .xlsx workbook"),
        (b"", "hava.csv", {"thing": "k"}, "empty"),
        (b"a,b\n1,2\n", "hava.csv", {"thing": "k"}, "no column is named like a property"),
        (GOOD, "hava.csv", {"mapping": "[time"}, "mapping.toml"),
        (b"x" * (10 * 1024 * 1024 + 1), "hava.csv", {"thing": "k"}, "larger than 10 MB"),
        (None, "", {"kept": "zzz!", "kept_name": "a.csv"}, "Send a CSV file"),
    ],
)
def test_what_cannot_be_read_is_said_beside_the_field(desk, content, name, said, words):
    answer = send(desk, content, name=name, **said)
    assert answer.status_code == 422
    assert words in answer.content.decode()


def test_a_name_cannot_lead_out_of_its_folder(desk):
    answer = send(desk, GOOD, name="../../../etc/cron.d/x.csv", thing="karsiyaka")
    assert "Nothing is wrong with it." in answer.content.decode()


@pytest.mark.parametrize(
    ("language", "words"),
    [("tr", "Dosyadan veri al"), ("fa", "آوردن داده از فایل"), ("en", "Bring in a file")],
)
def test_the_page_speaks_the_reader_s_language(desk, language, words):
    assert words in desk.get(ADDRESS, {"lang": language}, follow=True).content.decode()


def test_an_inspector_does_not_import(client):
    client.force_login(staff("inspector"))
    assert client.get(ADDRESS).status_code == 403
