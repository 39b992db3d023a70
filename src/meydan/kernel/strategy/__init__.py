"""What the city promised, who owns it, and how far it is."""
