"""What was read, in words, lines and points."""
