"""Who may do what about alerts."""

from __future__ import annotations

from meydan.base.people.public import STAFF, Role, StaffPolicy

# The mayor reads; whoever works on air, water and noise decides.
alert_policy = StaffPolicy(
    {"see": STAFF, "dismiss": (Role.CLERK, Role.INSPECTOR, Role.MANAGER, Role.ADMINISTRATOR)}
)
