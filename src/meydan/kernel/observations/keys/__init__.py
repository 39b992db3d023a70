"""Keys of machines on the desk: made, bound, revoked."""
