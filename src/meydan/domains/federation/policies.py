"""Who may see how the visits went: everybody who works at the portal."""

from meydan.base.people.public import STAFF, StaffPolicy

visit_policy = StaffPolicy({"view": STAFF})
