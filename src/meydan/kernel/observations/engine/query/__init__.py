"""The query language of SensorThings 1.1: text in, a checked syntax tree out. No tables, no clock."""
