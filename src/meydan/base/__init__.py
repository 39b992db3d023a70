"""Plumbing without city nouns: each room serves every storey above it."""
