"""Which earlier messages a message speaks of."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from meydan.domains.warnings.engine.checks.fault import Fault, Known, Setting
from meydan.domains.warnings.engine.message import Alert, Reference

REFERRING = ("Update", "Cancel", "Ack", "Error")


def chain_faults(alert: Alert, setting: Setting) -> Iterator[Fault]:
    """References that are missing, needless, unknown, of the future, or that come back to the message itself."""
    if alert.msg_type in REFERRING and not alert.references:
        yield Fault("no_reference", {"type": alert.msg_type})
    if alert.msg_type == "Alert" and alert.references:
        yield Fault("needless_reference")
    for reference in alert.references:
        yield from _reference_faults(alert, reference, setting.known)
    if setting.known is not None and _comes_back(alert, setting.known):
        yield Fault("reference_loop", {"identifier": alert.identifier})


def _reference_faults(
    alert: Alert, reference: Reference, known: Mapping[str, Known] | None
) -> Iterator[Fault]:
    given = {"identifier": reference.identifier}
    if reference.identifier == alert.identifier:
        yield Fault("reference_self", given)
        return
    if reference.sent > alert.sent:
        yield Fault("reference_later", given)
    if known is None:
        return
    found = known.get(reference.identifier)
    if found is None:
        yield Fault("reference_unknown", given)
    elif (found.sender, found.sent) != (reference.sender, reference.sent):
        yield Fault("reference_differs", given)


def _comes_back(alert: Alert, known: Mapping[str, Known]) -> bool:
    """Whether following the references of the referred leads to the message itself."""
    seen: set[str] = set()
    waiting = [one.identifier for one in alert.references if one.identifier != alert.identifier]
    while waiting:
        here = waiting.pop()
        if here == alert.identifier:
            return True
        if here not in seen and here in known:
            seen.add(here)
            waiting += known[here].refers_to
    return False
