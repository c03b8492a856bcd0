"""Pure functions: who may do what and when."""
