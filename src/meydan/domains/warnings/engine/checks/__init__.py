"""What the schema does not see: one file for each kind of fault, ``whole`` calls them in turn."""
