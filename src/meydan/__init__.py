"""Meydan: the town square. The operating platform of a municipality."""

__version__ = "0.1.0"
