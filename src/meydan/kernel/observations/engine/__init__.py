"""Pure arithmetic on observations: batches, civil buckets, rules. No tables, no clock."""
