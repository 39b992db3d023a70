"""What every test may ask for."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

os.environ.pop("MEYDAN_HOME", None)


@pytest.fixture(scope="session", autouse=True)
def _catalogues() -> None:
    """Pages are read in three languages, so the catalogues are compiled first."""
    from meydan.base.locale.catalogues import compile_stale

    compile_stale(Path(__file__).parent / "src" / "meydan")


@pytest.fixture(autouse=True)
def _raw_rows_go_too(request: pytest.FixtureRequest) -> Iterator[None]:
    """
    After a test that commits, its observations go as its datastreams do.

    Django empties the tables of its models alone, and numbers them from one again: the next test's first
    datastream would begin with the values of another's.
    """
    mark = request.node.get_closest_marker("django_db")
    commits = mark is not None and mark.kwargs.get("transaction", False)
    if commits:
        request.getfixturevalue("transactional_db")
    yield
    if commits:
        from meydan.kernel.observations.tests.raw_tables import empty

        empty()


@pytest.fixture
def now() -> datetime:
    """A Monday morning in November."""
    return datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.fixture
def pack(settings: object) -> Iterator[Callable[[str], object]]:
    """Stand in a city: ``pack("tr/gumushane")``."""
    from django.utils import timezone, translation

    from meydan.base.packs.public import current

    def stand_in(pack_id: str) -> object:
        settings.MEYDAN_PACK = pack_id
        chosen = current()
        settings.LANGUAGE_CODE = chosen.default_language
        settings.TIME_ZONE = chosen.timezone
        settings.CITY_ZONE = ZoneInfo(chosen.timezone)
        timezone.activate(settings.CITY_ZONE)
        translation.activate(chosen.default_language)
        return chosen

    yield stand_in
    timezone.deactivate()
    translation.deactivate_all()


@pytest.fixture
def real_data() -> Path:
    """The folder of real files, or a skip that says so."""
    folder = Path(os.environ.get("MEYDAN_TEST_DATA", Path(__file__).parent.parent / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no real data at {folder}; set MEYDAN_TEST_DATA")
    return folder


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Leave tests of the other database out of this run: they have a run of their own."""
    vendor = "postgresql" if os.environ.get("DATABASE_URL", "").startswith("postgres") else "sqlite"
    foreign = [
        item for item in items if (mark := item.get_closest_marker("only_on")) and mark.args[0] != vendor
    ]
    if foreign:
        config.hook.pytest_deselected(items=foreign)
        items[:] = [item for item in items if item not in foreign]


def _staff(role: str) -> object:
    from meydan.base.people.tests.factories import staff

    return staff(role)


@pytest.fixture
def clerk(db: None) -> object:
    return _staff("clerk")


@pytest.fixture
def inspector(db: None) -> object:
    return _staff("inspector")


@pytest.fixture
def mayor(db: None) -> object:
    return _staff("mayor")


@pytest.fixture
def administrator(db: None) -> object:
    return _staff("administrator")


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """With MEYDAN_TEST_ALL=1 a skip is a failure, and says so at the end."""
    skipped = terminalreporter.stats.get("skipped", [])
    if skipped and os.environ.get("MEYDAN_TEST_ALL") == "1":
        terminalreporter.write_line(
            f"MEYDAN_TEST_ALL=1: {len(skipped)} tests were skipped, which is a failure.", red=True
        )


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """Turn skips into a failing exit status where nothing may be skipped."""
    if os.environ.get("MEYDAN_TEST_ALL") != "1" or exitstatus not in (0,):
        return
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter is not None and reporter.stats.get("skipped"):
        session.exitstatus = pytest.ExitCode.TESTS_FAILED
