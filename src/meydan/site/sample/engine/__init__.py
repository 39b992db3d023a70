"""The town generator: a seed and a place in, features and series out."""
