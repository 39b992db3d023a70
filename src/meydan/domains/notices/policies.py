"""Who writes notices and who puts them out."""

from meydan.base.people.public import STAFF, Role, StaffPolicy

# The workflow asks for a manager where a notice goes out; this says who sees the pages.
notice_policy = StaffPolicy(
    {
        "see": STAFF,
        "write": (Role.CLERK, Role.INSPECTOR, Role.MANAGER, Role.ADMINISTRATOR),
    }
)
