"""Who may do what with a body: everybody here reads, its secretary's unit keeps it."""

from __future__ import annotations

from meydan.base.people.public import STAFF, OrgUnit, Role, StaffPolicy
from meydan.kernel.cases.engine.bodies import Body


class BodyPolicy(StaffPolicy):
    """Agendas and minutes are for everybody who works here; keeping them is for the secretary's unit."""

    def __init__(self) -> None:
        super().__init__(
            {
                "see": STAFF,
                # Members vote from their own account, whatever their role.
                "vote": STAFF,
                "keep": (Role.CLERK, Role.MANAGER, Role.ADMINISTRATOR),
                "seat": (Role.MANAGER, Role.ADMINISTRATOR),
            },
            own_unit_only=("keep", "seat"),
        )

    def unit_of(self, thing: object) -> OrgUnit | None:
        """A body is kept by its secretary's unit."""
        if isinstance(thing, Body):
            return OrgUnit.objects.filter(code=thing.secretary_unit).first()
        return super().unit_of(thing)


body_policy = BodyPolicy()
