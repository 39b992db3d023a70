"""Which demo homes there are, and when one counts as made."""

from pathlib import Path

import pytest

from meydan.config import demo_homes as room
from meydan.config.demo_homes import DemoFailed, demo_homes, is_made, make


def test_the_portal_comes_first_and_knows_the_two_cities():
    homes = demo_homes(Path("/d"), 8000)
    assert [(home.key, home.port, home.role) for home in homes] == [
        ("portal", 8000, "portal"),
        ("gumushane", 8001, "city"),
        ("khoy", 8002, "city"),
    ]
    assert homes[0].cities == ("http://127.0.0.1:8001", "http://127.0.0.1:8002")
    assert [home.pack for home in homes] == ["generic", "tr/gumushane", "ir/khoy"]
    assert len({home.path for home in homes}) == 3


def steps_recorded(monkeypatch, fail: str = ""):
    done = []

    def step(home, say, arguments):
        done.append((home.key, arguments[0]))
        home.path.mkdir(parents=True, exist_ok=True)
        if arguments[0] == fail:
            raise DemoFailed(f"{home.title}: {fail} failed")

    monkeypatch.setattr(room, "_step", step)
    return done


def test_a_city_is_made_in_three_steps_and_the_portal_in_one(tmp_path, monkeypatch):
    done = steps_recorded(monkeypatch)
    homes = demo_homes(tmp_path, 8000)
    assert not any(is_made(home) for home in homes)
    make(homes, lambda line: None)
    assert all(is_made(home) for home in homes)
    assert [verb for key, verb in done if key == "khoy"] == ["init", "load", "sample"]
    assert [verb for key, verb in done if key == "portal"] == ["init"]


def test_a_home_that_was_cut_does_not_count_as_made(tmp_path, monkeypatch):
    steps_recorded(monkeypatch, fail="sample")
    homes = demo_homes(tmp_path, 8000)
    with pytest.raises(DemoFailed, match="sample failed"):
        make(homes, lambda line: None)
    assert [is_made(home) for home in homes] == [True, False, False]


def test_a_half_made_home_is_made_anew(tmp_path, monkeypatch):
    steps_recorded(monkeypatch)
    home = demo_homes(tmp_path, 8000)[1]
    home.path.mkdir()
    (home.path / "left over").touch()
    make([home], lambda line: None)
    assert not (home.path / "left over").exists()


def test_a_moved_port_makes_only_the_portal_anew(tmp_path, monkeypatch):
    steps_recorded(monkeypatch)
    make(demo_homes(tmp_path, 8000), lambda line: None)
    assert [is_made(home) for home in demo_homes(tmp_path, 9000)] == [False, True, True]


def test_a_new_version_makes_every_home_anew(tmp_path, monkeypatch):
    steps_recorded(monkeypatch)
    make(demo_homes(tmp_path, 8000), lambda line: None)
    monkeypatch.setattr(room, "__version__", "99")
    assert not any(is_made(home) for home in demo_homes(tmp_path, 8000))


def test_the_homes_do_not_inherit_the_database_of_whoever_starts_them(monkeypatch):
    for name in ("MEYDAN_HOME", "DATABASE_URL", "MEYDAN_PORT"):
        monkeypatch.setenv(name, "x")
    assert not {"MEYDAN_HOME", "DATABASE_URL", "MEYDAN_PORT"} & set(room._environment())
