"""A citizen of Khoy with a small phone: reports with a photo, follows, answers, opens again; and no report is lost."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from tools import browsing

pytestmark = [pytest.mark.alone, pytest.mark.slow]
PHONE_SIZE = (360, 740)
# Takes the newest case to its end as its unit would; run inside the home.
FINISH = """
import io
from PIL import Image
from django.utils import timezone
from meydan.base.people.public import Account, Post, appoint, ensure_post
from meydan.kernel.cases.public import Case, advance, assign
case, now = Case.objects.order_by("pk").last(), timezone.now()
account, _new = Account.objects.get_or_create(username="journey", defaults={"display_name": "کارشناس"})
post = ensure_post(code="journey_manager", unit=case.unit, role="manager", names={"fa": "مدیر"})
appoint(account=account, post=post, from_on=now.date(), now=now)
out = io.BytesIO()
Image.new("RGB", (40, 30), "green").save(out, "JPEG")
out.seek(0)
assign(case_id=case.pk, assignee=account, actor=account, now=now)
for step in ("assign", "start"):
    advance(case_id=case.pk, transition=step, actor=account, now=now)
advance(case_id=case.pk, transition="finish", actor=account, now=now, note="آسفالت شد", evidence=[out])
"""
# Opens the case of one form, and dies by its own hand at a named step.
SUBMIT = """
import io, os, signal
from PIL import Image
from django.utils import timezone
from meydan.kernel.cases.operations import opening, photos
step = os.environ.get("DIES_AT", "")
def deadly(module, name):
    work = getattr(module, name)
    def dying(*args, **more):
        if step == name:
            os.kill(os.getpid(), signal.SIGKILL)
        done = work(*args, **more)
        if step == name + "+":
            os.kill(os.getpid(), signal.SIGKILL)
        return done
    setattr(module, name, dying)
for module, names in ((opening, ("_save_with_code", "_keep_reporter", "attach", "start_clocks", "append", "_announce")),
                      (photos, ("write_whole",))):
    for name in names:
        deadly(module, name)
out = io.BytesIO()
Image.new("RGB", (40, 30), "blue").save(out, "JPEG")
out.seek(0)
opening.open_case(
    service="road_fault", description="چاله", address="خیابان طالقانی ۴", photos=[out], now=timezone.now(),
    reporter=opening.ReporterFacts(phone="+989123456789", language="fa"), idempotency_key="form-1")
if step == "committed":
    os.kill(os.getpid(), signal.SIGKILL)
"""
COUNT = """
import json
from meydan.base.notify.public import Message
from meydan.kernel.cases.models import Case, CaseEvent, Clock, Document, Reporter
from meydan.kernel.cases.operations.photos import media_path
from meydan.kernel.cases.queries.chain import chain_faults
print("HELD" + json.dumps({
    "cases": Case.objects.count(), "clocks": Clock.objects.count(), "lines": CaseEvent.objects.count(),
    "photos": Document.objects.exclude(case=None).count(), "reporters": Reporter.objects.count(),
    "letters": Message.objects.count(), "faults": len(list(chain_faults())),
    "files": sum(media_path(one.sha256).is_file() for one in Document.objects.all())}))
