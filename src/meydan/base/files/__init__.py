"""Files that leave the house: written whole or not at all, and harmless to open."""
