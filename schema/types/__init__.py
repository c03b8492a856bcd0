"""GraphQL types: what each field is called, what it means, and which SQL it is."""
