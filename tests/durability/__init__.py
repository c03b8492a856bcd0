"""What was acknowledged stays, whoever dies: servers, workers and PostgreSQL are killed here, at random, while people write."""
