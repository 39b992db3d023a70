"""Writes the sample town into the city's tables through the doors of their rooms."""
