"""Who makes budgets, who enters paper, who counts."""

from meydan.base.people.public import STAFF, Role, StaffPolicy

budget_policy = StaffPolicy(
    {
        "see": STAFF,
        "enter": STAFF,
        "make": (Role.MANAGER, Role.ADMINISTRATOR),
        "count": (Role.MANAGER, Role.ADMINISTRATOR),
    }
)
hearing_policy = StaffPolicy(
    {
        "see": STAFF,
        "enter": STAFF,
        "answer": (Role.MANAGER, Role.CLERK, Role.ADMINISTRATOR),
        "make": (Role.MANAGER, Role.ADMINISTRATOR),
    }
)
stakeholder_policy = StaffPolicy({"see": STAFF, "keep": (Role.MANAGER, Role.CLERK, Role.ADMINISTRATOR)})

idea_policy = StaffPolicy(
    {
        "see": STAFF,
        "answer": (Role.MANAGER, Role.MAYOR, Role.ADMINISTRATOR),
    }
)
