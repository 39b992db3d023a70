"""Air, noise, water and weather: measured, explained, answered."""
