"""A believable town made from a seed, shown as the sample it is."""