"""
STEPS = (
    "_save_with_code+", "_keep_reporter", "write_whole", "write_whole+", "attach+", "append", "_announce+",
)  # fmt: skip


def make_khoy(home: Path, port: int) -> Path:
    browsing.meydan(home, "init", "--pack", "ir/khoy", "--demo", "--port", str(port))
    browsing.meydan(home, "load")
    return home


@pytest.fixture(scope="module")
def khoy(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, int]:
    port = browsing.free_port()
    return make_khoy(tmp_path_factory.mktemp("khoy") / "home", port), port


@pytest.fixture
def served(khoy: tuple[Path, int]) -> Iterator[str]:
    with browsing.served(*khoy) as base:
        yield base


def photo(folder: Path) -> Path:
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif.get_ifd(0x8825)[2] = (38.5, 0.0, 0.0)
    out = io.BytesIO()
    Image.new("RGB", (1200, 900), "gray").save(out, "JPEG", exif=exif)
    path = folder / "chaleh.jpg"
    path.write_bytes(out.getvalue())
    return path


@pytest.mark.browser
@pytest.mark.usefixtures("needs_chromium")
def test_a_citizen_in_persian_on_a_small_phone_reports_follows_answers_and_reopens(
    khoy: tuple[Path, int], served: str, tmp_path: Path
) -> None:
    with browsing.chromium(PHONE_SIZE) as browser:
        page = browser.new_page()
        page.goto(f"{served}/report/?service=road_fault&lang=fa")
        assert page.locator("html").get_attribute("dir") == "rtl"
        page.fill("[name=address]", "خیابان طالقانی ۴۱")
        page.fill("[name=description]", "چالهٔ عمیق، تلفنم ۰۹۱۲۳۴۵۶۷۸۹")
        page.set_input_files("[name=photos]", photo(tmp_path))
        page.fill("[name=phone]", "۰۹۱۲ ۳۴۵ ۶۷۸۹")
        page.get_by_role("button", name="فرستادن گزارش").click()
        page.wait_for_selector("#ask-first")
        assert "شمارهٔ تلفن" in page.inner_text("#ask-first")
        page.get_by_role("button", name="فرستادن گزارش").click()
        page.wait_for_url(re.compile(r"/report/KH-"))
        code = re.search(r"KH-[0-9A-Z]{4}-[0-9A-Z]{2}", page.inner_text("main"))
        assert code
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        browsing.meydan(khoy[0], "shell", "--verbosity", "0", "-c", FINISH)
        page.goto(f"{served}/follow/{code[0]}/")
        assert "انجام شد" in page.inner_text("main")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
        page.select_option("#why", "partly")
        page.fill("#reason", "کنارش هنوز باز است")
        page.get_by_role("button", name="نه: دوباره باز کنید").click()
        page.wait_for_load_state()
        assert "دوباره باز شد" in page.inner_text("main")
        page.screenshot(path=tmp_path / "followed.png", full_page=True)
    assert b"PhoneMaker" in photo(tmp_path).read_bytes()
    kept = [one.read_bytes() for one in (khoy[0] / "media").rglob("*") if one.is_file()]
    assert any(one.startswith(b"\xff\xd8") for one in kept)
    assert not any(b"PhoneMaker" in one for one in kept)


def test_no_report_is_lost_or_doubled_whatever_step_it_dies_at(tmp_path: Path) -> None:
    home = make_khoy(tmp_path / "home", browsing.free_port())
    assert [submit(home, step) for step in STEPS] == [-9] * len(STEPS)
    left = held(home)
    assert (left["cases"], left["lines"], left["letters"], left["reporters"], left["photos"]) == (0,) * 5
    # Acknowledged or not: what is committed is there, and sending it again opens nothing more.
    assert submit(home, "committed") == -9
    assert submit(home, "") == 0
    once = ("cases", "clocks", "lines", "photos", "reporters", "letters", "files")
    assert held(home) == {**dict.fromkeys(once, 1), "faults": 0}


def submit(home: Path, dies_at: str) -> int:
    environment = {**os.environ, "DIES_AT": dies_at}
    for name in ("DATABASE_URL", "MEYDAN_HOME", "DJANGO_SETTINGS_MODULE"):
        environment.pop(name, None)
    words = [sys.executable, "-m", "meydan", "--home", str(home), "shell", "--verbosity", "0", "-c", SUBMIT]
    return subprocess.run(words, env=environment, capture_output=True, check=False).returncode


def held(home: Path) -> dict[str, int]:
    said = browsing.meydan(home, "shell", "--verbosity", "0", "-c", COUNT)
    return dict(json.loads(said[said.index("HELD") + 4 :].splitlines()[0]))
