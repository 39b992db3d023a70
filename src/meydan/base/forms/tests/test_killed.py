"""A program that is killed while a form is sent loses nothing and sends nothing twice; real processes, kill -9."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest
from tools import browsing

pytestmark = [pytest.mark.alone, pytest.mark.slow]

# Each step at which the sender stops and says so, to be killed there.
STEPS = {
    "before anything is read": "meydan.base.forms.operations.sending.definition_of",
    "before the case is opened": "meydan.kernel.cases.operations.applying.open_case",
    "before the answers are kept": "meydan.kernel.cases.operations.applying.seal_answers",
    "before the draft is closed": "meydan.base.forms.operations.sending._close",
    "before the files are forgotten": "meydan.base.forms.operations.sending.forget_files",
}
SEND = """
    import importlib, sys, time
    import django
    django.setup()
    from django.utils import timezone
    from meydan.base.forms.models import Draft
    from meydan.base.forms.operations.sending import send_draft
    where = {where!r}
    if where:
        module, _, name = where.rpartition(".")
        found = importlib.import_module(module)
        def stop(*args, **options):
            print("here", flush=True)
            time.sleep(60)
        setattr(found, name, stop)
    outcome = send_draft(draft_id=Draft.objects.get(key={key!r}).pk, now=timezone.now())
    print("sent", outcome.code, flush=True)
"""
BEGIN = """
    import django
    django.setup()
    from django.utils import timezone
    from meydan.base.forms.public import begin_draft, published
    from meydan.base.forms.operations.drafts import write_page
    answers = dict(about_what="delay", what_happened="Yol iki aydır kapalı", wants_reply=False)
    for _ in range({count}):
        draft = begin_draft(version=published("service_complaint"), purpose="service:complaint", now=timezone.now())
        write_page(draft_id=draft.pk, answers=answers, now=timezone.now())
        print(draft.key)
"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the forms of its pack."""
    folder = tmp_path_factory.mktemp("killed") / "home"
    browsing.meydan(folder, "init", "--pack", "tr/gumushane")
    browsing.meydan(folder, "load")
    return folder


def run(words: str, **told: object) -> subprocess.Popen[str]:
    script = textwrap.dedent(words).format(**told)
    environment = {
        key: value for key, value in os.environ.items() if key not in ("DATABASE_URL", "MEYDAN_HOME")
    }
    settings = {"MEYDAN_HOME": str(told["home"]), "DJANGO_SETTINGS_MODULE": "meydan.config.settings"}
    return subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, env={**environment, **settings}
    )


def count(home: Path, query: str, *values: object) -> int:
    with sqlite3.connect(home / "meydan.sqlite3") as base:
        return int(base.execute(query, values).fetchone()[0])


def test_killed_at_any_step_the_form_is_whole_and_then_sent_once(home: Path) -> None:
    keys = (run(BEGIN, home=str(home), count=len(STEPS)).communicate(timeout=300)[0]).split()
    assert len(keys) == len(STEPS)
    for key, (step, where) in zip(keys, STEPS.items(), strict=True):
        sender = run(SEND, home=str(home), key=key, where=where)
        assert sender.stdout is not None
        assert sender.stdout.readline().strip() == "here", step
        sender.send_signal(signal.SIGKILL)
        sender.wait(timeout=30)
        sender.stdout.close()
        hexed = key.replace("-", "")
        is_sent = count(home, "SELECT COUNT(*) FROM forms_draft WHERE key = ? AND sent_at IS NOT NULL", hexed)
        cases = count(home, "SELECT COUNT(*) FROM cases_case WHERE idempotency_key = ?", f"form:{key}")
        # Either everything happened, or nothing did.
        assert is_sent == cases, step
        kept = count(home, "SELECT LENGTH(answers_sealed) FROM forms_draft WHERE key = ?", hexed)
        assert (kept > 0) is (not is_sent), step
        for _again in range(2):
            said = run(SEND, home=str(home), key=key, where="").communicate(timeout=300)[0]
            assert said.startswith("sent"), step
        assert count(home, "SELECT COUNT(*) FROM cases_case WHERE idempotency_key = ?", f"form:{key}") == 1, (
            step
        )
    assert count(home, "SELECT COUNT(*) FROM cases_caseanswers") == len(STEPS)


def test_two_senders_at_once_open_one_case(home: Path) -> None:
    key = run(BEGIN, home=str(home), count=1).communicate(timeout=300)[0].strip()
    senders = [run(SEND, home=str(home), key=key, where="") for _ in range(2)]
    said = [sender.communicate(timeout=300)[0] for sender in senders]
    assert len(set(said)) == 1
    assert count(home, "SELECT COUNT(*) FROM cases_case WHERE idempotency_key = ?", f"form:{key}") == 1
