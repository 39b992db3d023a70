"""Writes of the cases room; each is one transaction."""
