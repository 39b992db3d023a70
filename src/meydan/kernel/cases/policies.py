"""Who may do what with a case."""

from __future__ import annotations

from meydan.base.people.public import STAFF, Account, Role, StaffPolicy, roles_of, units_of
from meydan.kernel.cases.models import Case

ACTING = (Role.CLERK, Role.INSPECTOR, Role.MANAGER, Role.ADMINISTRATOR)


class CasePolicy(StaffPolicy):
    """Everybody who works here reads cases; work on them is for the unit that has them."""

    def __init__(self) -> None:
        super().__init__(
            {
                "see": STAFF,
                "export": STAFF,
                "act": ACTING,
                "note": STAFF,
                "assign": (Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR),
                # The counter clerk and the unit that works on it may ring the citizen
                # back; others see no name.
                "see_reporter": ACTING,
                "message": ACTING,
                "erase": (Role.ADMINISTRATOR,),
            },
            own_unit_only=("act", "assign", "see_reporter", "message"),
        )


case_policy = CasePolicy()


def roles_on(account: Account, case: Case) -> frozenset[str]:
    """
    Return the roles an account brings to a case: its own where the case is in its units, or assigned to
    it.
    """
    roles = roles_of(account)
    if case.assignee_id == account.pk or roles & case_policy.everywhere:
        return roles
    inside = any(case.unit.path.startswith(own.path) for own in units_of(account))
    return roles if inside else frozenset()
