"""Typed relations between any two things."""
