"""A language model that misbehaves, and what the coach makes of it."""
