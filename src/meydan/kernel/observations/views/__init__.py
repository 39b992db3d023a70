"""Pages of this room, one noun a file."""
