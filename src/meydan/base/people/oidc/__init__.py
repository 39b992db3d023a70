"""Access tokens of an OpenID Connect issuer: whether they are good, and whose they are."""
