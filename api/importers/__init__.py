"""Brings in what an organisation already has in files: its people, roles, development options and career paths."""
