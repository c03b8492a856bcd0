"""Finds what is worth reading."""
