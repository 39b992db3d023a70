"""The ``meydan`` command: finds the home, then hands over to the room that knows the verb."""

from __future__ import annotations

import errno
import gc
import os
import sys
from pathlib import Path

from meydan import __version__

# ``meydan import osm FILE`` reads better than one long verb; each pair is a command named with an underscore.
TWO_WORD_VERBS = ("import", "export")
# These work without a home: some make one, some look at the program itself.
HOMELESS_VERBS = ("init", "restore", "demo", "bench", "check-pack", "makemigrations")
HOME_VERBS = (
    "archive", "backup", "check-report", "check-warning", "conformance", "doctor", "invite", "load", "mqtt", "prepare",
    "recompute", "replay", "restore-archive", "sample", "sandbox-payments", "serve", "warning-key", "worker",
)  # fmt: skip


def split_home(arguments: list[str]) -> tuple[Path | None, list[str]]:
    """Take ``--home PATH`` out of the arguments; without it, MEYDAN_HOME or a home in this folder counts."""
    rest = list(arguments)
    for i, word in enumerate(rest):
        if word == "--home" and i + 1 < len(rest):
            return Path(rest[i + 1]), rest[:i] + rest[i + 2 :]
        if word.startswith("--home="):
            return Path(word.removeprefix("--home=")), rest[:i] + rest[i + 1 :]
    if os.environ.get("MEYDAN_HOME"):
        return Path(os.environ["MEYDAN_HOME"]), rest
    if Path("meydan.toml").is_file():
        return Path.cwd(), rest
    return None, rest


def join_verb(arguments: list[str]) -> list[str]:
    """Turn ``import osm FILE`` into ``import_osm FILE``."""
    if len(arguments) > 1 and arguments[0] in TWO_WORD_VERBS and not arguments[1].startswith("-"):
        return [f"{arguments[0]}_{arguments[1]}", *arguments[2:]]
    return arguments


def misfortune(fault: Exception) -> str:
    """What befell the machine or the database file, with the remedy; empty when it is a fault of the program."""
    words = str(fault)
    if getattr(fault, "errno", None) in (errno.ENOSPC, errno.EDQUOT) or "disk is full" in words:
        return "The disk is full. What was half done was taken back. Free some room and run the same command again."
    if "disk I/O error" in words or "malformed" in words or "not a database" in words:
        return f"The database file cannot be used ({words}). See what is wrong with: meydan doctor"
    if "database is locked" in words:
        return "Another program is writing to this home without a pause. Wait for it, then run the same command again."
    return ""


def wants_home(verb: list[str]) -> bool:
    """Whether a command can do nothing without a home; asking for its ``--help`` can."""
    return (
        bool(verb)
        and (verb[0] in HOME_VERBS or verb[0].startswith(tuple(f"{word}_" for word in TWO_WORD_VERBS)))
        and not {"--help", "-h"} & set(verb)
    )


def main() -> None:
    """Entry point of the console script."""
    home, arguments = split_home(sys.argv[1:])
    verb = join_verb(arguments)
    if home is not None:
        os.umask(0o077)  # a home holds people's data: what is made in it is for its owner alone
    if verb[:1] in (["version"], ["--version"]):
        sys.stdout.write(f"Meydan {__version__}\n")
        return
    if home is None and wants_home(verb):
        sys.exit(
            f"meydan: Which home? Go into its folder, or say: meydan --home PATH {' '.join(arguments[:1])}"
        )
    homeless = verb[:1] and verb[0] in HOMELESS_VERBS
    if home is not None:
        os.environ["MEYDAN_HOME" if not homeless else "MEYDAN_NEW_HOME"] = str(home)
    if homeless:
        os.environ.pop("MEYDAN_HOME", None)
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "meydan.config.settings")
    from django.core.management import execute_from_command_line
    from django.db.utils import DatabaseError

    from meydan.base.packs.reader import PackNotFound, PackUnreadable
    from meydan.config.databases import AddressUnreadable
    from meydan.config.home import HomeIsUnreadable

    try:
        if verb[:1] == ["demo"]:
            _demo(verb)
        else:
            _load_rooms(verb)
            execute_from_command_line(["meydan", *verb])
    except (DatabaseError, OSError) as fault:
        told = misfortune(fault)
        if not told or "--traceback" in verb:
            raise
        sys.exit(f"meydan: {told}")
    except (HomeIsUnreadable, AddressUnreadable, PackNotFound, PackUnreadable) as fault:
        sys.exit(f"meydan: {fault}")


def _load_rooms(verb: list[str]) -> None:
    """
    Import every room with the garbage collector at rest: what is imported stays, and looking through it takes time.

    ``serve`` goes on importing its pages and wakes the collector itself.
    """
    import django

    gc.disable()
    django.setup()
    if verb[:1] != ["serve"]:
        gc.enable()


def _demo(verb: list[str]) -> None:
    """Start other programs at once: loading every room first would cost a second of each ``make run``."""
    from meydan.config.management.commands.demo import Command

    Command().run_from_argv(["meydan", *verb])
