"""Writes of this room, one transaction each."""
