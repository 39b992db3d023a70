"""Who may write values down, and who decides about a doubted series."""

from __future__ import annotations

from meydan.base.people.public import STAFF, Role, StaffPolicy

# The mayor reads; whoever samples water, counts pollen or walks with the meter writes.
WRITERS = (Role.CLERK, Role.INSPECTOR, Role.MANAGER, Role.ADMINISTRATOR)
environment_policy = StaffPolicy({"see": STAFF, "enter": WRITERS, "decide": WRITERS})
