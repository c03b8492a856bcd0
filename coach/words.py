"""Words as the coach compares them: tokens, light stems, and the small words that carry no content."""

import re
import unicodedata
from collections.abc import Collection, Set
from functools import lru_cache

from coach.material import Language

WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*", re.UNICODE)
QUOTED = re.compile(r"[„“\"«]([^„“”\"«»]*)[”“\"»]")


def any_of(words: str) -> re.Pattern[str]:
    """A pattern for any of some words or phrases with `|` between them, in capitals or not."""
    return re.compile(rf"(?<!\w)(?:{words})(?!\w)", re.IGNORECASE)


def as_word(word: str, flags: int = 0) -> re.Pattern[str]:
    """A pattern for a word or a name where it stands by itself."""
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", flags)


def listed(words: str) -> frozenset[str]:
    """The words of a list that is written as one text."""
    return frozenset(words.split())


def paired(pairs: str) -> dict[str, str]:
    """A table that is written as `form:word` after `form:word`."""
    return dict(pair.split(":", 1) for pair in re.split(r"\s+", pairs.strip()))


SMALL: dict[Language, frozenset[str]] = {
    Language.NL: listed(
        """de het een 't 'n der des den die dat deze dit dan dus daar daarin daarmee daarvan daarbij daarover daarom daarvoor er
        erin erbij ermee ervan erover eraan erop hier hierin hiermee hierover hiervoor hieraan hierbij waar waarin waarmee
        waarvan waarbij waarover waaraan waarvoor ik jij je jou jouw u uw hij zij ze hem haar hun hen wij we ons onze jullie mij
        me mijn zich zichzelf jezelf mezelf zelf men iemand iets iedereen ieder elke elk alle alles allemaal beide beiden wie
        wat welke welk hoe wanneer waarom en of maar want omdat doordat zodat als toen terwijl hoewel tot te om aan bij in op
        met naar van voor over uit af om onder tussen door na tegen zonder sinds tijdens per via binnen buiten rond rondom
        richting ook nog al wel niet geen nooit niets niks niemand nergens eens even toch weer heel erg zeer vrij best steeds
        altijd soms vaak meestal nu straks later eerder net pas zo zoals ongeveer bijna vooral verder daarna daarnaast bovendien
        echter ben bent is zijn was waren geweest wordt worden werd werden geworden word heb hebt heeft hebben had hadden gehad
        kan kun kunt kunnen kon konden gekund wil wilt willen wilde wilden wou gewild zal zult zullen zou zouden moet moeten
        moest moesten mag mogen mocht mochten hoef hoeft hoeven ga gaat gaan ging gingen gegaan doe doet doen deed deden gedaan
        laat laten liet laten blijf blijft blijven bleef bleven gebleven kom komt komen kwam kwamen gekomen meer minder veel
        weinig wat ander andere anders zelfde dezelfde hetzelfde ja nee zich d'r m'n z'n"""
    ),
    Language.EN: listed(
        """a an the this that these those there here then thus so i you he she it we they me him her us them my your his its our
        their mine yours hers ours theirs myself yourself himself herself itself ourselves themselves one someone somebody
        something anyone anything everyone everybody everything all both each every any some who whom whose which what where
        when how why and or but because since if while although though until till to of in on at by for with about into onto
        from over under between after before during through against without within out off up down around as than too also still
        already not no never nothing nobody none nowhere yet just even again very quite rather really always sometimes often
        usually now later soon only almost mostly further moreover however am is are was were be been being have has had having
        do does did doing done can could will would shall should may might must need needs needed ought let lets get gets got
        getting go goes going went gone come comes came coming more less much many few little other others another same such own
        yes n't s t d ll re ve m don't doesn't didn't isn't aren't wasn't weren't haven't hasn't hadn't can't cannot couldn't
        won't wouldn't shouldn't i'm i'll i'd i've you're you'll you've he's she's it's we're we'll we've they're they'll
        they've that's there's let's want wants wanted"""
    ),
}
"""Words without content of their own."""

REPORTING: dict[Language, frozenset[str]] = {
    Language.NL: listed(
        """noteerde noteren vertelde vertelt zei zegt gaf geeft aan noemde noemt besprak besproken bespreken bespreekt sprak
        spraken spreken gesproken af afgesproken afspraak afspraken kwam ter sprake stond agenda vorige keer vandaag gesprek
        deelde vindt vond samen ook verder onderwerp punt gevraagd vraagt vroeg wenst graag plan plannen"""
    ),
    Language.EN: listed(
        """noted notes said says told tells mentioned mentions discussed discuss talked talks talk spoke agreed agree agreement
        agenda last time today shared shares came up addition also both together asked asks topic point would like likes plan
        plans planned"""
    ),
}
"""Words with which a report says that something was said."""

