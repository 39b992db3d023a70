"""Writes of what SensorThings calls entities: made, changed, removed, with everything that hangs on them."""
