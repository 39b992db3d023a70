"""One search over the city."""
