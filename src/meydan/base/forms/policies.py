"""Who may do what with forms."""

from __future__ import annotations

from meydan.base.people.public import STAFF, Role, StaffPolicy

form_policy = StaffPolicy(
    {
        "see": STAFF,
        "write": (Role.MANAGER, Role.ADMINISTRATOR),
        "publish": (Role.MANAGER, Role.ADMINISTRATOR),
        "offer": (Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR),
    }
)
