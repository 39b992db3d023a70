"""The only engine-specific SQL of this room: the geometry index and the word index, one file a database."""
