"""Pure arithmetic shared by engines: numbers in, numbers out."""
