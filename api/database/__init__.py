"""Where everything is kept: one PostgreSQL, who may open it, and how a transaction of a person begins."""
