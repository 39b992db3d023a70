"""The door of OGC SensorThings 1.1 (18-088): HTTP over the tables of this room."""
