"""`schema`: what clients are promised, printed."""

from pathlib import Path

import click
from graphql import GraphQLSchema, lexicographic_sort_schema, print_schema

from api.commands.opening import home_not_needed
from api.roots import SCHEMA

FILE = Path(__file__).parents[2] / "schema" / "schema.graphql"


@click.command()
@click.option("--check", is_flag=True, help="Compare with schema/schema.graphql instead; exit code 1 when it differs.")
@click.option("--write", is_flag=True, help="Write schema/schema.graphql instead.")
@home_not_needed
def schema(*, check: bool, write: bool) -> None:
    """Print the GraphQL schema, sorted."""
    text = printed(SCHEMA._schema)  # strawberry has no public name for it
    if write:
        FILE.write_text(text, encoding="utf-8")
        click.echo(f"Wrote {FILE}.")
    elif check:
        if not FILE.exists() or FILE.read_text(encoding="utf-8") != text:
            raise click.ClickException("schema/schema.graphql is not what the code says: run `python -m api schema --write` and read the difference.")
        click.echo("schema/schema.graphql is what the code says.")
    else:
        click.echo(text, nl=False)


def printed(graph: GraphQLSchema) -> str:
    """The schema as SDL, everything in alphabetical order."""
    return print_schema(lexicographic_sort_schema(graph)) + "\n"
