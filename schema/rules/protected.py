"""Protected details in a text: a first form, that the coach's gate asks of every sentence it would offer."""

import re

HEALTH = (
    r"overspann\w*|burn-?outs?\w*|depressi\w*|angststoornis\w*|paniekaanval\w*|slaapproble\w*|slapeloos\w*|diagnose\w*|gediagnosticeerd|kanker\w*|"
    r"chemo\w*|migraine\w*|adhd|autis\w*|dement\w*|hernia\w*|reuma\w*|diabetes|epilep\w*|long covid|anxiety disorder|panic attack\w*|"
    r"insomnia|diagnos\w+|cancer|migraines?|dementia|therapeut\w*|psycholo\w+|psychiat\w+"
)
MEDICATION = r"medicijn\w*|medicatie\w*|antidepress\w*|pillen|medication|antidepressants?|prescription|chemotherap\w+"
PREGNANCY = r"zwanger\w*|ivf|miskra\w+|bevalling\w*|pregnan\w+|miscarriage\w*"
BELIEF = (
    r"moslim\w*|islam\w*|christe(?:n|lijk)\w*|joods\w*|katholiek\w*|hindoe\w*|gelovig\w*|"
    r"muslims?|christians?|jewish|catholics?|hindus?|atheïst\w*|atheists?|religio\w+|godsdienst\w*"
)
UNION = r"vakbond(?:slid|en|slidmaatschap)?|lid van de (?:fnv|cnv)|fnv|cnv|union member\w*|trade union|(?:in|of|join\w*|left) (?:a|the) union"
POLITICS = r"stem(?:t|de)? (?:op )?(?:pvv|vvd|d66|pvda|groenlinks|bbb|sgp)|partijlid\w*|party member\w*|votes? (?:labour|tory|republican|democrat)"
ORIENTATION = r"homo(?:seksue\w*)?|lesbi\w+|biseksue\w*|transgender\w*|hetero(?:seksue\w*)?|gay|lesbian|bisexual|homosexual\w*"
ORIGIN = r"etnisch\w*|afkomst|allochto\w+|ethnic\w*|skin colou?r|huidskleur"
CRIME = r"strafblad\w*|veroordeeld\w*|gevangenis\w*|criminal record|convicted|prison"

ALL = (HEALTH, MEDICATION, PREGNANCY, BELIEF, UNION, POLITICS, ORIENTATION, ORIGIN, CRIME)
ANY = re.compile(rf"\b(?:{'|'.join(ALL)})\b", re.IGNORECASE)


def holds_protected(text: str) -> bool:
    """True where a text names what an employer may not keep of a person. Strict: it is asked of generated sentences, which lose nothing by it."""
    return ANY.search(text) is not None
