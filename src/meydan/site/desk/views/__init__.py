"""Pages of the desk, one purpose a file."""
