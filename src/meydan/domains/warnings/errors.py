"""What can go wrong with a warning, by name; pages say each in words."""

from __future__ import annotations

from collections.abc import Sequence

from meydan.domains.warnings.engine.checks.fault import Fault


class WarningUnknown(LookupError):
    """There is no warning of that name."""


class TemplateUnknown(LookupError):
    """The pack has no template of that code."""


class NotInWork(Exception):
    """The warning has left the house; it can be updated or cancelled, not changed."""


class ChangedMeanwhile(Exception):
    """Somebody else changed the warning after this person had read it."""


class DraftedByNobody(Exception):
    """The platform wrote the draft; an officer must take it up before another approves it."""


class SamePerson(Exception):
    """Whoever wrote a part of a warning cannot approve it."""


class NotApproved(Exception):
    """A second person has not approved the warning as it stands."""


class AlreadyFollowed(Exception):
    """Another update or cancellation of this warning is in work or out already."""


class NotInForce(Exception):
    """Only a warning that is in force can be updated or cancelled."""


class SendBackReasonMissing(Exception):
    """The drafter must be told what to change."""


class WarningUnsound(Exception):
    """
    The warning has faults and cannot go out.

    :ivar faults: each of them
    """

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(", ".join(fault.code for fault in faults))
        self.faults = list(faults)


class AddressUnfit(ValueError):
    """A telephone number or e-mail address cannot be used."""


class AlreadyOnList(Exception):
    """The address stands on this list."""


class SheetUnreadable(ValueError):
    """
    A table of contacts has faults; nothing of it was taken.

    :ivar faults: line and reason code of each
    """

    def __init__(self, faults: Sequence[tuple[int, str]]) -> None:
        super().__init__(", ".join(f"{line}: {reason}" for line, reason in faults))
        self.faults = list(faults)
