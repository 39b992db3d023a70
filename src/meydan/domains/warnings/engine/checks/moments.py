"""When a warning begins and ends."""

from __future__ import annotations

from collections.abc import Iterator

from meydan.domains.warnings.engine.checks.fault import Fault, Setting
from meydan.domains.warnings.engine.message import Alert, Info

NEEDS_END = ("Alert", "Update")


def moment_faults(alert: Alert, setting: Setting) -> Iterator[Fault]:
    """Every fault of time, and whether the languages tell the same times."""
    for info in alert.infos:
        yield from _info_faults(alert, info)
    if len({(info.effective, info.onset, info.expires) for info in alert.infos}) > 1:
        yield Fault("moments_differ")


def _info_faults(alert: Alert, info: Info) -> Iterator[Fault]:
    if info.expires is None:
        if alert.msg_type in NEEDS_END:
            yield Fault("no_end", {"language": info.language})
        return
    if info.expires <= alert.sent:
        yield Fault("ends_before_sent", {"language": info.language})
    if info.effective is not None and info.expires <= info.effective:
        yield Fault("ends_before_effective", {"language": info.language})
    if info.onset is not None and info.expires <= info.onset:
        yield Fault("ends_before_onset", {"language": info.language})
