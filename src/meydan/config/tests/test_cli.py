"""The words after ``meydan``."""

import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import get_commands

from meydan import __version__
from meydan.config.cli import HOME_VERBS, HOMELESS_VERBS, join_verb, main, split_home, wants_home


@pytest.fixture(autouse=True)
def _elsewhere(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("MEYDAN_HOME", raising=False)


@pytest.mark.parametrize(
    "words",
    [
        ["--home", "/srv/x", "import", "osm", "f"],
        ["import", "--home", "/srv/x", "osm", "f"],
        ["import", "osm", "f", "--home=/srv/x"],
    ],
)
def test_the_home_may_be_named_anywhere(words):
    assert split_home(words) == (Path("/srv/x"), ["import", "osm", "f"])


def test_the_home_named_by_hand_wins_over_the_environment(monkeypatch):
    monkeypatch.setenv("MEYDAN_HOME", "/srv/other")
    assert split_home(["--home", "/srv/x", "serve"])[0] == Path("/srv/x")
    assert split_home(["serve"]) == (Path("/srv/other"), ["serve"])


def test_the_folder_one_stands_in_counts_when_it_is_a_home(tmp_path):
    assert split_home(["serve"]) == (None, ["serve"])
    (tmp_path / "meydan.toml").touch()
    assert split_home(["serve"]) == (tmp_path, ["serve"])


def test_home_without_a_folder_is_left_for_the_verb_to_refuse():
    assert split_home(["serve", "--home"]) == (None, ["serve", "--home"])


@pytest.mark.parametrize(
    ("words", "joined"),
    [
        (["import", "osm", "f.osm"], ["import_osm", "f.osm"]),
        (["export", "csv", "3", "f.csv"], ["export_csv", "3", "f.csv"]),
        (["import"], ["import"]),
        (["import", "--help"], ["import", "--help"]),
        (["serve", "osm"], ["serve", "osm"]),
        ([], []),
    ],
)
def test_two_words_make_one_verb(words, joined):
    assert join_verb(words) == joined


def test_the_demo_starts_without_loading_the_rooms():
    program = (
        "import sys; sys.argv = ['meydan', 'demo', '--help']\n"
        "from meydan.config.cli import main\n"
        "try: main()\n"
        "finally: print('loaded:', 'numpy' in sys.modules, 'allauth' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout
    assert "Serve two demo cities" in said
    assert "loaded: False False" in said


@pytest.mark.parametrize("words", [["invite", "g.isik"], ["import", "osm", "f"], ["worker", "--once"]])
def test_without_a_home_it_is_asked_for_instead_of_failing_deep_inside(words, monkeypatch):
    monkeypatch.setattr("sys.argv", ["meydan", *words])
    with pytest.raises(SystemExit, match=f"Which home.*--home PATH {words[0]}"):
        main()


@pytest.mark.parametrize(
    "words", [["invite", "--help"], ["import_osm", "-h"], ["init"], ["check-pack", "x"], []]
)
def test_what_needs_no_home_is_not_asked_for_one(words):
    assert not wants_home(words)


def test_every_command_of_ours_either_wants_a_home_or_does_not():
    ours = {name for name, room in get_commands().items() if room.startswith("meydan.")}
    sorted_out = {*HOME_VERBS, *HOMELESS_VERBS, "flush"}
    assert {name for name in ours if not name.startswith(("import_", "export_"))} <= sorted_out


def test_the_version_is_meydans_own(monkeypatch, capsys):
    monkeypatch.setattr("sys.argv", ["meydan", "version"])
    main()
    assert capsys.readouterr().out == f"Meydan {__version__}\n"
