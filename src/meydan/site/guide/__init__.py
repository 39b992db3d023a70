"""The city guide: map, layers, place pages."""
