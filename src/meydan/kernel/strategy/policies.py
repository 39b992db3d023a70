"""Who may do what with the plan."""

from __future__ import annotations

from meydan.base.people.public import STAFF, Role, StaffPolicy

# Whoever answers for the work in a unit speaks of its actions; the mayor and the administrator of all of them.
plan_policy = StaffPolicy(
    {"see": STAFF, "say": (Role.MANAGER, Role.MAYOR, Role.ADMINISTRATOR, Role.CLERK)},
    own_unit_only=("say",),
)
