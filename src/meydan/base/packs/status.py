"""What the page about a pack shows."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from meydan.base.packs.pack import Pack, read_pack

if TYPE_CHECKING:
    from meydan.base.packs.checking.fault import Fault

TABLES: dict[str, str | Promise] = {
    "units": _("Units and bodies"),
    "posts": _("Posts"),
    "layers": _("Map layers"),
    "observed_properties": _("Things measured"),
    "rules": _("Alert rules"),
    "indicators": _("Indicators"),
    "datasets": _("Open data sets"),
    "platforms": _("National platforms"),
}
FOLDERS: dict[str, str | Promise] = {
    "services": _("Services"),
    "workflows": _("Ways of working"),
    "air": _("Air quality indices"),
}


@dataclass(frozen=True)
class Holding:
    """A section of the pack and how many rows it holds."""

    label: str | Promise
    count: int


def holdings(pack: Pack) -> list[Holding]:
    """How much of each section the pack holds, with what it inherits."""
    tables = [Holding(label, len(pack.table(name))) for name, label in TABLES.items()]
    folders = [Holding(label, len(pack.documents(name))) for name, label in FOLDERS.items()]
    return [*folders, *tables]


def ancestors(pack: Pack) -> list[Pack]:
    """The packs it inherits from, oldest first, itself last."""
    return [read_pack(ancestor, pack.search_folders) for ancestor in pack.lineage]


@lru_cache(maxsize=4)
def faults(pack: Pack) -> list[Fault]:
    """The faults of the pack and of all it inherits, files written relative to their pack folder's root."""
    # The checks bring coordinate systems and holiday tables along, which a web process at rest can do without.
    from meydan.base.packs.checking.whole import check_pack

    found = [fault for folder in pack.folders() for fault in check_pack(folder) if _holds_head(fault)]
    return [_shortened(fault, pack) for fault in found]


def _holds_head(fault: Fault) -> bool:
    # A home may add files to a shipped pack without a head of its own; that folder is no pack by itself.
    return fault.file.exists()


def _shortened(fault: Fault, pack: Pack) -> Fault:
    for folder in pack.search_folders:
        if fault.file.is_relative_to(folder):
            return replace(fault, file=fault.file.relative_to(folder))
    return fault
