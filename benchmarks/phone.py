"""How soon a phone on a slow line shows the largest thing: Lighthouse, in an environment of its own."""

from __future__ import annotations

import contextlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from benchmarks.demo import CITIES, served
from benchmarks.page_bytes import chromium
from benchmarks.processes import environment
from meydan.config.benching import CannotRun, Figure, median_figure

LIGHTHOUSE = "lighthouse@13.5.0"
FOLDER = Path(__file__).parent / ".peers" / "lighthouse"
PAGES = ("/", "/guide/", "/plan/")
RUNS = 3
ATTEMPTS = 3
AUDIT = "largest-contentful-paint"


def phone_lcp() -> Mapping[str, Figure]:
    """
    Largest contentful paint of the worst page [s]; Lighthouse's own slow 4G and four times slower processor.

    :raises CannotRun: without chromium, or if Lighthouse cannot be fetched
    """
    program = lighthouse()
    browser = chromium()
    figures: list[Figure] = []
    for city in CITIES:
        with served(city) as server:
            for page in PAGES:
                seen = [_lcp_s(program, browser, server.address + page) for _ in range(RUNS)]
                figures.append(median_figure(seen, note=f"{city} {page}"))
                if os.environ.get("MEYDAN_BENCH_DETAIL"):
                    sys.stderr.write(f"{figures[-1]}\n")
    return {"phone-lcp": max(figures, key=lambda figure: figure.ours)}


def lighthouse() -> list[str]:
    """
    The command that starts Lighthouse, fetched once.

    :raises CannotRun: without node or the registry
    """
    beside = Path(sys.executable).parent
    node = shutil.which("node", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    npm = shutil.which("npm", path=f"{beside}{os.pathsep}{os.environ.get('PATH', '')}")
    if not node or not npm:
        raise CannotRun("no node: make setup brings one")
    script = FOLDER / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not script.exists():
        FOLDER.mkdir(parents=True, exist_ok=True)
        (FOLDER / "package.json").write_text('{"private": true}\n')
        fetched = subprocess.run(
            [npm, "install", "--no-audit", "--no-fund", "--loglevel=error", LIGHTHOUSE],
            cwd=FOLDER,
            env=environment(PATH=f"{Path(node).parent}{os.pathsep}{os.environ.get('PATH', '')}"),
            capture_output=True,
            text=True,
            check=False,
        )
        if fetched.returncode:
            raise CannotRun(f"Lighthouse could not be fetched: {fetched.stderr.strip()[-200:]}")
    return [node, str(script)]


def _lcp_s(program: list[str], browser: str, address: str) -> float:
    # On a busy machine the browser sometimes records nothing; Lighthouse itself asks to be run again then.
    for _ in range(ATTEMPTS - 1):
        with contextlib.suppress(CannotRun, subprocess.TimeoutExpired):
            return _lcp_once_s(program, browser, address)
    return _lcp_once_s(program, browser, address)


def _lcp_once_s(program: list[str], browser: str, address: str) -> float:
    done = subprocess.run(
        [
            *program,
            address,
            "--output=json",
            "--quiet",
            "--form-factor=mobile",
            f"--only-audits={AUDIT}",
            "--chrome-flags=--headless=new --no-sandbox --disable-dev-shm-usage",
        ],
        env=environment(CHROME_PATH=browser),
        capture_output=True,
        text=True,
        timeout=180,
        check=False,
    )
    if done.returncode:
        raise CannotRun(f"Lighthouse failed on {address}: {done.stderr.strip()[-300:]}")
    audit = json.loads(done.stdout)["audits"][AUDIT]
    if audit.get("numericValue") is None:
        raise CannotRun(f"Lighthouse gave no figure for {address}: {audit.get('errorMessage', '')}")
    return float(audit["numericValue"]) / 1000
