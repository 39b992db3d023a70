"""The Open311 GeoReport v2 door: other programs report here and read what became of reports."""
