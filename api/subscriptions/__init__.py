"""What can be followed: one file per noun."""
