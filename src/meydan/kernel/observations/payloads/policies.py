"""Who may do what about incoming data."""

from __future__ import annotations

from meydan.base.people.public import STAFF, Role, StaffPolicy

# Everybody on the staff sees what waits; whoever looks after the stations decides; managers change how it is read.
incoming_policy = StaffPolicy(
    {
        "see": STAFF,
        "decide": (Role.CLERK, Role.INSPECTOR, Role.MANAGER, Role.ADMINISTRATOR),
        "map": (Role.MANAGER, Role.ADMINISTRATOR),
        "import": (Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR),
    }
)
