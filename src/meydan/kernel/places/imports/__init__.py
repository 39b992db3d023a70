"""Files on their way in: OpenStreetMap, GeoJSON and tables, each all or nothing."""
