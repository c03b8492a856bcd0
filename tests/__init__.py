"""What goodtalk promises, as sentences that can fail."""
