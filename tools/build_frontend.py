"""Build scripts, fonts and the map library with the node in .venv; does nothing when up to date."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FRONTEND = ROOT / "frontend"
STATIC = ROOT / "src" / "meydan" / "base" / "ui" / "static" / "ui"
BIN = ROOT / ".venv" / "bin"
BUILT_STAMP = STATIC / "built" / ".stamp"
MODULES_STAMP = FRONTEND / "node_modules" / ".meydan-stamp"


def main(arguments: list[str]) -> int:
    """Install the node packages, then build; each only when something it reads has changed."""
    try:
        install()
        if "--types" in arguments:
            npm("run", "--silent", "types")
            print("TypeScript: no fault.")
        build(force="--force" in arguments)
    except subprocess.CalledProcessError as fault:
        print(f"{' '.join(map(str, fault.cmd))} failed; its own words stand above.", file=sys.stderr)
        return fault.returncode or 1
    return 0


def install() -> None:
    """Install exactly what package-lock.json names."""
    wanted = digest([FRONTEND / "package.json", FRONTEND / "package-lock.json", FRONTEND / ".npmrc"])
    if read(MODULES_STAMP) == wanted:
        return
    print("Installing the node packages (once, some seconds)", flush=True)
    npm("ci", "--ignore-scripts", "--no-progress", "--loglevel=error")
    MODULES_STAMP.write_text(wanted)


def build(*, force: bool = False) -> None:
    """Bundle the islands and lay out fonts and the map library."""
    wanted = digest(sorted(inputs()))
    if not force and read(BUILT_STAMP) == wanted:
        print("Scripts and fonts are up to date.")
        return
    print("Building scripts and fonts", flush=True)
    subprocess.run([node(), "build.mjs"], cwd=FRONTEND, env=environment(), check=True)
    BUILT_STAMP.write_text(wanted)


def inputs() -> Iterator[Path]:
    """Every file the build reads."""
    yield from (FRONTEND / name for name in ("build.mjs", "package-lock.json", "tsconfig.json"))
    yield from (ROOT / "src" / "meydan").glob("*/*/islands/**/*.ts")


def digest(files: list[Path]) -> str:
    """A fingerprint of names and contents."""
    mark = hashlib.sha256()
    for file in files:
        mark.update(str(file.relative_to(ROOT)).encode() + b"\0" + file.read_bytes() + b"\0")
    return mark.hexdigest()


def read(file: Path) -> str:
    """The text of a stamp, or nothing when it is not there."""
    return file.read_text() if file.is_file() else ""


def node() -> str:
    """The node of .venv, or one on the path for whoever keeps their own."""
    own = BIN / "node"
    found = str(own) if own.exists() else shutil.which("node")
    if not found:
        sys.exit("No node: run `make setup`, which brings one into .venv.")
    return found


def npm(*arguments: str) -> None:
    """Run npm in the frontend folder."""
    own = BIN / "npm"
    subprocess.run(
        [str(own) if own.exists() else "npm", *arguments], cwd=FRONTEND, env=environment(), check=True
    )


def environment() -> dict[str, str]:
    """The path with .venv first, so that no node of the system is asked."""
    return {**os.environ, "PATH": f"{BIN}{os.pathsep}{os.environ.get('PATH', '')}"}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
