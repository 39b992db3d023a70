"""Writes of the forms room, one transaction each."""
