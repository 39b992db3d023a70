"""What happened below, told above: typed, in the same transaction, at least once."""
