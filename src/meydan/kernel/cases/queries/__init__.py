"""Reads of the cases room."""
