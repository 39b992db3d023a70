"""Geometry, distances, tiers and vector tiles: numpy and shapely in, numpy and bytes out."""
