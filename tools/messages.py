"""
Keeps the catalogues: python tools/messages.py extract|check|compile [app folder ...].

extract  brings every app's locale/{tr,fa} up to date with its strings, keeping what is translated
check    names every string without a sound Turkish and Persian translation, and exits 1 if there is one
compile  writes the .mo files

Without folders all apps under src/meydan are meant.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from meydan.base.locale.catalogues import CatalogueUnreadable, compile_stale
from meydan.base.locale.extraction import StringUnreadable, strings_of
from meydan.base.locale.translations import (
    LANGUAGES,
    catalogue_path,
    contradictions,
    faults_of,
    known_elsewhere,
    update_catalogue,
)

SOURCE = Path(__file__).resolve().parent.parent / "src" / "meydan"


def all_apps() -> list[Path]:
    """Return the folders of all apps, in a steady order."""
    return sorted(file.parent for file in SOURCE.rglob("apps.py"))


def extract(apps: list[Path]) -> int:
    """Update the catalogues of ``apps`` and say what awaits translation."""
    for app in apps:
        strings = strings_of(app)
        for language in LANGUAGES:
            path = catalogue_path(app, language)
            if not strings and not path.exists():
                continue
            waiting = update_catalogue(path, language, strings, known_elsewhere(all_apps()))
            print(f"{_short(path)}: {len(strings)} strings, {waiting} await translation")
    return 0


def check(apps: list[Path]) -> int:
    """Print the faults of the catalogues; return 1 if there are any."""
    faults: list[str] = []
    for app in apps:
        strings = strings_of(app)
        found = [
            fault
            for language in LANGUAGES
            for fault in faults_of(catalogue_path(app, language), language, strings)
        ]
        print(f"{_short(app)}: {len(strings)} strings, {len(found)} faults")
        faults += found
    faults += contradictions(apps)
    for fault in faults:
        print(fault.replace(f"{SOURCE}/", ""), file=sys.stderr)
    return 1 if faults else 0


def _short(path: Path) -> str:
    return path.relative_to(SOURCE).as_posix() if path.is_relative_to(SOURCE) else str(path)


def main(arguments: list[str]) -> int:
    """Run one verb."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("verb", choices=("extract", "check", "compile"))
    parser.add_argument("apps", nargs="*", type=Path)
    chosen = parser.parse_args(arguments)
    apps = [app.resolve() for app in chosen.apps] or all_apps()
    try:
        if chosen.verb == "compile":
            print(f"{sum(compile_stale(app) for app in apps)} catalogues compiled")
            return 0
        return extract(apps) if chosen.verb == "extract" else check(apps)
    except (StringUnreadable, CatalogueUnreadable, SyntaxError) as fault:
        print(fault, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
