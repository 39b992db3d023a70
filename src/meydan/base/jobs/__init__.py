"""Work that happens after the answer: leased, fenced, retried."""
