"""What is written in this room, one step a file."""
