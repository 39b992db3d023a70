"""Writes of the plan and its indicators."""
