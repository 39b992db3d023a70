"""A plan as plain data: read from its table, written back, compared. No Django, clock, file or network."""
