"""What differs between countries and cities, as data."""
