"""What staff keep for themselves at the desk."""
