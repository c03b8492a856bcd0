"""Takes a few words out of a line, as they stand there, so that they can be quoted without saying something else."""

import re
from itertools import islice, takewhile

from coach.facts import negated
from coach.material import Language
from coach.words import SMALL, any_of, carries_content, tokens

MOST_WORDS = 16
"""Longer than this nobody listens to the end of a quotation."""
MOST_WHOLE = 20
"""One sentence may be this long where there is room, before anything of it is cut off."""

SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")
BORDER = re.compile(r",\s+|;\s+|\s+[–—-]\s+|\s+(?=(?:omdat|want|zodat|doordat|because|since|so that)\s)", re.IGNORECASE)
POINTING: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"^(?:het|er|dan)\b|(?<!\w)(?:ze|hij|zij|hem|dit|deze|daar\w*|hier\w*|er(?:mee|van|over|aan|bij|uit|op|in)|eentje|toen|zo|dus)(?!\w)|"
        r"(?<!\w)(?:dat|die)(?!\s+(?:ik|je|jij|we|wij|het|de|een|er|mijn|onze|mensen|iemand|iedereen|niemand|alles)\b)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:it|its|this|they|them|he|she|those|these|there|then|so|which)(?!\w)|"
        r"(?<!\w)that(?!\s+(?:i|you|we|the|a|an|my|our|people|someone|everyone|nobody|everything)\b)(?!\w)",
        re.IGNORECASE,
    ),
}
"""Words that point back to a sentence before; without it they say nothing."""

PHRASE: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(r"\s+(?=(?:in|op|met|voor|van|bij|naar|over|door|tijdens|zonder|via|samen|om)\s)"),
    Language.EN: re.compile(r"\s+(?=(?:in|on|with|for|at|from|about|during|without|together|across|through)\s)"),
}
"""Where a phrase begins that may be left away, if nothing better is found."""

BRACKET: dict[Language, re.Pattern[str]] = {
    Language.NL: any_of(
        r"dat|die|als|wanneer|of|hoe|wat|omdat|toen|terwijl|zodat|waar\w*|heb|hebt|heeft|hebben|had|ben|bent|is|zijn|was|waren|wil|wilt|willen|"
        r"zou|zouden|kan|kun|kunnen|moet|moeten|mag|ga|gaat|gaan|word|wordt|worden|laat|laten"
    ),
    Language.EN: any_of(r"that|because|if|when|which|who|how|what|whether|while"),
}
"""What opens a clause that is only whole with its last word."""

TURNING = any_of(r"maar|tenzij|mits|als|behalve|alleen|hoewel|ook al|eerst|pas|liever|but|unless|if|except|only|although|though|rather")
"""What comes after one of these changes what came before, so nothing is cut off there."""

UNQUOTABLE = re.compile(r"https?://|www\.|@\w|[{}<>\[\]|\\`]|(?:\d[ .-]?){9,}")
"""Addresses, code and long numbers read badly aloud."""


def words_of(text: str, language: Language, most: int = MOST_WORDS, cue: re.Pattern[str] | None = None, *, only_telling: bool = False) -> str | None:
    """At most `most` words out of a text, cut where a thought ends; nothing where a cut would change what was said.

    Of several sentences the one with the `cue` comes first, since that is what the question is about; with `only_telling` it stands alone
    even where all of them would fit.
    """
    most, whole_most = min(most, MOST_WORDS), min(most, MOST_WHOLE)
    if UNQUOTABLE.search(text) or not tokens(text):
        return None
    whole = tidy(text)
    sentences = [tidy(sentence) for sentence in SENTENCES.split(text.strip()) if tokens(sentence)]
    if length(whole) <= most:
        alone = one_telling(sentences, language, cue) if only_telling and cue else None
        return ended(alone or whole)
    telling = [sentence for place, sentence in enumerate(sentences) if stands_alone(sentence, place, language, cue)]
    telling.sort(key=lambda sentence: not (cue and cue.search(sentence)))
    found = (ended(one) if length(one) <= whole_most else shortened(one, language, most, cue) for one in telling)
    return next((words for words in found if words), None)


