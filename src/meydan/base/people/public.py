"""The door of this room."""

from meydan.base.people.marks import Mark, not_allowed, public_page, staff_page
from meydan.base.people.models import Account, Holding, OrgUnit, Post, Role, UnitKind
from meydan.base.people.policies import STAFF, Actor, NotAllowed, Policy, StaffPolicy
from meydan.base.people.queries import (
    UnitNode,
    UnitUnknown,
    accounts_in,
    holders_of,
    posts_of,
    roles_of,
    subtree,
    unit,
    unit_tree,
    units_of,
)

__all__ = [
    "STAFF",
    "Account",
    "Actor",
    "Holding",
    "Mark",
    "NotAllowed",
    "OrgUnit",
    "Policy",
    "Post",
    "Role",
    "StaffPolicy",
    "UnitKind",
    "UnitNode",
    "UnitUnknown",
    "accounts_in",
    "holders_of",
    "not_allowed",
    "posts_of",
    "public_page",
    "roles_of",
    "staff_page",
    "subtree",
    "unit",
    "unit_tree",
    "units_of",
]
