"""The kinds of panels this room brings: one file each, with its settings, what it reads and what it shows."""
