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
    "participation": "src/meydan/domains/participation/tests",
}
ROWS = [line.strip("|").split(" | ") for line in TABLE.splitlines() if re.match(r"\| \d", line)]
NAMED = sorted(set(re.findall(r"`(\w+)/([\w/]+\.py)::(\w+)`", TABLE)))


def test_each_list_has_its_eight_sentences():
    assert [row[0].strip() for row in ROWS] == [str(number) for number in range(1, 9)] * 3


def test_each_sentence_names_a_test_or_says_that_it_is_not_built():
    silent = [row for row in ROWS if "::test_" not in row[2] and not row[2].strip().startswith("not built: ")]
    assert silent == []


@pytest.mark.parametrize(("folder", "file", "test"), NAMED)
def test_the_test_named_there_exists(folder, file, test):
    path = ROOT / FOLDERS[folder] / file
    assert path.is_file(), path
    assert re.search(rf"^def {test}\(", path.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_benchmark_named_there_exists():
    held = "".join(one.read_text(encoding="utf-8") for one in sorted((ROOT / "benchmarks").glob("*.py")))
    for case in re.findall(r"bench `\w+`: `([\w-]+)`", TABLE):
        assert f'"{case}"' in held
