"""Who may do what about keys of machines."""

from __future__ import annotations

from meydan.base.people.public import Role, StaffPolicy

# A key opens a door for years: only those who answer for the whole platform hand them out.
_KEEPERS = (Role.MANAGER, Role.ADMINISTRATOR)
key_policy = StaffPolicy({"see": _KEEPERS, "make": _KEEPERS, "bind": _KEEPERS, "revoke": _KEEPERS})
