"""Who may do what with a case."""

from __future__ import annotations

from dataclasses import dataclass
from functools import reduce
from operator import or_

from django.db.models import Q

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
                # The unit that works on it may ring the citizen back; others see no name.
                "see_reporter": ACTING,
                # Who opened the file, by name: for those who answer for the unit.
                "see_looks": (Role.MANAGER, Role.ADMINISTRATOR),
                "message": ACTING,
                "erase": (Role.ADMINISTRATOR,),
                # Papers carry names, so they are opened by those who may see them.
                "see_paper": (*ACTING, Role.MAYOR),
                "paper": ACTING,
                "annul_paper": (Role.MANAGER, Role.ADMINISTRATOR),
            },
            own_unit_only=(
                "act",
                "assign",
                "see_reporter",
                "see_looks",
                "message",
                "see_paper",
                "paper",
                "annul_paper",
            ),
        )


class PlaybookPolicy(StaffPolicy):
    """Everybody who works here sees what is under way; a task is for its unit, the end for who leads."""

    def __init__(self) -> None:
        super().__init__(
            {"see": STAFF, "act": ACTING, "stop": (Role.MANAGER, Role.ADMINISTRATOR)}, own_unit_only=("act",)
        )


case_policy = CasePolicy()
# A key lets others write to every office for years: those who answer for the whole platform hand it out.
open311_policy = StaffPolicy(
    {"see": (Role.MANAGER, Role.ADMINISTRATOR), "change": (Role.MANAGER, Role.ADMINISTRATOR)}
)
# Where reports go is decided by those who answer for units.
routing_policy = StaffPolicy({"see": STAFF, "change": (Role.MANAGER, Role.ADMINISTRATOR)})
playbook_policy = PlaybookPolicy()


@dataclass(frozen=True)
class Standing:
    """An account's roles and the units it reaches, read once for a page full of questions."""

    account: Account
    roles: frozenset[str]
    paths: tuple[str, ...]

    @property
    def is_everywhere(self) -> bool:
        """Whether every unit is within reach."""
        return bool(self.roles & case_policy.everywhere)

    @property
    def condition(self) -> Q:
        """The cases of the reader's units and those below; every case for the mayor."""
        if self.is_everywhere:
            return Q()
        if not self.paths:
            return Q(pk=None)
        return reduce(or_, (Q(unit__path__startswith=path) for path in self.paths))

    def reaches(self, case: Case) -> bool:
        """Whether the case's unit is at or below one of the account's, or the case is its own."""
        inside = any(case.unit.path.startswith(path) for path in self.paths)
        return inside or self.is_everywhere or case.assignee_id == self.account.pk

    def roles_on(self, case: Case) -> frozenset[str]:
        """The roles the account brings to a case."""
        return self.roles if self.reaches(case) else frozenset()

    def may(self, verb: str, case: Case) -> bool:
        """Whether the account may do a verb to a case: by the policy, or because the case is its own."""
        if not self.roles & case_policy.verbs.get(verb, frozenset()):
            return False
        return verb not in case_policy.own_unit_only or self.reaches(case)


def standing_of(account: Account) -> Standing:
    """Return an account's standing; two queries."""
    return Standing(account, roles_of(account), tuple(units_of(account).values_list("path", flat=True)))


def roles_on(account: Account, case: Case) -> frozenset[str]:
    """Return the roles an account brings to a case: its own where it reaches the case, else none."""
    return standing_of(account).roles_on(case)
