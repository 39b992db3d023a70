"""What happens before a home is served: room, steps of the database, the pack."""

from __future__ import annotations

import os
import shutil
from types import SimpleNamespace

import pytest
from django.db.migrations.executor import MigrationExecutor

from meydan.config import preparing
from meydan.config.home import Home
from meydan.config.preparing import DiskIsFull, migrate, pack_stamp, read_pack, require_room


@pytest.fixture
def home(tmp_path, settings):
    settings.MEYDAN_HOME = Home(path=tmp_path)
    return tmp_path


@pytest.fixture
def commands(monkeypatch):
    called = []
    monkeypatch.setattr(preparing, "call_command", lambda name, **options: called.append(name))
    return called


def test_the_pack_is_read_once_and_again_only_when_it_changed(home, commands, monkeypatch):
    said = []
    read_pack(said.append)
    read_pack(said.append)
    assert commands == ["load"]
    assert said == ["Reading the pack generic"]
    monkeypatch.setattr(preparing, "pack_stamp", lambda: "another")
    read_pack(said.append)
    assert commands == ["load", "load"]


def test_a_pack_whose_reading_failed_is_read_again(home, monkeypatch):
    def fail(name, **options):
        raise RuntimeError("cut")

    monkeypatch.setattr(preparing, "call_command", fail)
    with pytest.raises(RuntimeError):
        read_pack(lambda line: None)
    assert not list(home.iterdir())


def test_the_stamp_changes_with_any_file_of_the_pack_and_with_the_version(tmp_path, monkeypatch):
    folder = tmp_path / "pack"
    (folder / "services").mkdir(parents=True)
    file = folder / "services" / "noise.toml"
    file.write_text("a")
    monkeypatch.setattr(preparing, "current", lambda: SimpleNamespace(folders=lambda: [folder]))
    first = pack_stamp()
    assert pack_stamp() == first
    file.write_text("ab")
    second = pack_stamp()
    os.utime(file, (1, 1))
    third = pack_stamp()
    (folder / "units.csv").touch()
    fourth = pack_stamp()
    monkeypatch.setattr(preparing, "__version__", "99")
    assert len({first, second, third, fourth, pack_stamp()}) == 5


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_is_left_alone(home, commands):
    said = []
    migrate(said.append)
    assert (commands, said, list(home.iterdir())) == ([], [], [])


@pytest.mark.django_db
def test_a_start_that_was_cut_says_so_once_and_goes_on(home, commands):
    (home / "migrating").touch()
    said = []
    migrate(said.append)
    migrate(said.append)
    assert len(said) == 1
    assert "Nothing is lost; going on." in said[0]


@pytest.mark.django_db
def test_the_mark_stands_while_steps_are_taken_and_stays_when_they_are_cut(home, monkeypatch):
    monkeypatch.setattr(
        MigrationExecutor, "migration_plan", lambda self, targets: [("a", False), ("b", False)]
    )

    def cut(name, **options):
        assert (home / "migrating").exists()
        raise KeyboardInterrupt

    monkeypatch.setattr(preparing, "call_command", cut)
    said = []
    with pytest.raises(KeyboardInterrupt):
        migrate(said.append)
    assert said == ["Bringing the database up to date: 2 steps"]
    assert (home / "migrating").exists()


def test_a_full_disk_is_named_before_anything_is_written(tmp_path, monkeypatch):
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=99 * 2**20))
    with pytest.raises(
        DiskIsFull, match=r"Only 99 MB are free on the disk of .* needs 100 MB.*Nothing was changed"
    ):
        require_room(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: SimpleNamespace(free=100 * 2**20))
    require_room(tmp_path)


def test_a_home_that_moves_to_another_database_reads_its_pack_again(monkeypatch):
    from dataclasses import replace

    from django.conf import settings

    from meydan.config.preparing import pack_stamp

    before = pack_stamp()
    elsewhere = replace(settings.MEYDAN_HOME, database_url="postgresql://elsewhere/city")
    monkeypatch.setattr(settings, "MEYDAN_HOME", elsewhere)
    assert pack_stamp() != before
