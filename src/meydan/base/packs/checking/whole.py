"""Checks a pack from end to end."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from meydan.base.packs.checking.air import check_air
from meydan.base.packs.checking.alerts import check_rules
from meydan.base.packs.checking.book import Book
from meydan.base.packs.checking.fault import Fault
from meydan.base.packs.checking.flows import check_workflows
from meydan.base.packs.checking.forms import check_forms
from meydan.base.packs.checking.goldens import check_goldens
from meydan.base.packs.checking.head import check_head
from meydan.base.packs.checking.labels import check_labels
from meydan.base.packs.checking.limits import check_limits
from meydan.base.packs.checking.papers import check_papers
from meydan.base.packs.checking.plans import check_plan
from meydan.base.packs.checking.playbooks import check_playbooks
from meydan.base.packs.checking.rules import check_calendar, check_contacts, check_laws
from meydan.base.packs.checking.services import check_services
from meydan.base.packs.checking.spelling import check_spelling
from meydan.base.packs.checking.tables import check_tables
from meydan.base.packs.pack import Pack
from meydan.base.packs.reader import HEAD_FILE, PackNotFound, PackUnreadable, lineage_of, read_toml
from meydan.base.packs.registry import pack_checks

SHIPPED = Path(__file__).resolve().parents[3] / "packs"
CHECKS: tuple[Callable[[Book], None], ...] = (
    check_head,
    check_tables,
    check_spelling,
    check_labels,
    check_services,
    check_workflows,
    check_forms,
    check_rules,
    check_playbooks,
    check_papers,
    check_laws,
    check_calendar,
    check_air,
    check_limits,
    check_contacts,
    check_plan,
    check_goldens,
)


def check_pack(path: Path) -> list[Fault]:
    """
    Every fault of a pack folder, in the order of its files; an empty list when there is none.

    A folder without a head of its own that holds packs is checked pack by pack. Packs it inherits from are
    looked for beside it and among those that are shipped.
    """
    path = path.resolve()
    if not (path / HEAD_FILE).is_file():
        heads = sorted(path.rglob(HEAD_FILE)) if path.is_dir() else []
        if heads:
            return [fault for head in heads for fault in check_pack(head.parent)]
        return [
            Fault(path / HEAD_FILE, 1, "There is no pack here.", f"Name a folder that holds a {HEAD_FILE}.")
        ]
    try:
        pack_id = str(read_toml(path / HEAD_FILE).get("id", ""))
    except PackUnreadable as unreadable:
        return [Fault(unreadable.file, unreadable.line, unreadable.problem, unreadable.remedy)]
    root = root_of(path, pack_id)
    try:
        pack = Pack(path.relative_to(root).as_posix(), [SHIPPED] if root == SHIPPED else [SHIPPED, root])
    except PackNotFound:
        return [_missing_parent(path, root)]
    return _faults(path, pack)


def _faults(path: Path, pack: Pack) -> list[Fault]:
    book = Book(path, pack)
    for check in (*CHECKS, *pack_checks()):
        try:
            check(book)
        except PackUnreadable as unreadable:
            # The check leaned on a file that cannot be read; that file is the fault.
            book.fault(unreadable.file, unreadable.line, unreadable.problem, unreadable.remedy)
    return sorted(set(book.faults))


def root_of(path: Path, pack_id: str) -> Path:
    """The folder that ids are counted from: above the id when the path ends in it, else above the packs."""
    parts = [part for part in pack_id.split("/") if part]
    if parts and list(path.parts[-len(parts) :]) == parts:
        return path.parents[len(parts) - 1]
    root = path.parent
    while (root / HEAD_FILE).is_file():
        root = root.parent
    return root


def _missing_parent(path: Path, root: Path) -> Fault:
    pack_id = path.relative_to(root).as_posix()
    parents = lineage_of(pack_id)[:-1]
    missing = [
        parent
        for parent in parents
        if not any((folder / parent / HEAD_FILE).is_file() for folder in (SHIPPED, root))
    ]
    problem = f"It inherits from {', '.join(missing)}, which is nowhere."
    return Fault(
        path / HEAD_FILE,
        1,
        problem,
        f"Add {root / missing[0] / HEAD_FILE}, or move this folder." if missing else "",
    )
