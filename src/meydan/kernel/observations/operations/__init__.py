"""Writes: what is registered, taken in, gathered and closed."""
