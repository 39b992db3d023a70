"""SensorThings over MQTT (OGC 18-088, 14): observations come in, what is new goes out, through a broker."""
