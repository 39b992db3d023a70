"""Who may see which pack a home stands on."""

from meydan.base.people.public import STAFF, StaffPolicy

# Everybody who works here may see which law their clocks rest on and whether a lawyer has read it.
pack_policy = StaffPolicy({"read": STAFF})
