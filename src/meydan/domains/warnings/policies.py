"""Who drafts, who lets out, who keeps the lists."""

from __future__ import annotations

from meydan.base.people.public import STAFF, Account, Actor, Role, StaffPolicy
from meydan.domains.warnings.models import PublicWarning


class WarningPolicy(StaffPolicy):
    """
    Whoever works here may draft; a manager or the mayor lets out, but never what they wrote themselves.

    The administrator keeps the machine and does not speak for the city.
    """

    def __init__(self) -> None:
        deciding = (Role.MANAGER, Role.MAYOR)
        super().__init__(
            {
                "see": STAFF,
                "draft": STAFF,
                "approve": deciding,
                "publish": deciding,
                "keep_lists": (Role.MANAGER, Role.ADMINISTRATOR),
            }
        )

    def may(self, account: Actor, verb: str, thing: object = None) -> bool:
        """Whether the role has the verb and, for an approval, the account wrote no part of the warning."""
        if not super().may(account, verb, thing):
            return False
        if verb != "approve" or not isinstance(thing, PublicWarning):
            return True
        return isinstance(account, Account) and account.pk not in (*thing.writers, thing.drafted_by_id)


warning_policy = WarningPolicy()
