"""Who may do what with payments."""

from __future__ import annotations

from meydan.base.people.public import Role, StaffPolicy

payment_policy = StaffPolicy(
    {
        "see": (Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR),
        "take": (Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR),
        # Two kinds of hands: who takes money does not give it back.
        "refund": (Role.MANAGER, Role.ADMINISTRATOR),
        "reconcile": (Role.MANAGER, Role.ADMINISTRATOR),
    }
)
