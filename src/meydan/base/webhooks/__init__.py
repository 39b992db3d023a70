"""Other systems hear of what happens here, signed, at least once, until they said that they have it."""