def one_telling(sentences: list[str], language: Language, cue: re.Pattern[str]) -> str | None:
    """The one sentence of several that holds the cue, where it says something by itself and no other turns it around."""
    told = [place for place, sentence in enumerate(sentences) if cue.search(sentence)]
    if len(told) != 1 or len(sentences) < 2:
        return None
    sentence = sentences[told[0]]
    return sentence if stands_alone(sentence, told[0], language, cue) and not turns(" ".join(sentences[told[0] + 1 :]), language) else None


def stands_alone(sentence: str, place: int, language: Language, cue: re.Pattern[str] | None) -> bool:
    """True for a sentence that says something without the one before it: more than its cue ("Hoe precies is nog open")."""
    if place == 0:
        return says_something(sentence, language)
    bare = cue.sub(" ", sentence) if cue else sentence
    return says_something(bare, language) and not POINTING[language].search(sentence)


def tidy(sentence: str) -> str:
    """One line, with single marks for the quotations in it, since it will stand in one itself."""
    return re.sub(r"\s+", " ", re.sub(r"[„“”\"«»]", "'", sentence)).strip()


def shortened(sentence: str, language: Language, most: int, cue: re.Pattern[str] | None = None) -> str | None:
    """One sentence, whole if it is short, else up to a border after which nothing turns it around; the `cue` is never cut off."""
    if length(sentence) <= most:
        return ended(sentence)
    end, told = too_far(sentence, most), cue if cue and cue.search(sentence) else None
    for pattern in (BORDER, PHRASE[language]):
        held = BRACKET[language] if pattern is not BORDER else None
        borders = takewhile(lambda border: border <= end, (match.start() for match in pattern.finditer(sentence)))
        for border in reversed(list(borders)):
            head, tail = sentence[:border], sentence[border:]
            if held and held.search(head):
                continue  # the verb that ends the clause would be lost
            if told and not told.search(head):
                continue  # what the question is about would be lost
            if 4 <= length(head) <= most and not turns(tail, language) and head.split()[-1].casefold() not in SMALL[language]:
                return f"{ended(head)} …"
    return None


def too_far(sentence: str, most: int) -> int:
    """A place in a sentence up to which it surely has more than `most` words, whatever names stand in it: no border behind it fits."""
    surely = (word.end() for word in SURELY_ONE.finditer(sentence))
    return next(islice(surely, most + 1, None), len(sentence))


SURELY_ONE = re.compile(r"(?<!\S)(?!(?:van|de|der|den|el|al|von|la|le)(?:\W|$))[^\sA-ZÀ-Þ]\S*")
"""A word that `length` takes for one by itself: neither written with a capital nor a little word within a name."""


def turns(tail: str, language: Language) -> bool:
    """True where what is left out denies or limits what stays."""
    return negated(tail, language) or bool(TURNING.search(tail))


def length(text: str) -> int:
    """Words of a text; capitalised words in a row count as one, so that nobody's name makes a difference."""
    return len(re.sub(r"(?<=\s)([A-ZÀ-Þ][\w'’-]*)(?:\s+(?:(?:van|de|der|den|el|al|von|la|le)\s+)*[A-ZÀ-Þ][\w'’-]*)+", r"\1", text).split())


def ended(words: str) -> str:
    """The words without the mark that ended them; but a question stays one."""
    bare = words.rstrip(" .,;:!?…-–").lstrip(" -–•*")
    return f"{bare}?" if bare and words.rstrip(" .!…").endswith("?") else bare


LONGEST_QUOTE = 240
"""Characters of a source that are shown beside a question or a sentence."""


def glimpse(text: str) -> str:
    """As much of a text as can be taken in at a glance."""
    text = text.strip()
    return text if len(text) <= LONGEST_QUOTE else text[:LONGEST_QUOTE].rsplit(" ", 1)[0]


def says_something(sentence: str, language: Language) -> bool:
    """True for a sentence with two words of its own, or with one among some others ("Ik wil meer met data doen")."""
    words = tokens(sentence)
    own = sum(carries_content(word, language) for word in words)
    return own >= 2 or (own == 1 and len(words) >= 4)
