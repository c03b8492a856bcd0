"""The doors of what can be done, one file per noun."""
