"""Who may do what: one policy object per noun, asked with a verb."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied

from meydan.base.people.models import Account, OrgUnit, Role
from meydan.base.people.queries import roles_of, units_of

Actor = Account | AnonymousUser
STAFF = frozenset(Role.values)


class NotAllowed(PermissionDenied):
    """This account may not do this; pages answer with a kind 403."""


class Policy:
    """Nobody may do anything until a subclass says who may."""

    def may(self, account: Actor, verb: str, thing: object = None) -> bool:
        """Whether an account may do a verb, to a thing when one is given."""
        return False

    def require(self, account: Actor, verb: str, thing: object = None) -> None:
        """
        Go on only if the account may.

        :raises NotAllowed: if it may not
        """
        if not self.may(account, verb, thing):
            raise NotAllowed(f"{account} may not {verb}")


class StaffPolicy(Policy):
    """
    Roles for each verb, and optionally only within one's own units.

    :param verbs: verb -> the roles that may do it; a verb not named is refused to everyone
    :param own_unit_only: verbs for which the thing's unit must be at or below one of the account's units
    :param everywhere: roles that reach every unit all the same
    """

    def __init__(
        self,
        verbs: Mapping[str, Iterable[str]],
        *,
        own_unit_only: Iterable[str] = (),
        everywhere: Iterable[str] = (Role.MAYOR, Role.ADMINISTRATOR),
    ) -> None:
        self.verbs = {verb: frozenset(map(str, roles)) for verb, roles in verbs.items()}
        self.own_unit_only = frozenset(own_unit_only)
        self.everywhere = frozenset(map(str, everywhere))

    def unit_of(self, thing: object) -> OrgUnit | None:
        """The unit a thing belongs to; a policy of another shape of thing overrides this."""
        if isinstance(thing, OrgUnit):
            return thing
        found = getattr(thing, "unit", None)
        return found if isinstance(found, OrgUnit) else None

    def may(self, account: Actor, verb: str, thing: object = None) -> bool:
        """Whether one of the account's roles has this verb, in this thing's unit where that counts."""
        roles = roles_of(account) & self.verbs.get(verb, frozenset())
        if not roles:
            return False
        if thing is None or verb not in self.own_unit_only or roles & self.everywhere:
            return True
        unit = self.unit_of(thing)
        if unit is None or not isinstance(account, Account):
            return False
        return any(unit.path.startswith(own.path) for own in units_of(account))


class UnitPolicy(StaffPolicy):
    """Everybody who works here sees who is responsible; the administrator changes it."""

    def __init__(self) -> None:
        super().__init__({"see": STAFF, "appoint": (Role.ADMINISTRATOR,), "invite": (Role.ADMINISTRATOR,)})


class OwnAccountPolicy(Policy):
    """Everybody keeps their own sign-in."""

    def may(self, account: Actor, verb: str, thing: object = None) -> bool:
        """Whether somebody is signed in and, when an account is named, it is their own."""
        return account.is_authenticated and (thing is None or thing == account)


unit_policy = UnitPolicy()
own_account = OwnAccountPolicy()
