"""Who looks after the queue."""

from meydan.base.people.public import Role, StaffPolicy

queue_policy = StaffPolicy(
    {"see": (Role.MANAGER, Role.ADMINISTRATOR), "mend": (Role.MANAGER, Role.ADMINISTRATOR)}
)
