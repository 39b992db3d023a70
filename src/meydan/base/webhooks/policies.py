"""Who decides what leaves this house."""

from meydan.base.people.public import Role, StaffPolicy

webhook_policy = StaffPolicy({"see": (Role.MANAGER, Role.ADMINISTRATOR), "change": (Role.ADMINISTRATOR,)})
