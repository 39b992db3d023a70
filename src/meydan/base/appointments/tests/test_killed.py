"""A program that is killed while a time is booked loses no place and gives none twice; real processes, kill -9."""

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
    "while the place is held anew": "meydan.base.appointments.operations.taking._longer",
    "between the hold and the case": "meydan.kernel.cases.operations.applying.open_case",
    "between the case and the appointment": "meydan.base.forms.operations.sending.confirm_time",
    "before the appointment is told": "meydan.base.appointments.operations.booking.tell",
    "before the form is closed": "meydan.base.forms.operations.sending._close",
}
BEGIN = """
    import django
    django.setup()
    from datetime import timedelta
    from django.utils import timezone
    from meydan.base.appointments.models import Counter
    from meydan.base.appointments.queries import counter_of, next_free
    from meydan.base.appointments.engine.marks import write_mark
    from meydan.base.forms.public import begin_draft, published
    from meydan.base.forms.operations.drafts import write_page
    from meydan.base.forms.times import hold_time
    from meydan.base.forms.queries import definition_of
    now = timezone.now()
    Counter.objects.update(hold_minutes=120)
    counter = counter_of("sample_white_desk")
    for _ in range({count}):
        draft = begin_draft(version=published("appointment"), purpose="service:appointment", now=now)
        mark = write_mark(counter.code, next_free(counter, now=now).opening.starts_at)
        write_page(draft_id=draft.pk, answers=dict(when=mark, applicant_name="Zeynep"), now=now)
        hold_time(draft, definition_of(draft.version).by_code["when"], mark, now)
        print(draft.key)
"""
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


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with the counters of its demonstration."""
    folder = tmp_path_factory.mktemp("killed") / "home"
    browsing.meydan(folder, "init", "--pack", "tr/gumushane", "--demo")
    browsing.meydan(folder, "load")
    browsing.meydan(folder, "load", "--overlay", "demo")
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


def test_killed_at_any_step_the_place_is_still_held_and_then_booked_once(home: Path) -> None:
    keys = (run(BEGIN, home=str(home), count=len(STEPS)).communicate(timeout=300)[0]).split()
    assert len(keys) == len(STEPS)
    for key, (step, where) in zip(keys, STEPS.items(), strict=True):
        holder = f"forms:{key}:when"
        sender = run(SEND, home=str(home), key=key, where=where)
        assert sender.stdout is not None
        assert sender.stdout.readline().strip() == "here", step
        sender.send_signal(signal.SIGKILL)
        sender.wait(timeout=30)
        sender.stdout.close()
        state = "SELECT COUNT(*) FROM appointments_booking WHERE holder = ? AND state = ?"
        cases = "SELECT COUNT(*) FROM cases_case WHERE idempotency_key = ?"
        # The case and the appointment are both there, or neither, and the place is nobody else's.
        assert count(home, state, holder, "held") == 1, step
        assert count(home, cases, f"form:{key}") == 0, step
        for _again in range(2):
            said = run(SEND, home=str(home), key=key, where="").communicate(timeout=300)[0]
            assert said.startswith("sent"), step
        assert count(home, state, holder, "booked") == 1, step
        assert count(home, cases, f"form:{key}") == 1, step
    taken = count(home, "SELECT SUM(taken) FROM appointments_takentime")
    assert taken == count(home, "SELECT COUNT(*) FROM appointments_booking") == len(STEPS)
