"""What a reader sees, in the language of the moment."""
