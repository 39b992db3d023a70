"""The door of this room."""

from meydan.base.people.demo import SAMPLE_NAMES
from meydan.base.people.identity.citizens import citizen_of, erase_citizen, identity_of
from meydan.base.people.marks import Mark, account_of, public_page, signed_in_page, staff_page
from meydan.base.people.models import Account, Holding, OrgUnit, Post, Role, UnitKind
from meydan.base.people.operations import (
    CodeUnusable,
    Invited,
    LastAdministrator,
    PostTaken,
    PostUnknown,
    UnitBelowItself,
    appoint,
    ensure_post,
    ensure_unit,
    invite,
)
from meydan.base.people.policies import STAFF, Actor, NotAllowed, Policy, StaffPolicy
from meydan.base.people.queries import (
    UnitNode,
    UnitUnknown,
    accounts_in,
    colleagues,
    posts_of,
    roles_of,
    session_account,
    subtree,
    unit,
    unit_tree,
    units_of,
)
from meydan.base.people.second_step import second_step_is_due

__all__ = [
    "SAMPLE_NAMES",
    "STAFF",
    "Account",
    "Actor",
    "CodeUnusable",
    "Holding",
    "Invited",
    "LastAdministrator",
    "Mark",
    "NotAllowed",
    "OrgUnit",
    "Policy",
    "Post",
    "PostTaken",
    "PostUnknown",
    "Role",
    "StaffPolicy",
    "UnitBelowItself",
    "UnitKind",
    "UnitNode",
    "UnitUnknown",
    "account_of",
    "accounts_in",
    "appoint",
    "citizen_of",
    "colleagues",
    "ensure_post",
    "ensure_unit",
    "erase_citizen",
    "identity_of",
    "invite",
    "posts_of",
    "public_page",
    "roles_of",
    "second_step_is_due",
    "session_account",
    "signed_in_page",
    "staff_page",
    "subtree",
    "unit",
    "unit_tree",
    "units_of",
]
