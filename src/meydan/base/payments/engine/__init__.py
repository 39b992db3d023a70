"""Money in whole minor units, signed notices, and statements held against a book: numbers in, numbers out."""
