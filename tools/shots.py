"""
Pictures of the key pages, in three languages, on a phone and on a desk. Used by ``make shots``.

    python tools/shots.py [--folder docs/shots] [--only plan,home] [--languages tr,fa]
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tools import browsing

SIZES = {"360": browsing.PHONE, "1280": browsing.DESK}


def main() -> int:
    """Make the cities, walk, take the pictures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--folder", type=Path, default=Path("docs/shots"))
    parser.add_argument("--only", default="", help="parts of addresses, separated by commas")
    parser.add_argument("--languages", default=",".join(browsing.LANGUAGES))
    parser.add_argument("--base", default="", help="a running demo city instead of new ones")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    only = [part for part in options.only.split(",") if part]
    with tempfile.TemporaryDirectory() as scratch:
        for language in options.languages.split(","):
            for base in _cities(Path(scratch), language, options.base):
                count = picture_all(base, language, options.folder, only)
                print(f"{language}: {count} pictures in {options.folder}", flush=True)
    return 0


def _cities(scratch: Path, language: str, base: str) -> Iterator[str]:
    if base:
        yield base
        return
    pack = "ir/khoy" if language == "fa" else "tr/gumushane"
    home, port = scratch / pack.replace("/", "-"), browsing.free_port()
    if not home.exists():
        browsing.make_city(home, pack, port, days=400, cases=240)
    with browsing.served(home, port) as address:
        yield address


def picture_all(base: str, language: str, folder: Path, only: list[str]) -> int:
    """Every kind of page, public and staff; returns how many pictures were taken."""
    count = 0
    with browsing.chromium() as context:
        page = context.new_page()
        page.goto(f"{base}/?lang={language}")
        paths = browsing.walk(page, base, "/")
        browsing.sign_in(page, base, "administrator")
        paths += browsing.walk(page, base, "/desk/", within=("/desk/",))
        for path in paths:
            if only and not any(part in path for part in only):
                continue
            for name, (width, height) in SIZES.items():
                page.set_viewport_size({"width": width, "height": height})
                page.goto(base + path)
                page.wait_for_timeout(1500 if page.query_selector("meydan-map") else 150)
                page.screenshot(path=folder / f"{_name(path)}-{language}-{name}.png", full_page=True)
                count += 1
    return count


def _name(path: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", browsing.kind_of(path).lower()).strip("-") or "home"


if __name__ == "__main__":
    sys.exit(main())
