"""Fixtures of this folder."""

from meydan.kernel.observations.tests.live.served import empty_home, look, square

__all__ = ["empty_home", "look", "square"]
