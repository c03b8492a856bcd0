"""The words the coach uses, per language."""
