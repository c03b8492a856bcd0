"""Doors and verbs: HTTP, auth, GraphQL roots and mutations, actions, jobs, command line, database."""
