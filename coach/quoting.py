"""Takes a few words out of a line, as they stand there, so that they can be quoted without saying something else."""

import re

from coach.facts import negated
from coach.material import Language
from coach.words import SMALL, carries_content, tokens

MOST_WORDS = 13
"""With the longest frame around it a question stays within thirty words."""

SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
BORDER = re.compile(r",\s+|;\s+|\s+[–—-]\s+|\s+(?=(?:omdat|want|zodat|doordat|because|since|so that)\s)", re.IGNORECASE)
TURNING = re.compile(
    r"(?<!\w)(?:maar|tenzij|mits|als|behalve|alleen|hoewel|ook al|eerst|pas|liever|but|unless|if|except|only|although|though|rather)(?!\w)",
    re.IGNORECASE,
)
"""What comes after one of these changes what came before, so nothing is cut off there."""

UNQUOTABLE = re.compile(r"https?://|www\.|@\w|[{}<>\[\]|\\`]|(?:\d[ .-]?){9,}")
"""Addresses, code and long numbers read badly aloud."""


def words_of(text: str, language: Language) -> str | None:
    """At most thirteen words out of a text, cut where a thought ends; nothing where a cut would change what was said."""
    tidy = re.sub(r"\s+", " ", re.sub(r"[„“”\"«»]", "'", text)).strip()
    if UNQUOTABLE.search(text) or not tokens(tidy):
        return None
    if length(tidy) <= MOST_WORDS and len(SENTENCES.split(tidy)) == 1:
        return ended(tidy)
    sentences = [sentence for sentence in SENTENCES.split(text.strip()) if tokens(sentence)]
    sentences = [re.sub(r"\s+", " ", re.sub(r"[„“”\"«»]", "'", sentence)).strip() for sentence in sentences]
    for sentence in sentences:
        if says_something(sentence, language) and (found := shortened(sentence, language)):
            return found
    return None


def shortened(sentence: str, language: Language) -> str | None:
    """One sentence, whole if it is short, else up to a border after which nothing turns it around."""
    if length(sentence) <= MOST_WORDS:
        return ended(sentence)
    borders = [match.start() for match in BORDER.finditer(sentence)]
    for border in reversed(borders):
        head, tail = sentence[:border], sentence[border:]
        if 4 <= length(head) <= MOST_WORDS and not turns(tail, language):
            return f"{ended(head)} …"
    head, tail = at_word(sentence, language)
    return None if turns(tail, language) else f"{ended(head)} …"


def at_word(sentence: str, language: Language) -> tuple[str, str]:
    """The sentence cut after its last full word within the limit."""
    words = sentence.split()
    cut = MOST_WORDS - 1
    while cut > 4 and words[cut - 1].strip(",;:").casefold() in SMALL[language]:
        cut -= 1
    return " ".join(words[:cut]), " ".join(words[cut:])


def turns(tail: str, language: Language) -> bool:
    """True where what is left out denies or limits what stays."""
    return negated(tail, language) or bool(TURNING.search(tail))


def length(text: str) -> int:
    """Words of a text; capitalised words in a row count as one, so that nobody's name makes a difference."""
    return len(re.sub(r"(?<=\s)([A-ZÀ-Þ][\w'’-]*)(?:\s+(?:(?:van|de|der|den|el|al|von|la|le)\s+)*[A-ZÀ-Þ][\w'’-]*)+", r"\1", text).split())


def ended(words: str) -> str:
    """The words without the mark that ended them."""
    return words.rstrip(" .,;:!?…-–").lstrip(" -–•*")


def says_something(sentence: str, language: Language) -> bool:
    """True for a sentence with two words of its own, or with one among some others ("Ik wil meer met data doen")."""
    words = tokens(sentence)
    own = sum(carries_content(word, language) for word in words)
    return own >= 2 or (own == 1 and len(words) >= 4)
