"""Who may do what about alerts."""

from __future__ import annotations

from meydan.base.people.public import STAFF, Role, StaffPolicy

# The mayor reads; whoever works on air, water and noise decides.
alert_policy = StaffPolicy(
    {"see": STAFF, "dismiss": (Role.CLERK, Role.INSPECTOR, Role.MANAGER, Role.ADMINISTRATOR)}
)
# Whoever works here may see where the disk goes; what is thrown away is the administrator's to answer for.
storage_policy = StaffPolicy({"see": STAFF, "change": (Role.ADMINISTRATOR,)})

# Whoever works here may see what the door does; a check makes and removes entities, so who manages runs it.
conformance_policy = StaffPolicy({"see": STAFF, "run": (Role.MANAGER, Role.ADMINISTRATOR)})

# Everybody reads why an alert opens; who leads decides when.
LEADS = (Role.MANAGER, Role.ADMINISTRATOR)
rule_policy = StaffPolicy({"see": STAFF, "tune": LEADS, "make": LEADS})
