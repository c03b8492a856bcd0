"""What people can do and see, told through the schema."""
