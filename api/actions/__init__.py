"""The only code that changes a noun; one function is one thing a person can do."""
