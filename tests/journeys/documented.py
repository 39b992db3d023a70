"""The commands of a page of ``docs/``, run as they stand there."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
BLOCK = re.compile(r"^```sh\n(.*?)^```$", re.M | re.S)
LONGEST_S = 300


def blocks(page: str, heading: str) -> list[str]:
    """The shell blocks under one heading of a page."""
    words = (ROOT / "docs" / page).read_text(encoding="utf-8")
    part = words.split(f"\n## {heading}\n", 1)[1].split("\n## ", 1)[0]
    return BLOCK.findall(part)


def environment(home: Path, port: int, data: Path | None = None) -> dict[str, str]:
    """What a reader's shell knows: where the home is, which port is free, where the files are."""
    drop = ("MEYDAN_HOME", "DATABASE_URL", "MEYDAN_PORT", "DJANGO_SETTINGS_MODULE")
    known = {name: value for name, value in os.environ.items() if name not in drop}
    beside = Path(sys.executable).parent
    mine = {"CITY": str(home), "PORT": str(port), "PATH": f"{beside}:{known.get('PATH', '')}"}
    return {**known, **mine, **({"MEYDAN_TEST_DATA": str(data)} if data else {})}


def run(commands: list[str], env: dict[str, str]) -> str:
    """Run blocks in one shell that stops at the first fault; return what they said."""
    script = "set -euo pipefail\n" + "\n".join(commands)
    done = subprocess.run(
        ["bash", "-c", script],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=LONGEST_S,
        check=False,
    )
    assert done.returncode == 0, f"{script}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def begin(commands: list[str], env: dict[str, str]) -> subprocess.Popen[bytes]:
    """Start blocks that do not end by themselves."""
    script = "\n".join(commands).rstrip()
    before, _, last = script.rpartition("\n")
    return subprocess.Popen(
        ["bash", "-c", f"{before}\nexec {last}"], cwd=ROOT, env=env, stdout=subprocess.DEVNULL
    )
