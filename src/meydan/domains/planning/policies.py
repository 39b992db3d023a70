"""Who puts plans on display and who answers objections."""

from meydan.base.people.public import STAFF, Role, StaffPolicy

plan_policy = StaffPolicy(
    {
        "see": STAFF,
        "display": (Role.MANAGER, Role.ADMINISTRATOR),
        "answer": (Role.MANAGER,),
    }
)