IRREGULAR: dict[Language, dict[str, str]] = {
    Language.NL: paired(
        """gesproken:spreek sprak:spreek spraken:spreek spreken:spreek geschreven:schrijf schreef:schrijf schrijven:schrijf
        genomen:neem nam:neem namen:neem nemen:neem gebracht:breng bracht:breng brachten:breng gevonden:vind vond:vind
        vonden:vind gekregen:krijg kreeg:krijg kregen:krijg gegeven:geef gaf:geef gaven:geef geven:geef gelopen:loop liep:loop
        liepen:loop gezien:zie zag:zie zagen:zie zien:zie ziet:zie gehouden:houd hield:houd houdt:houd hou:houd houden:houd
        begonnen:begin begon:begin begint:begin beginnen:begin gekozen:kies koos:kies kiezen:kies geholpen:help hielp:help
        hielpen:help gedacht:denk dacht:denk gezocht:zoek zocht:zoek gekocht:koop kocht:koop verkocht:verkoop geweten:weet
        wist:weet weten:weet stond:sta stonden:sta staat:sta staan:sta zat:zit zaten:zit zitten:zit gezeten:zit lag:lig
        lagen:lig liggen:lig gelezen:lees las:lees lezen:lees afgesproken:afspreek spreekt:spreek overnemen:overneem
        overgenomen:overneem neemt:neem deelnemen:deelneem meenemen:meeneem"""
    ),
    Language.EN: paired(
        """bought:buy brought:bring thought:think taught:teach caught:catch made:make took:take taken:take gave:give given:give
        found:find knew:know known:know saw:see seen:see met:meet left:leave felt:feel kept:keep held:hold heard:hear ran:run
        sent:send spent:spend built:build lost:lose paid:pay sold:sell told:tell said:say wrote:write written:write spoke:speak
        spoken:speak began:begin begun:begin chose:choose chosen:choose drove:drive driven:drive ate:eat eaten:eat fell:fall
        forgot:forget forgotten:forget became:become broke:break broken:break read:read understood:understand slept:sleep
        won:win wore:wear stood:stand sat:sit children:child people:person men:man women:woman better:good best:good worse:bad
        worst:bad finds:find wishes:wish"""
    ),
}
"""Forms that no ending explains."""

SUFFIXES: dict[Language, tuple[str, ...]] = {
    Language.NL: ("heden", "heid", "ingen", "ing", "tjes", "tje", "jes", "je", "den", "ten", "de", "te", "en", "e", "s", "t", "d"),
    Language.EN: ("ingly", "edly", "ings", "ing", "ies", "ied", "ed", "es", "ly", "'s", "’s", "s", "e", "y"),
}


def tokens(text: str) -> list[str]:
    """The words of a text, as written."""
    return WORD.findall(text)


def unquoted(text: str) -> str:
    """The text with each quotation replaced by nothing but its marks."""
    return QUOTED.sub("„”", text)


def quotations(text: str) -> list[str]:
    """What stands between quotation marks."""
    return [found.strip() for found in QUOTED.findall(text)]


def plain(text: str) -> str:
    """The text without accents, in small letters."""
    return unaccented(text.casefold())


def lowered(word: str) -> str:
    """A word in small letters, with the apostrophe of the lists: "Don’t" as "don't"."""
    return word.casefold().replace("’", "'")


def unaccented(text: str) -> str:
    """The text without accents, as "kómt" is meant."""
    return text if text.isascii() else "".join(sign for sign in unicodedata.normalize("NFKD", text) if not unicodedata.combining(sign))


def found_in(pattern: re.Pattern[str], *spellings: str) -> re.Match[str] | None:
    """What a pattern finds in the first of some `spellings` of a text in which it finds anything."""
    return next((found for text in spellings if (found := pattern.search(text))), None)


def spellings(text: str) -> tuple[str, ...]:
    """A text as it stands, and without the accents that a word may be stressed with, where there are any."""
    bare = unaccented(text)
    return (text,) if bare == text else (text, bare)


@lru_cache(maxsize=20_000)
def stem(word: str, language: Language) -> str:
    """A light stem: good enough to see that two forms are one word, never shown to anyone."""
    word = plain(word).replace("’", "'")
    word = IRREGULAR[language].get(word, word)
    if language is Language.NL and re.fullmatch(r"ge.{3,}(?:t|d|en)", word):
        word = word[2:]
    for suffix in SUFFIXES[language]:
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            word = word[: -len(suffix)]
            break
    word = re.sub(r"(.)\1", r"\1", word)
    return re.sub("v$", "f", re.sub("z$", "s", word)) if language is Language.NL else word


def content(text: str, language: Language) -> list[str]:
    """The stems of the words that carry content, in order."""
    return [stem(word, language) for word in tokens(text) if carries_content(word, language)]


def carries_content(word: str, language: Language) -> bool:
    """True for a word that says something by itself."""
    small = lowered(word)
    return small not in SMALL[language] and len(small) > 1


def stands_in(wanted: str, found: Collection[str]) -> bool:
    """True where a stem stands among others, as it is, as a longer form, or as a part of a compound."""
    if wanted in found:
        return True
    for other in found:
        shorter, longer = (wanted, other) if len(wanted) <= len(other) else (other, wanted)
        if len(shorter) >= 4 and longer.startswith(shorter) and len(longer) - len(shorter) <= 3:
            return True
        if len(shorter) >= 5 and shorter in longer:
            return True
    return False


def likeness(one: str, other: str, language: Language) -> float:
    """How many of the content words two texts share: 0 none, 1 all."""
    return shared(set(content(one, language)), set(content(other, language)))


def shared(one: Set[str], other: Set[str]) -> float:
    """How much two sets share of all that is in them: 0 nothing, 1 all."""
    both = len(one & other)
    return both / (len(one) + len(other) - both) if one and other else 0.0
