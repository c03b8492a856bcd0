"""`python -m api`."""

from api.cli import cli

if __name__ == "__main__":
    cli(prog_name="python -m api")
