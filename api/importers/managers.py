"""Who manages whom, as a file says it: nobody unknown, and nobody in a circle."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from api.importers.report import RefusedLine


@dataclass(frozen=True)
class Managed:
    """Who a line says manages somebody, by e-mail: None where it does not say, empty for nobody."""

    number: int
    email: str
    manager: str | None


def wrongly_managed(lines: Sequence[Managed], there: Mapping[str, str | None]) -> list[RefusedLine]:
    """The lines whose manager cannot be. `there`: everybody who works here now, with their manager.

    A refused line brings nobody in, which may cost others of the file their manager: so until nothing is wrong any more.
    """
    good = {line.email: line for line in lines}
    refused: list[RefusedLine] = []
    while wrong := dict(_unknown(good, there)) or dict(_circles(good, there)):
        refused.extend(RefusedLine(good.pop(email).number, "manager_email", reason) for email, reason in wrong.items())
    return refused


def _unknown(good: Mapping[str, Managed], there: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    for email, line in good.items():
        if line.manager == email:
            yield email, "nobody manages themselves: name somebody else, or leave it empty."
        elif line.manager and line.manager not in good and line.manager not in there:
            yield email, f"{line.manager!r} works here nowhere, and no good line of this file brings them in: correct it, or add them."


def _circles(good: Mapping[str, Managed], there: Mapping[str, str | None]) -> Iterator[tuple[str, str]]:
    done: set[str] = set()
    for start in good:
        walk: dict[str, None] = {}
        one: str | None = start
        while one and one not in walk and one not in done:
            walk[one] = None
            one = _manager(one, good, there)
        if one in walk:
            circle = list(walk)[list(walk).index(one) :]
            told = " → ".join([*circle, circle[0]])
            reason = f"they manage each other in a circle ({told}): correct one of these lines."
            yield from ((email, reason) for email in circle if email in good and good[email].manager)
        done.update(walk)


def _manager(email: str, good: Mapping[str, Managed], there: Mapping[str, str | None]) -> str | None:
    line = good.get(email)
    return there.get(email) if line is None or line.manager is None else line.manager
