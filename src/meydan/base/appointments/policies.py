"""Who may do what at a counter."""

from __future__ import annotations

from meydan.base.appointments.models import Booking, Counter
from meydan.base.people.public import OrgUnit, Role, StaffPolicy


class CounterPolicy(StaffPolicy):
    """Clerks receive the people of their own unit's counters; managers say what the counters offer."""

    def __init__(self) -> None:
        at_counter = (Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR)
        super().__init__(
            {"see": at_counter, "receive": at_counter, "offer": (Role.MANAGER, Role.ADMINISTRATOR)},
            own_unit_only=("receive", "offer"),
        )

    def unit_of(self, thing: object) -> OrgUnit | None:
        """The unit of a counter, or of the counter of an appointment."""
        if isinstance(thing, Booking):
            return thing.time.counter.unit
        return thing.unit if isinstance(thing, Counter) else super().unit_of(thing)


counter_policy = CounterPolicy()
