"""Signing in through systems outside: OpenID Connect, the national ones, and what is kept of a citizen."""
