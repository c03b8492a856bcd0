"""Measures how good the coach's questions are and how well its checker tells right sentences from wrong ones."""
