"""`roles-sql`: what a PostgreSQL of one's own needs once."""

import click

from api.commands.opening import home_not_needed
from api.database.roles import operator_sql


@click.command("roles-sql")
@click.option("--owner", default="goodtalk_owner", show_default=True, metavar="ROLE", help="The role of GOODTALK_DATABASE_OWNER_URL.")
@click.option("--database", default="goodtalk", show_default=True, metavar="NAME", help="The database to make.")
@home_not_needed
def roles_sql(owner: str, database: str) -> None:
    """Print the SQL that makes goodtalk's roles and database on your own PostgreSQL 18; run it with psql as a superuser."""
    click.echo(operator_sql(owner, database=database), nl=False)
