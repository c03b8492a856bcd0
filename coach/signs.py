"""What a model's wording must look like: signs that can be read aloud, and a first person that says what the employee wants to talk about."""

import re
import unicodedata
from collections.abc import Iterable

from coach.guardrails import FORMAL
from coach.material import Language
from coach.words import tokens, unquoted

USUAL = frozenset(" .,;:?!'’‘-–—()…%€$£„“”\"«»0123456789")
MARKED = re.compile(r"\*\*|__|~~|&#?\w+;")
LABEL = re.compile(
    r"^\W*(?:(?:de|the) )?(?:vraag|vragen|question|assistant|user|system|systeem|coach|antwoord|answer|output)\b[^.?!]{0,12}:", re.IGNORECASE
)
LOOSE = re.compile(r"(?<![\w'’])[^\W\d_](?![\w'’])")
LETTERS_ALONE = frozenset("aiu")
WITH_FIGURES = re.compile(r"\w*\d\w*")
FIGURES = re.compile(r"\d+(?:e|de|ste|st|nd|rd|th|u|h|k|am|pm|x|km)?", re.IGNORECASE)


def strange_signs(text: str, sources: Iterable[str]) -> bool:
    """True for what cannot be read aloud and does not stand in the sources: other scripts and pictures, marks, spelled or shouted words."""
    there = "\n".join(sources)
    composed = unicodedata.normalize("NFC", text)
    odd = {sign for sign in composed if not is_usual(sign)} - set(there) - set(unicodedata.normalize("NFC", there))
    if odd or not text.isprintable() or "\ufffd" in text:
        return True
    bare, known = unquoted(text), {word.casefold() for word in re.findall(r"\w+", there)}
    loose = {letter.casefold() for letter in LOOSE.findall(bare)} - LETTERS_ALONE
    mixed = {word.casefold() for word in WITH_FIGURES.findall(bare) if not FIGURES.fullmatch(word)}
    words = [word for word in tokens(bare) if len(word) > 1]
    shouted = [word for word in words if word.isupper()]
    begins = text[:1].isalnum() or text[:1] in "„“\"«'’"
    return bool((loose | mixed) - known) or not begins or len(shouted) * 2 > len(words) or bool(MARKED.search(bare) or LABEL.search(bare))


def is_usual(sign: str) -> bool:
    """A sign of Dutch and English, accents included."""
    return sign in USUAL or (sign.isalpha() and (ord(sign) < 0x250 or 0x1E00 <= ord(sign) <= 0x1EFF))


TO_SPEAK_OF = {
    Language.NL: re.compile(
        r"\bik (?:wil|zou|hoop)\b.*\b(?:bespreken|vertellen|hebben|praten|delen|stilstaan|terugkijken|kijken|verkennen|weten|vragen)\b", re.I
    ),
    Language.EN: re.compile(
        r"\bI(?: want|(?: would|['’]d) (?:like|love)) to (?:talk|tell|discuss|raise|share|explore|look|bring|ask|know|speak)\b", re.I
    ),
}


def first_person(text: str, language: Language) -> bool:
    """True for a sentence that says what the employee wants to talk about, and nothing else of them."""
    begins = text.casefold().startswith(("ik ", "i ", "i'", "i’"))
    is_formal = language is Language.NL and FORMAL.search(text)
    return begins and "?" not in text and len(text) <= 300 and bool(TO_SPEAK_OF[language].search(text)) and not is_formal
