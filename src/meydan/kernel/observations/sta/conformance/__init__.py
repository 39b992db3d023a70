"""The requirements of OGC 18-088 in our own words, each with a check against a service that answers."""
