"""Every sentence of docs/acceptance.md is shown by a test that exists, or says that it is not built."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
TABLE = (ROOT / "docs" / "acceptance.md").read_text(encoding="utf-8")
FOLDERS = {
    "cases": "src/meydan/kernel/cases/tests",
    "forms": "src/meydan/base/forms/tests",
    "journeys": "tests/journeys",
}
ROWS = [line.strip("|").split(" | ") for line in TABLE.splitlines() if re.match(r"\| \d", line)]
NAMED = sorted(set(re.findall(r"`(\w+)/([\w/]+\.py)::(\w+)`", TABLE)))


def test_both_lists_have_their_eight_sentences():
    assert [row[0].strip() for row in ROWS] == [str(number) for number in range(1, 9)] * 2


def test_each_sentence_names_a_test_or_says_that_it_is_not_built():
    silent = [row for row in ROWS if "::test_" not in row[2] and not row[2].strip().startswith("not built: ")]
    assert silent == []


@pytest.mark.parametrize(("folder", "file", "test"), NAMED)
def test_the_test_named_there_exists(folder, file, test):
    path = ROOT / FOLDERS[folder] / file
    assert path.is_file(), path
    assert re.search(rf"^def {test}\(", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_benchmark_named_there_exists():
    bench = (ROOT / "benchmarks" / "bench_cases.py").read_text(encoding="utf-8")
    for case in re.findall(r"bench `cases`: `([\w-]+)`", TABLE):
        assert f'"{case}"' in bench


def test_a_list_of_mistakes_that_takes_the_focus_is_no_alert_too():
    """Both would be announced: the list is read because the focus goes there, and once."""
    templates = (ROOT / "src").rglob("*.html")
    boxes = {
        file.relative_to(ROOT): box
        for file in templates
        for box in re.findall(r'<[^>]*\berror-summary"[^>]*>', file.read_text(encoding="utf-8"))
    }
    assert len(boxes) > 5
    assert [file for file, box in boxes.items() if 'role="alert"' in box] == []
    assert [file for file, box in boxes.items() if "data-focus" not in box] == []
