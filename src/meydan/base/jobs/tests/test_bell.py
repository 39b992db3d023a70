"""A worker hears of work enqueued in another process; it does not have to look."""

from __future__ import annotations

import contextlib
import os
import stat
import threading
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from meydan.base.jobs import wake
from meydan.base.jobs.tests.scratch_home import ScratchHome, scratch_home

# Looks at the table so seldom that without the bell the test would be over first.
DEAF = "from meydan.base.jobs import worker as w\nw.QUICK_LOOK_S = w.SLOW_LOOK_S = w.TICK_S = 600.0\n"


@pytest.fixture
def home(tmp_path: Path) -> Iterator[ScratchHome]:
    with scratch_home(tmp_path) as made:
        yield made


def bells(folder: Path) -> list[Path]:
    return [path for path in (folder / "bells").glob("*") if not path.name.startswith(".")]


@pytest.mark.store
@pytest.mark.slow
@pytest.mark.django_db
def test_a_worker_hears_what_another_process_enqueued_without_looking(home: ScratchHome) -> None:
    worker = home.worker(before=DEAF)
    home.until(lambda: bells(home.folder))
    for turn in range(3):
        home.python(f"jobs.enqueue('tests.note', what='ring {turn}')")
        assert home.until(lambda turn=turn: home.effects(f"ring {turn}")) == [worker.pid]


@pytest.mark.store
@pytest.mark.slow
@pytest.mark.django_db
def test_an_urgent_job_does_not_wait_for_a_long_one(home: ScratchHome) -> None:
    home.worker()
    home.python("jobs.enqueue('tests.slow', what='long', seconds=600)")
    home.until(lambda: home.effects("long begun"))
    home.python("jobs.enqueue('tests.note', what='alert', priority=10)")
    home.until(lambda: home.effects("alert"))
    assert home.effects("long") == []


@pytest.mark.slow
@pytest.mark.django_db
def test_the_pipe_of_a_killed_worker_is_taken_away_by_the_next_ring(home: ScratchHome) -> None:
    worker = home.worker()
    home.until(lambda: bells(home.folder))
    worker.kill()
    worker.wait()
    assert len(bells(home.folder)) == 1
    home.python("jobs.enqueue('tests.note', what='nobody hears')")
    assert bells(home.folder) == []


@pytest.fixture
def here(settings: object, tmp_path: Path) -> Path:
    settings.MEYDAN_HOME = SimpleNamespace(path=tmp_path, folder=lambda name: tmp_path / name)
    return tmp_path


def test_a_ring_before_the_wait_is_not_lost(here: Path) -> None:
    never = threading.Event()
    with wake.Bell() as bell:
        wake.up()
        # The hands of this process have heard it, and sleep again.
        wake.wait(0)
        bell.wait(600, never)
        assert wake._beside.is_set()


def test_a_pipe_that_is_full_holds_nobody_up(here: Path) -> None:
    with wake.Bell():
        (path,) = bells(here)
        pipe = os.open(path, os.O_WRONLY | os.O_NONBLOCK)
        filled = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                filled += os.write(pipe, b"." * 4096)
        wake.up()
        assert filled > 0
        os.close(pipe)


def test_a_stopped_worker_does_not_sleep(here: Path) -> None:
    over = threading.Event()
    over.set()
    with wake.Bell() as bell:
        bell.wait(600, over)


def test_the_bell_hangs_for_its_owner_alone_and_goes_with_the_worker(here: Path) -> None:
    with wake.Bell():
        (path,) = bells(here)
        assert stat.S_ISFIFO(path.stat().st_mode)
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert bells(here) == []


def test_a_file_that_is_no_pipe_is_left_alone(here: Path) -> None:
    with wake.Bell():
        (here / "bells" / "note.txt").write_text("Kapı zili")
        wake.up()
    assert (here / "bells" / "note.txt").read_text() == "Kapı zili"


def test_without_a_home_the_bell_rings_inside_the_process(settings: object) -> None:
    settings.MEYDAN_HOME = SimpleNamespace(path=None)
    with wake.Bell():
        wake.up()
        wake.wait(600)
