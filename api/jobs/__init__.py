"""What follows from a change, and what is done every so often: the relay, the worker and its tasks."""
