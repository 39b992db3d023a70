"""Who acts: accounts, organisational units, posts, and who may do what."""
