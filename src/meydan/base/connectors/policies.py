"""Who looks after the outgoing calls."""

from meydan.base.people.public import Role, StaffPolicy

connector_policy = StaffPolicy({"see": (Role.MANAGER, Role.ADMINISTRATOR), "try": (Role.ADMINISTRATOR,)})
