"""Many append at once, and every link still stands on the one before it."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

import pytest
from django.conf import settings
from django.db import connections, transaction

from meydan.base.audit.models import Entry
from meydan.base.audit.operations import record
from meydan.base.audit.queries import verify

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
WRITERS = 8
EACH = 25


def write(writer: int) -> None:
    try:
        for i in range(EACH):
            with transaction.atomic():
                record(verb="t.done", actor=None, thing=f"t.writer:{writer}", payload={"i": i}, now=NOW)
                if i % 5 == 4:
                    transaction.set_rollback(True)  # work that is given up leaves no gap
    finally:
        connections.close_all()


@pytest.mark.store
@pytest.mark.only_on(
    "postgresql"
)  # an SQLite test database in memory is one connection; processes are tried below
@pytest.mark.django_db(transaction=True)
def test_eight_threads_append_at_once():
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))
    verdict = verify()
    assert verdict.ok, verdict
    assert verdict.checked == WRITERS * EACH * 4 // 5
    assert set(Entry.objects.values_list("thing", flat=True)) == {f"t.writer:{i}" for i in range(WRITERS)}


PROCESS = """
import sys, django
django.setup()
from meydan.base.audit.tests.test_many_at_once import write
write(int(sys.argv[1]))
"""
VERDICT = """
import django
django.setup()
from meydan.base.audit.queries import verify
print(verify())
"""


@pytest.mark.slow
def test_four_processes_append_at_once_on_sqlite(tmp_path):
    (tmp_path / "meydan.toml").write_text('key = "scratch"\npack = "generic"\n')
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    surroundings = {
        **kept,
        "MEYDAN_HOME": str(tmp_path),
        "DJANGO_SETTINGS_MODULE": settings.SETTINGS_MODULE,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
    }

    def start(code: str, *words: str) -> subprocess.Popen[str]:
        return subprocess.Popen([sys.executable, "-c", code, *words], env=surroundings, text=True)

    migrate = "import django; django.setup(); from django.core.management import call_command; "
    assert start(migrate + "call_command('migrate', 'audit', verbosity=0)").wait(timeout=120) == 0
    writers = [start(PROCESS, str(i)) for i in range(4)]
    assert [writer.wait(timeout=120) for writer in writers] == [0, 0, 0, 0]
    answer = subprocess.run(
        [sys.executable, "-c", VERDICT], env=surroundings, text=True, capture_output=True, timeout=60
    )
    assert answer.stdout.strip() == f"Verdict(ok=True, checked={4 * EACH * 4 // 5}, first_fault=None)"
