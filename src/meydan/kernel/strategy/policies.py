"""Who may do what with the plan."""

from __future__ import annotations

from meydan.base.people.public import STAFF, Actor, NotAllowed, OrgUnit, Role, StaffPolicy
from meydan.kernel.strategy.models import Indicator
from meydan.kernel.strategy.routinesetup import smart_unit

# Whoever answers for the work in a unit speaks of its actions; the mayor and the administrator of all of them.
plan_policy = StaffPolicy(
    {
        "see": STAFF,
        "say": (Role.MANAGER, Role.MAYOR, Role.ADMINISTRATOR, Role.CLERK),
        # A plan's table is brought in by whoever leads a unit; what the council decided is entered at the top.
        "register": (Role.MANAGER, Role.MAYOR, Role.ADMINISTRATOR),
        # A report is frozen by whoever answers for the plan as a whole.
        "freeze": (Role.MANAGER, Role.MAYOR, Role.ADMINISTRATOR),
        "publish": (Role.MAYOR, Role.ADMINISTRATOR),
    },
    own_unit_only=("say",),
)


# Officers answer what no record can tell about how far the city is; those who lead close a year.
maturity_policy = StaffPolicy(
    {
        "see": STAFF,
        "answer": (Role.MANAGER, Role.CLERK, Role.ADMINISTRATOR),
        "freeze": (Role.MANAGER, Role.MAYOR, Role.ADMINISTRATOR),
    }
)


class IndicatorPolicy(StaffPolicy):
    """The officers of the unit that keeps a figure type it in; the administrator types any."""

    def __init__(self) -> None:
        super().__init__(
            {"see": STAFF, "type": (Role.MANAGER, Role.CLERK, Role.ADMINISTRATOR)}, own_unit_only=("type",)
        )

    def unit_of(self, thing: object) -> OrgUnit | None:
        """The unit that keeps the figure."""
        return OrgUnit.objects.filter(code=thing.kept_by).first() if isinstance(thing, Indicator) else None


indicator_policy = IndicatorPolicy()


class UnitPolicy(StaffPolicy):
    """Everybody who works here sees what is due; the smart-city unit runs it, and so do those at the top."""

    def __init__(self) -> None:
        super().__init__(
            {"see": STAFF, "run": (Role.MANAGER, Role.CLERK, Role.MAYOR, Role.ADMINISTRATOR)},
            own_unit_only=("run",),
        )

    def may_run(self, account: Actor) -> bool:
        """Whether an account works in the smart-city unit or stands above it."""
        unit = smart_unit()
        if unit is None:
            return bool(self.may(account, "run") and self.may(account, "run", object()))
        return self.may(account, "run", unit)

    def require_run(self, account: Actor) -> None:
        """
        Go on only if the account runs the unit's desk.

        :raises NotAllowed: if it does not
        """
        if not self.may_run(account):
            raise NotAllowed(f"{account} does not run the unit's desk")


unit_policy = UnitPolicy()
