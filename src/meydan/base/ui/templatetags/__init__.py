"""Template filters and tags of this room."""
