"""Who reads the log."""

from meydan.base.people.public import Role, StaffPolicy

log_policy = StaffPolicy({"read": (Role.MAYOR, Role.ADMINISTRATOR), "verify": (Role.ADMINISTRATOR,)})
