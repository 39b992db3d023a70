"""Who may see, compose and publish dashboards."""

from __future__ import annotations

from meydan.base.people.public import STAFF, Account, Actor, OrgUnit, Role, StaffPolicy, roles_of, units_of
from meydan.site.dashboards.models import Dashboard

PUBLISHING = (Role.MANAGER, Role.MAYOR, Role.ADMINISTRATOR)


class DashboardPolicy(StaffPolicy):
    """
    Everybody who works here composes for themselves and for colleagues; what everybody reads is published by
    whoever answers for a unit.
    """

    def __init__(self) -> None:
        super().__init__({"see": STAFF, "compose": STAFF, "edit": STAFF, "publish": PUBLISHING})

    def may(self, account: Actor, verb: str, thing: object = None) -> bool:
        """Whether the account may do the verb, to this dashboard when one is given."""
        if not super().may(account, verb):
            return False
        if not isinstance(thing, Dashboard) or not isinstance(account, Account):
            return thing is None
        if verb == "see":
            return _sees(account, thing)
        if verb == "edit":
            return _edits(account, thing)
        return True


def _sees(account: Account, thing: Dashboard) -> bool:
    if thing.visibility != Dashboard.Visibility.MINE or thing.owner_id == account.pk:
        return True
    # When its owner is gone somebody must be able to clear it away.
    return thing.owner_id is None and Role.ADMINISTRATOR in roles_of(account)


def _edits(account: Account, thing: Dashboard) -> bool:
    roles = {str(role) for role in roles_of(account)}
    if thing.is_public and not roles & set(map(str, PUBLISHING)):
        return False
    if thing.owner_id == account.pk:
        return True
    if thing.visibility == Dashboard.Visibility.MINE:
        return thing.owner_id is None and Role.ADMINISTRATOR in roles
    if Role.ADMINISTRATOR in roles:
        return True
    return Role.MANAGER in roles and (thing.owner_id is None or _within(account, thing.unit))


def _within(account: Account, unit: OrgUnit | None) -> bool:
    return unit is not None and any(unit.path.startswith(own.path) for own in units_of(account))


dashboard_policy = DashboardPolicy()
