"""Turkish, Persian and English as equals: letters, digits, dates, numbers, ids."""
