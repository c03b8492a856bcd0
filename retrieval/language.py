"""Which of the two languages a text is written in, as far as its small words tell."""

import re

from schema.tables.enums import Language

WORDS = re.compile(r"[^\W\d_]+")
DUTCH = frozenset(
    "de het een en van ik je jij hij wij we ze zij niet dat die dit er aan op te met voor naar bij ook maar nog wel om uit over door dan "
    "als wat wie waar hoe heb heeft hebben was waren zijn ben bent wordt worden kan moet mijn jouw onze geen al zo veel meer".split()
)
ENGLISH = frozenset(
    "the a an and of i you he she we they not that this there to with for from at also but still out over by than then as what who "
    "where how have has had were are am be been will would can must my your our no so much more it is do does did".split()
)


def language_of(text: str) -> Language | None:
    """The language with more of its small words in the text; none where they tell nothing."""
    words = [word.lower() for word in WORDS.findall(text)]
    dutch, english = sum(word in DUTCH for word in words), sum(word in ENGLISH for word in words)
    if dutch == english:
        return None
    return Language.NL if dutch > english else Language.EN
