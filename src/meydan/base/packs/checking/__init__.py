"""Finds what is wrong in a pack before a city stands on it."""
