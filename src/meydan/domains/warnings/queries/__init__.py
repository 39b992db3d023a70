"""Reads: what is in force, what is in work, who is told, and a warning as a CAP message."""
