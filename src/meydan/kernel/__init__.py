"""The five nouns of the city, each standing on the ones before it."""
