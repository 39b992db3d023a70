"""Letters, digits, numbers, ids and deadlines of Turkish, Persian and English: plain functions."""
