"""What the coach may say, and what it says."""
