"""What exists, what must always hold, and how it is read."""
