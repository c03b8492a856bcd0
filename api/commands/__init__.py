"""The commands of `python -m api`, one file for each."""
