"""What a text must be before it is kept."""

import unicodedata

from schema.rules.refusals import Unfit

LONGEST = 10_000
"""Characters of any text."""


def kept(text: str, field: str) -> str:
    """The text as it is kept: trimmed, 1 to 10,000 characters, whole characters only. Raises `Unfit`."""
    trimmed = text.strip()
    if not any(unicodedata.category(sign)[0] not in "CZ" for sign in trimmed):
        raise Unfit(field, "Schrijf hier iets; een lege tekst bewaren we niet.", "Write something here; an empty text is not kept.")
    if len(trimmed) > LONGEST:
        nl = f"De tekst is {len(trimmed)} tekens lang; maak er hooguit 10.000 van."
        raise Unfit(field, nl, f"The text has {len(trimmed)} characters; make it 10,000 at most.")
    if "\0" in trimmed or not is_whole(trimmed):
        nl = "De tekst bevat tekens die geen tekst zijn; haal ze weg."
        raise Unfit(field, nl, "The text holds characters that are no text; take them out.")
    return trimmed


def is_whole(text: str) -> bool:
    """False where half a character stands in it: a surrogate without the other half, which no file or database keeps."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return False
    return True
