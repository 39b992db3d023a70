"""The door of the packs room: the pack this home stands on, and how rooms load from it."""

from __future__ import annotations

from pathlib import Path

from django.conf import settings

from meydan.base.packs.checking.book import Book
from meydan.base.packs.checking.fault import Fault
from meydan.base.packs.laws import Law
from meydan.base.packs.pack import Pack, names, read_pack
from meydan.base.packs.reader import (
    PackHead,
    PackNotFound,
    PackUnreadable,
    Row,
    known_packs,
    read_csv,
    read_pack_head,
)
from meydan.base.packs.registry import (
    LoadReport,
    loaders,
    register_golden,
    register_loader,
    register_pack_check,
    register_sample_remover,
    sample_removers,
)
from meydan.base.packs.sources import source_words

__all__ = [
    "Book",
    "Fault",
    "Law",
    "LoadReport",
    "Pack",
    "PackHead",
    "PackNotFound",
    "PackUnreadable",
    "Row",
    "available",
    "check_pack",
    "current",
    "load_pack",
    "loaders",
    "names",
    "overlay_of",
    "read_csv",
    "read_pack_head",
    "register_golden",
    "register_loader",
    "register_pack_check",
    "register_sample_remover",
    "sample_removers",
    "source_words",
    "unreviewed_law",
]


def _folders() -> tuple[Path, ...]:
    return tuple(Path(folder) for folder in settings.MEYDAN_PACK_FOLDERS)


def load_pack(pack_id: str) -> Pack:
    """
    The pack of that id, read once for the life of the process.

    :raises PackNotFound: when it, or a pack it inherits from, is nowhere
    """
    return read_pack(pack_id, _folders())


def current() -> Pack:
    """The pack this home stands on."""
    return load_pack(settings.MEYDAN_PACK)


def overlay_of(pack: Pack, name: str) -> Pack:
    """
    What an overlay such as ``demo`` adds to a pack, without the rows of the pack itself.

    :raises PackNotFound: when the pack has no such overlay
    """
    return read_pack(f"{pack.id}/{name}", _folders(), own_only=True)


def available() -> list[str]:
    """The ids of every pack in reach."""
    return known_packs(_folders())


def forget_packs() -> None:
    """Read the packs anew at the next call; for tests and for a home whose pack was edited."""
    read_pack.cache_clear()


def unreviewed_law(pack: Pack) -> list[Law]:
    """The articles no lawyer of the city has read yet; pages that lean on them say so."""
    return [law for law in pack.laws().values() if not law.is_reviewed]


def check_pack(path: Path) -> list[Fault]:
    """Every fault of a pack folder with file, line and remedy; an empty list when there is none."""
    # The checker brings the projection and holiday libraries; a page that only reads a pack must not wait.
    from meydan.base.packs.checking.whole import check_pack as check

    return check(path)
