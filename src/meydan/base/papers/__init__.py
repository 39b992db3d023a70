"""Papers of the municipality: numbered, unchangeable, checkable by anyone who holds one."""
