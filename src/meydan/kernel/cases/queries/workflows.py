"""The workflow a case walks, from the pack the city stands in."""

from __future__ import annotations

from meydan.base.packs.public import current
from meydan.kernel.cases.engine.reading import read_workflow
from meydan.kernel.cases.engine.workflow import Workflow, WorkflowFault

_read: dict[tuple[str, str], tuple[object, Workflow]] = {}


def workflow(code: str) -> Workflow:
    """
    Return a checked workflow of the current pack.

    :raises WorkflowFault: if the pack has none of that code, or it cannot be worked by
    """
    pack = current()
    document = pack.documents("workflows").get(code)
    if document is None:
        raise WorkflowFault(f"pack {pack.id} has no workflow {code!r}")
    kept = _read.get((pack.id, code))
    # The document itself is compared, so a pack that was read anew is checked anew.
    if kept is None or kept[0] != document:
        kept = _read[pack.id, code] = (document, read_workflow(document, name=code))
    return kept[1]


def workflows() -> dict[str, Workflow]:
    """Return every workflow of the current pack by its code."""
    return {code: workflow(code) for code in sorted(current().documents("workflows"))}
