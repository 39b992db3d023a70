"""A message from end to end."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from meydan.domains.warnings.engine.checks.chain import chain_faults
from meydan.domains.warnings.engine.checks.codes import code_faults
from meydan.domains.warnings.engine.checks.fault import Fault, Setting
from meydan.domains.warnings.engine.checks.moments import moment_faults
from meydan.domains.warnings.engine.checks.shapes import shape_faults
from meydan.domains.warnings.engine.checks.words import word_faults
from meydan.domains.warnings.engine.message import Alert

CHECKS: tuple[Callable[[Alert, Setting], Iterator[Fault]], ...] = (
    code_faults,
    word_faults,
    moment_faults,
    shape_faults,
    chain_faults,
)


def faults_of(alert: Alert, setting: Setting) -> list[Fault]:
    """Every fault of a message's values, each once, in the order of the document."""
    found: list[Fault] = []
    for check in CHECKS:
        found += [fault for fault in check(alert, setting) if fault not in found]
    return found


def examine(body: bytes, setting: Setting) -> list[Fault]:
    """
    Every fault of a document of whatever origin; an empty list when there is none.

    One that cannot be read has a single fault, whose code begins with ``unread_``. The schema is another
    matter: it is held against the file of the standard by whoever has it.
    """
    # The XML library is loaded when a document comes, not when the program starts.
    from meydan.domains.warnings.engine.checks.tree import tree_faults
    from meydan.domains.warnings.engine.opening import MessageRefused, opened
    from meydan.domains.warnings.engine.reading import from_tree

    try:
        root = opened(body)
    except MessageRefused as refused:
        return [Fault(f"unread_{refused.code}", {"where": refused.where})]
    found = list(dict.fromkeys(_keyed(tree_faults(root))))
    faults = [Fault(code, dict(given)) for code, given in found]
    try:
        return faults + faults_of(from_tree(root), setting)
    except MessageRefused as refused:
        return [*faults, Fault(f"unread_{refused.code}", {"where": refused.where})]


def _keyed(faults: Iterator[Fault]) -> Iterator[tuple[str, tuple[tuple[str, str | int | float], ...]]]:
    for fault in faults:
        yield fault.code, tuple(fault.given.items())
