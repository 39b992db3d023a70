"""What people fill in: forms as versioned data, drafts that wait, and one submission."""
