"""Compiles a GraphQL document, once, to one SQL statement that returns the JSON."""
