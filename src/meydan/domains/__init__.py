"""What a city does with the nouns; domains do not know each other."""
