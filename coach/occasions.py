"""Sees for which occasion a line is worth a question; the cues are words about work and wishes, never about who somebody is."""

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import timedelta

from coach.material import Author, Language, Line, Material, Part, Progress, SourceKind, Status, part_of
from coach.quoting import SENTENCES
from coach.resting import WENT_WRONG, without_sleep
from coach.words import carries_content, content, stands_in, stem, tokens

SOON = timedelta(days=30)
"""A goal's date is near in its last month: there is still time for one more talk."""

OPEN_END: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"\?|(?<!\w)(?:nog niet|misschien|uitzoeken|uitgezocht|zoekt? (?:\w+ )?uit|weet (?:\w+ )?niet|nog te bezien|nog open|twijfel\w*|"
        r"afwachten|onduidelijk|nog (?:even )?(?:bespreken|bekijken|kijken|regelen|uitzoeken|afstemmen|navragen)|"
        r"kijken of|nagaan|open vraag|de vraag is)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"\?|(?<!\w)(?:not yet|still open|find out|finding out|not sure|unsure|unclear|to be decided|undecided|look into|"
        r"looking into|figure out|figuring out|see if|see whether|still (?:to|have to|has to|need to|needs to)|"
        r"open question|wonder\w*)(?!\w)",
        re.IGNORECASE,
    ),
}
INTENTION: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?:^|(?<=[.;:,] )|\b[Ii]k |\b[Zz]ou )(?:[Ww]il|[Ww]ilde)\b|\b[Ii]k (?:ga|gaat)\b"
        r"(?! (?:\w+ ){0,3}(?:met plezier|naar huis|naar (?:het |mijn |m'n |mn )?werk))|(?:^|(?<=\. ))[Gg]a\b|"
        r"(?<!\w)(?:[Zz]ou (?:\w+ ){0,2}(?:graag|willen)|[Ww]il (?:\w+ )?graag|wil ik|wilde ik|(?<!ik )(?<!heel )[Gg]raag|van plan|voornemen|"
        r"neem me voor|wens|"
        r"(?<!een )hoop|hoopt|streef\w*|droom\w*|de wens|"
        r"ambitie|trekt me|lijkt me|benieuwd|"
        r"[Vv]oortaan|[Vv]olgende keer (?:eerst|eerder|ga|wil|vraag|zeg|doe|laat|begin))(?!\w)|"
        r"(?<!\w)\w*(?:halen|volgen|leren|worden|maken|beteren|diepen)(?: voor .*| in .*)?$"
    ),
    Language.EN: re.compile(
        r"(?:^|(?<=\. )|\bI )(?:[Ww]ants?|[Ww]anted)\b|(?<!\w)(?:[Ww]ould like|[Ww]ould love|'d like|’d like|like to|"
        r"going to|plan to|plans to|planning to|hope to|hopes to|aim to|aims to|intend\w*|ambition|keen to|[Ff]rom now on|[Nn]ext time I|I['’]ll|"
        r"dream\w*)(?!\w)"
    ),
}
ENERGY_COST: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:kost\w* (?:\w+ ){0,3}(?:energie|tijd|moeite|kracht)|weinig energie|vreet energie|slurpt|druk|drukke|"
        r"drukte|werkdruk|hectisch\w*|zwaar|zware|zwaarder|moe|vermoeiend|lastig\w*|moeilijk\w*|pittig\w*|stress|"
        r"spanning|te veel|veel te|overuren|loopt vast|opgeslokt|rommelig|versnipperd|kapot|onrustig|breekt? me op|breken me op|roodgloeiend\w*|"
        r"(?:er )?alleen voor (?:sta|staan|stond)|sta(?:an)? er (?:\w+ )?alleen voor|"
        r"zit(?:ten)? (?:\w+ ){0,2}alleen(?= (?:aan|achter|op|in|bij|met) |[,.!]|$)|"
        r"neemt? (?:\w+ ){0,3}mee naar huis)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:drain\w*|tiring|tired|exhausting|(?:takes|took) (?:\w+ ){0,3}(?:energy|time|effort)|costs? (?:\w+ ){0,3}(?:energy|"
        r"time|effort)|busy|busier|hectic|workload|heavy|hard|difficult|tough|stress|tension|too much|too many|overtime|stuck|"
        r"messy|scattered|non-?stop|(?:on my own|by myself|alone) (?:at|on|behind)|can(?:[’']t|not) keep up|"
        r"wears? me out|takes? (?:it|this|work|that) home)(?!\w)",
        re.IGNORECASE,
    ),
}
ENERGY_GIVEN: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?<!niet )(?<!geen )(?<!minder )(?<!zo )(?:ik (?:\w+ )?graag|gee?ft? (?:\w+ ){0,3}energie|gaf (?:\w+ ){0,3}energie|"
        r"geven (?:\w+ ){0,3}energie|"
        r"krij?gt? (?:\w+ ){0,3}energie|energie van|leuk\w*|plezier|geniet\w*|genoten|mooi|mooie|mooiste|fijn|fijne|"
        r"trots|enthousias\w*|inspireer\w*|inspirerend\w*|lekker|blij van|wordt? (?:\w+ )?blij|beste (?:uur|moment|dag) van)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?<!not )(?<!no )(?<!less )(?:gives? (?:\w+ ){0,3}energy|gave (?:\w+ ){0,3}energy|energi[sz]\w*|energy from|enjoy\w*|fun|love|"
        r"loves|loved|lovely|proud|enthusias\w*|inspir\w*|pleasure|I like it|best (?:hour|moment|day) of)(?!\w)",
        re.IGNORECASE,
    ),
}
OVER: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:was|waren|had|hadden|kostten?|gaf|gaven|ging|gingen|liep|liepen|kwam|kwamen|viel|vielen|bleek|werd|werden|geweest|gehad|"
        r"afgerond|(?!ingewikkeld|uitgebreid|afgelopen)(?:mee|over|op|in|af|uit|aan|door|terug|bij)ge\w{2,}(?:d|t|en)|gedaan|gehaald|gelukt|"
        r"geregeld|opgeleverd|ingevuld|gedraaid|geholpen|gevierd|(?!geduld|gezicht|gebied|geluid|gericht|gemiddeld|"
        r"gezond|gehad|gewend)ge\w{3,}[dt](?=\s*(?:$|[,.!]))|klaar(?! met)|(?<!slecht )(?<!goed )(?<!makkelijk )af(?=$|[.!]))(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:was|were|had|took|gave|ran|went|came|felt|got|finished|completed|loved|enjoyed|passed|done|sorted|filled)(?!\w)", re.IGNORECASE
    ),
}
"""Told as something that is over: it is looked back on, not asked how it is now."""
ENERGY_ITSELF = {Language.NL: re.compile(r"energie|blij van|word\w* (?:\w+ )?blij", re.IGNORECASE), Language.EN: re.compile(r"energ", re.IGNORECASE)}
"""What gives energy can be given room; what somebody merely enjoyed is asked on about."""
TROUBLE: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:(?:weer|steeds|altijd|nog steeds|meteen weer|elke keer) (?:\w+ ){0,3}(?:niet|uit|vast|vol|kapot|"
        r"dezelfden?|dicht|laat|verzet|verschoven|afgezegd)|"
        r"niet aan toe|te (?:kort|lang|laat|"
        r"vol|hoog|krap|weinig|duur|klein|oud|traag)|niet (?:\w+ )?(?:op tijd|lekker|leuk|goed|handig|prettig|soepel|fijn|duidelijk)|"
        r"waardeloos|(?:gaat|gaan) (?:\w+ )?slecht|ramp|stroef|loopt niet|lukt niet|werkt niet|doet het niet|vallen? (?:\w+ )?uit|bl(?:ijft|"
        r"ijven) liggen|klachten?|vreet|"
        r"gevaarlijk|niet te doen|moeizaam|moeizame|onhandige?|lig(?:t|gen) er(?: \w+)? ?uit|(?<!niet )(?:traag|trage)|"
        r"(?:systeem|pc|laptop|computer|app|programma|scanner|kassa|server|netwerk|EPD|ECD) hangt|hangt (?:steeds|vaak|weer)(?! (?:af|samen))|"
        r"onleesbaar|jammer|irritant|tekort|geklaagd|klaar met|^waarom|gedoe|blijft hangen|onderbezet|langs elkaar heen|agressie|pff*)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:(?:again|always|still|keeps?|constantly) (?:\w+ ){0,3}(?:not|down|failing|full|broken|late|breaking|crashing)|"
        r"too (?:short|long|late|full|high|tight|few|little|expensive|small|old|slow)|not (?:\w+ )?(?:on time|great|good|clear|working|fun)|"
        r"useless|nightmare|clunky|(?<!not )slow|keeps? (?:\w+ )?(?:crashing|freezing)|"
        r"doesn[’']t work|isn[’']t working|complain\w*|dangerous|unreadable|pity|annoying|short[- ]staffed|"
        r"^why|hassle|waiting for|aggression|(?:don[’']t|never|can[’']t|hardly) (?:\w+ )?get (?:(?:a)?round )?to)(?!\w)",
        re.IGNORECASE,
    ),
}
"""What does not go well with the work: asked about as a load is."""
BETTER: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:scheelt|bevalt|bevallen|voelt (?:\w+ )?(?:beter|goed|fijn)|(?:gaat|gaan|loopt|lopen|werkt|werken|slaap) (?:\w+ ){0,2}"
        r"(?:goed|beter|prima|lekker|soepel|ok|oké|makkelijker)|"
        r"gee?ft? (?:\w+ )?rust|rust is terug|rustiger|prettiger|fijner|werkt(?=,|$)|makkelijker geworden|helpt|opgelost|verbeterd|top|sinds|"
        r"gee?ft? (?:\w+ )?(?:lucht|ruimte)|nu (?:[\w']+ ){0,3}(?:altijd|op tijd|goed|beter|minder|wel)|nu\b(?:(?!\bnu\b).)*?\b(?:fijn|prettig)|"
        r"weer met plezier|beter nu|naar mijn zin|is een (?:zegen|verademing|opluchting|uitkomst)|ook (?:goed|prima|fijn))(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:makes (?:a|all the|such a) (?:\w+ )?difference|feels? (?:\w+ )?(?:better|good|easier)|(?:is|are|going|works?|working|runs?|"
        r"running|sleep) (?:\w+ ){0,2}(?:well|better|fine|smoothly|easier|calmer|great)|"
        r"(?:is|are) a (?:blessing|relief|godsend)|(?:better|calmer|quieter|easier) now|"
        r"solved|improved|since|now (?:\w+ )?(?:always|on time|fewer|less|better))(?!\w)",
        re.IGNORECASE,
    ),
}
"""What goes well, or better than it did."""
DECLINED: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:geen (?:\w+ )?(?:behoefte|zin|interesse|ambitie)|(?:niks|niets|niet) (?:\w+ )?voor (?:mij|me)|hoeft? (?:\w+ )?niet|liever niet|"
        r"(?:lijkt me|toch) (?:te|niks|niet|geen)|"
        r"voorlopig niet|niet nu|blijf|kan niet|gaat niet door|afgewezen|uitgesteld|geen budget|(?:wil|wilt) (?:\w+ )?(?:niet|geen)|"
        r"(?:wil|wilde|zou|lijkt me) [^.?!\n]{1,120}?,? maar (?:dan |liever |ook )?"
        r"(?:niet(?! (?:alleen|zeker|meteen|gelijk|per se))|geen(?! idee)))(?!\w)|(?:^|"
        r"[?,.] )nee\b",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:no (?:\w+ )?(?:need|wish|interest|ambition|desire)|not (?:\w+ )?for me|(?:don[’']t|do not|doesn[’']t) (?:\w+ )?(?:want|need)|"
        r"not interested|rather not|nope|stay(?:ing)? put|happy where I am|can[’']t be|not possible|called off|turned down|postponed|"
        r"no budget|(?:want|would like|[’']d like|would love|keen|happy) (?:to )?[^.?!\n]{1,120}?,? but (?:rather |then )?(?:not|no)"
        r"(?! (?:only|just|sure|yet|idea)))(?!\w)",
        re.IGNORECASE,
    ),
}
"""What somebody does not want: never asked for a first step."""
UNDERWAY: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:aangemeld|ingeschreven|inschrijven|gestart|begonnen|start|starten|begin|aanvraag|budget|examen)(?!\w)", re.IGNORECASE
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:signed up|enrolled|enrolling|registered|started|starts?|starting|application|applied|budget|exam)(?!\w)", re.IGNORECASE
    ),
}
"""A course or a step that has been set in motion."""
NOTICED: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(r"(?<!\w)(?:merk|merkte|mis|ontdek|ontdekt|zie|besef|leer|geleerd|vind|weet)(?!\w)", re.IGNORECASE),
    Language.EN: re.compile(r"(?<!\w)(?:notice|noticed|miss|reali[sz]ed?|find|found|see|learned|think|keep)(?!\w)", re.IGNORECASE),
}
BODY: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:rug|knie|schouder|nek|heup|pols|enkel|\w*pijn|migraine|fysio|ziekenhuisopname|in de overgang|geopereerd"
        r"|(?:mijn|m['’]n|een|na de|(?:knie|heup|rug|hart|oog|\w*pols)) ?operatie)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:knee|shoulder|neck|hip|wrist|ankle|(?:my|bad) back|\w*aches?|pain|migraine|surgery|physio)(?!\w)", re.IGNORECASE
    ),
}
"""Somebody's body is not what the coach asks about, even where they wrote of it themselves."""
TELLING = {
    language: re.compile("|".join(patterns[language].pattern for patterns in (NOTICED, ENERGY_GIVEN, ENERGY_COST)), re.IGNORECASE)
    for language in Language
}
"""Of a reflection's sentences, those that are about the writer rather than about what happened."""
LEARNING: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:\w*cursus\w*|\w*training\w*|\w*opleiding\w*|leren|leert|leer|\w*coach\w*|mentor\w*|meelop\w*|meekijk\w*|workshop\w*|certific\w*|"
        r"\w*ontwikkel(?:plan|gesprek|budget)\w*|loopbaan\w*|masterclass\w*)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:course\w*|training\w*|learn\w*|coach\w*|mentor\w*|shadow\w*|workshop\w*|certific\w*|"
        r"development plan|career\w*|masterclass\w*)(?!\w)",
        re.IGNORECASE,
    ),
}


ARRANGING: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:uitzoek\w*|uitgezocht|zoek\w* (?:\w+ ){0,6}uit|navrag\w*|vra(?:ag|agt|gen) (?:\w+ ){0,6}na|nagaan|plan|plant|plannen|inplannen|"
        r"inschrijv\w*|schrij(?:f|ft|ven) (?:\w+ ){0,6}in|aanmelden|aanvragen|schrijven|bel|belt|bellen|mail|mailt|mailen|"
        r"regel|regelt|regelen|boeken|"
        r"opzoeken|informeren)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:find(?:ing)? out|look(?:ing)? (?:into|up)|ask(?:ing)?|check(?:ing)?|plan|plans|planning|schedule|"
        r"sign(?:ing)? (?:\w+ )?up|enrol\w*|"
        r"register\w*|apply|applying|write|writing|call|calling|phone|e-?mail\w*|arrange|arranging|book|booking)(?!\w)",
        re.IGNORECASE,
    ),
}
"""What is done to come to learn something, and teaches nothing itself."""
READING = {
    Language.NL: re.compile(r"(?<!\w)(?:lees|leest|lezen|oefen\w*|verdiep\w*|\w*draaien|volgen|bijwonen|kennissessie\w*)(?!\w)", re.IGNORECASE),
    Language.EN: re.compile(r"(?<!\w)(?:read|reading|practi[sc]\w*|attend\w*|follow|take|taking|study\w*)(?!\w)", re.IGNORECASE),
}


def teaches(agreed: str, language: Language) -> bool:
    """True for an agreement from which somebody learns: a course or going along, and not a call to arrange one."""
    return any(one[language].search(agreed) for one in (LEARNING, READING)) and not ARRANGING[language].search(agreed)


def home(line: Line, language: Language) -> Part:
    """The part in which a line is followed up; an agreement about learning belongs to growth."""
    if line.kind is SourceKind.AGREEMENT and line.part is None and LEARNING[language].search(line.text):
        return Part.GROWTH
    return part_of(line)


def occasions(line: Line, material: Material) -> tuple[str, ...]:
    """What a line is an occasion for, the most telling first; none where it should rest."""
    match line.kind:
        case SourceKind.NOTE:
            return of_note(line, material) if line.talk_on else ()
        case SourceKind.TALKING_POINT:
            return ("discussed" if line.discussed else "undiscussed",) if line.talk_on else ()
        case SourceKind.AGREEMENT:
            return () if settled_before(line, material) else of_agreement(line, material)
        case SourceKind.GOAL:
            return of_goal(line, material)
        case SourceKind.GOAL_EVALUATION:
            return of_evaluation(line, material)
        case SourceKind.FEEDBACK:
            return (("any",) if line.has_response else ("unanswered", "any")) if line.seen_by_receiver else ()
        case SourceKind.REFLECTION if BODY[material.language].search(line.text):
            return ()
        case SourceKind.REFLECTION:
            return (*of_reflection(line, material), *(("any",) if line.has_response else ("unanswered", "any")))
        case SourceKind.TALENT:
            return ("situated",) if SITUATED[material.language].search(line.text) else ("any",) if mentioned(line, material) else ("unused",)
        case SourceKind.RESPONSIBILITY | SourceKind.EXPECTATION:
            return ("any",)
        case SourceKind.CAREER_STEP:
            return () if step_spoken_of(line, material) or no_step_wanted(material) or in_the_role(line, material) else ("any",)
        case SourceKind.DEVELOPMENT_OPTION:
            return () if spoken_of(line, material) or in_the_role(line, material) else ("any",)
    return ()


SITUATED = {
    Language.NL: re.compile(r"(?<!\w)(?:als|wanneer|zodra|tijdens|onder druk|(?:aan|achter|bij|op) (?:de|het) \w+)(?!\w)", re.IGNORECASE),
    Language.EN: re.compile(r"(?<!\w)(?:when|whenever|during|under pressure|while|(?:at|behind|on) the \w+)(?!\w)", re.IGNORECASE),
}
"""A talent for a moment or a place: nobody is asked where else it could be used."""


def of_growth(material: Material) -> list[str]:
    """What was noted and agreed about growth."""
    kinds = (SourceKind.NOTE, SourceKind.AGREEMENT)
    return [line.text for line in material.lines if line.kind in kinds and home(line, material.language) is Part.GROWTH]


def spoken_of(offer: Line, material: Material) -> bool:
    """True for an option or a step that the two noted something about: that is followed up, and the offer itself is no news."""
    language = material.language
    words = tokens(offer.text.replace("-", " "))
    wanted = [stem(word, language) for word in words if carries_content(word, language) and not LEARNING[language].fullmatch(word)]
    return any(stands_in(word, content(one, language)) for one in of_growth(material) for word in wanted)


def step_spoken_of(step: Line, material: Material) -> bool:
    """True for a step where the two spoke of one of somebody's steps: of that one they speak on, and no other is brought up beside it."""
    steps = [line for line in material.lines if line.kind is SourceKind.CAREER_STEP]
    return any(spoken_of(one, material) for one in (step, *steps))


def in_the_role(offer: Line, material: Material) -> bool:
    """True for an option or a step that names nothing but what somebody's role already holds."""
    language = material.language
    wanted = {stem(word, language) for word in tokens(offer.text) if carries_content(word, language) and not LEARNING[language].fullmatch(word)}
    role = (line for line in material.lines if line.kind in (SourceKind.ROLE, SourceKind.RESPONSIBILITY))
    return bool(wanted) and any(wanted <= set(content(line.text, language)) for line in role)


def no_step_wanted(material: Material) -> bool:
    """True where it was noted that another role is not what somebody wants."""
    language = material.language
    return any(DECLINED[language].search(one) and STEP[language].search(one) for one in of_growth(material))


STEP = {
    Language.NL: re.compile(r"functie|(?<!\w)(?:rol|baan|stap|hogerop)(?!\w)|leiding", re.IGNORECASE),
    Language.EN: re.compile(r"(?<!\w)(?:roles?|jobs?|positions?|steps?|manag\w*|lead\w*)(?!\w)", re.IGNORECASE),
}
"""What a step in a career is called."""


def as_occasion(line: Line, material: Material) -> tuple[str, ...]:
    """What a line is when somebody asks about it: a goal that was reached or missed is spoken of as such, a wish otherwise than a burden."""
    if line.kind is SourceKind.FEEDBACK and not line.seen_by_receiver:
        return ()
    if line.kind is SourceKind.GOAL and line.status is Status.ACHIEVED:
        return ("about_achieved",)
    if line.kind is SourceKind.GOAL and (line.status in (Status.NOT_ACHIEVED, Status.DROPPED) or (line.due and line.due < material.today)):
        return ("about_missed",)
    if line.kind is SourceKind.GOAL and in_figures(line.text):
        return ("about_target",)
    if line.kind is SourceKind.GOAL_EVALUATION:
        return (*(f"about_{spoken}" for spoken in of_evaluation(line, material) if spoken != "unanswered"), "about")
    if line.kind is SourceKind.AGREEMENT:
        stands = of_agreement(line, material)
        return (ABOUT_AGREEMENTS.get(next(iter(stands), ""), "about"),)
    if line.kind in (SourceKind.NOTE, SourceKind.REFLECTION):
        told = [told_as(replace(line, text=text), material) for text in (line.text, *SENTENCES.split(line.text))]
        return (*dict.fromkeys(one for one in told if one != "about"), "about")
    return ("about",)


def told_as(line: Line, material: Material) -> str:
    """How a note or a reflection is asked about when it is the one thing asked about."""
    spoken = of_note(line, material) if line.kind is SourceKind.NOTE else of_reflection(line, material)
    return ABOUT_NOTES.get(spoken[0], "about") if spoken else "about"


ABOUT_AGREEMENTS = {
    "done": "about_done",
    "of_manager": "about_of_manager",
    "of_manager_asked": "about_of_manager",
    "together": "about_together",
}
ABOUT_NOTES = {
    "intention": "about_wish",
    "underway": "about_wish",
    "open_end": "about_open",
    "waiting": "about_waiting",
    "waiting_for_me": "about_waiting_for_me",
    "energy_cost": "about_burden",
    "incident": "about_incident",
    "energy_given": "about_enjoyed",
    "enjoyed": "about_enjoyed",
    "better": "about_better",
    "running": "about_better",
    "looked_back": "about_over",
    "energy_cost_then": "about_over",
    "declined": "about_declined",
    "idea": "about_idea",
}
"""How what a line speaks of is asked about when it is the one thing asked about; whatever else it is, it only tells."""


def in_figures(title: str) -> bool:
    """True for a goal that is a target in figures: nobody is asked what energy a number gives."""
    return any(sign.isdigit() for sign in title)


CUES: dict[str, dict[Language, re.Pattern[str]]] = {
    "intention": INTENTION,
    "open_end": OPEN_END,
    "energy_cost": ENERGY_COST,
    "energy_given": ENERGY_GIVEN,
    "better": BETTER,
    "declined": DECLINED,
    "enjoyed": ENERGY_GIVEN,
    "looked_back": OVER,
    "underway": UNDERWAY,
}
"""What a note may speak of, the most telling first."""
WAITING: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:wacht(?:en)? (?:\w+ ){0,2}op|in afwachting|nog geen (?:reactie|antwoord|bericht|uitsluitsel|akkoord)|nog niks gehoord|"
        r"nog niets gehoord|hoor (?:\w+ )?nog)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:wait(?:ing)? (?:\w+ )?for|awaiting|(?:no|not) (?:\w+ )?(?:reply|answer|response|word) yet|haven[’']t heard|have not heard|"
        r"yet to hear|still to hear)(?!\w)",
        re.IGNORECASE,
    ),
}
"""Somebody else has to move first: nothing to look back on yet."""
RUNNING: dict[Language, re.Pattern[str]] = {
    Language.NL: re.compile(
        r"(?<!\w)(?:\d+ (?:v/?d|van de|v\.d\.) \d+|(?:elke|iedere) (?:week|maand|dag|keer|ochtend|middag|maandag|dinsdag|woensdag|donderdag|vrijdag)|"
        r"steeds|tot nu toe|iedere keer|nog altijd|wekelijks|dagelijks)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:\d+ (?:out )?of (?:the )?(?:last )?\d+|(?:every|each) (?:week|month|day|time|morning|afternoon|monday|tuesday|wednesday|thursday|"
        r"friday)|so far|weekly|daily|still)(?!\w)",
        re.IGNORECASE,
    ),
}
"""A habit that goes on, however it is told."""
SPOILT = {
    Language.NL: re.compile(
        r"storing|uitval|uitgevallen|uitgelopen|vertrag|afgezegd|(?<!\w)(?:fout\w*|klacht\w*|mis|geklaagd|gezeur)(?!\w)", re.IGNORECASE
    ),
    Language.EN: re.compile(r"outage|overr[au]n|delay|cancel|(?<!\w)(?:errors?|faults?|complain\w*|late|down|failed|broken)(?!\w)", re.IGNORECASE),
}
"""What goes on but is no habit to keep."""
RELIEF: dict[Language, re.Pattern[str]] = {
    language: re.compile(rf"(?<!\w)(?:{words})(?: \w+)?? (?:{ENERGY_COST[language].pattern}|{TROUBLE[language].pattern})", re.IGNORECASE)
    for language, words in (
        (Language.NL, "minder|geen|niet meer|niet (?:meer )?zo|nooit meer|zonder"),
        (Language.EN, "less|fewer|no|no longer|no more|not so|without"),
    )
}
"""A load that is gone, or lighter."""


def of_note(line: Line, material: Material) -> tuple[str, ...]:
    """What a note speaks of; what others wrote of the employee's wishes counts as the employee's own would."""
    language = material.language
    text = as_own(without_sleep(line.text, language), material)
    if BODY[language].search(text) or not tells(text, language):
        return ()
    if line.author is not Author.EMPLOYEE and text.rstrip().endswith("?"):
        return ("idea",)
    if WENT_WRONG[language].search(text):
        return ("incident",)
    if WAITING[language].search(text):
        return ("waiting_for_me", "waiting") if line.author is Author.EMPLOYEE and names(text, material.manager) else ("waiting",)
    spoken = speaks_of(text, language)
    if spoken == "underway" and line.part is not Part.GROWTH:
        spoken = None
    return (spoken, "said") if spoken and spoken not in ("declined", "running") else (spoken or "said",)


def names(text: str, name: str) -> bool:
    """True where somebody is named, however the name is written."""
    return bool(name) and re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text, re.IGNORECASE) is not None


def of_reflection(line: Line, material: Material) -> tuple[str, ...]:
    """What a reflection speaks of, where the bank has a question for it."""
    spoken = speaks_of(line.text, material.language)
    return (spoken,) if spoken in OF_REFLECTIONS else ()


OF_REFLECTIONS = frozenset(
    {"intention", "energy_cost", "energy_cost_then", "energy_given", "enjoyed", "better", "running", "declined", "looked_back"}
)


KEPT = {
    Language.NL: re.compile(r"(?<!\w)(?:(?:dit|dat|het) (?:\w+ ){0,2}(?:zo|graag|wel) houden|(?:dit|dat) houden|zo houden)(?!\w)", re.IGNORECASE),
    Language.EN: re.compile(
        r"(?<!\w)keep(?:ing)? (?:it|this|that)(?: (?:this way|that way|like this|as it is|going|up))?(?=\s*(?:$|[.,!;]))", re.IGNORECASE
    ),
}
"""A wish that things stay as they are says that they are well."""


def speaks_of(text: str, language: Language) -> str | None:
    """What a text speaks of, as the bank names it; nothing where it only tells."""
    burdens = RELIEF[language].sub(" ", text)
    over, troubled = OVER[language].search(text), ENERGY_COST[language].search(burdens) or TROUBLE[language].search(burdens)
    if DECLINED[language].search(text):
        return "declined"
    if KEPT[language].search(text) and not troubled and not OPEN_END[language].search(text):
        return "better"
    if not text.lstrip().lower().startswith(ASKED_WHY) and (
        first := next((name for name in ("intention", "open_end") if CUES[name][language].search(text)), None)
    ):
        return first
    if BETTER[language].search(text) and not (over and not NOW[language].search(text)):
        return None if troubled else "better"
    if over and not troubled and RUNNING[language].search(text) and not SPOILT[language].search(text):
        return "running"
    if troubled:
        return "energy_cost_then" if over and not STILL[language].search(text) else "energy_cost"
    if ENERGY_GIVEN[language].search(text):
        return "energy_given" if ENERGY_ITSELF[language].search(text) else "looked_back" if over else "enjoyed"
    if UNDERWAY[language].search(text):
        return "underway"
    return "looked_back" if over else "better" if burdens != text else None


ASKED_WHY = ("waarom", "why")
"""A complaint in the form of a question: nothing is still open in it."""
STILL = {
    Language.NL: re.compile(r"(?<!\w)(?:is|zijn|blijft|blijven|wordt|worden|staat|staan|loopt|doet|heeft|hebben|kost|vreet)(?!\w)", re.IGNORECASE),
    Language.EN: re.compile(r"(?<!\w)(?:is|are|stays?|keeps?|has|have|takes?|costs?|still)(?!\w)", re.IGNORECASE),
}
"""Told in the present: whatever else is over, this is not."""
NOW = {
    language: re.compile(pattern, re.IGNORECASE)
    for language, pattern in (
        (Language.NL, r"\b(?:nu|sinds|werkt|helpt|geeft|scheelt|bevalt|voelt)\b"),
        (Language.EN, r"\b(?:now|since|gives|makes|feels)\b"),
    )
}


def tells(text: str, language: Language) -> bool:
    """False for what holds a place but says nothing to come back to ("ok", "gaat wel", "zelfde als vorige keer")."""
    return any(word not in FILLING[language] for word in content(text, language))


FILLING = {
    language: frozenset(stem(word, language) for word in words.split())
    for language, words in (
        (
            Language.NL,
            """ok oke oké prima goed loopt lopend gaat gang gangetje vorige volgende keer bijzonderheden bijzonders nvt zie hierboven idem top
            fijn nieuws rustig zn beetje""",
        ),
        (Language.EN, "ok okay fine good well alright last next time usual ditto above news nothing special going all bad"),
    )
}


def as_own(text: str, material: Material) -> str:
    """The text as the employee would have written it: their name is "I"."""
    return re.sub(rf"(?<!\w){re.escape(material.employee)}(?!\w)", FIRST_PERSON[material.language], text)


FIRST_PERSON = {Language.NL: "Ik", Language.EN: "I"}


TO_FIND_OUT = {
    Language.NL: re.compile(
        r"(?<!\w)(?:kijk|kijkt|kijken|navragen|nagaan|uitzoeken|bellen|belt|bel|vragen|vraagt|checken|checkt|check|informeren|peilen|aankaarten|reactie|reageren|terugkoppel\w*|terugkom\w*|mail\w*|bespreek|bespreken|bespreekt|overleg\w*|"
        r"(?:vraag|ga|zoek|vraagt|gaat|zoekt) (?:\w+ ){0,4}(?:na|uit))(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:asks?|asking|checks?|checking|calls?|calling|finds? out|finding out|"
        r"looks? (?:into|at|whether|if)|looking into|sees? (?:if|whether)|"
        r"explores?|enquires?|inquires?|reply|replies|responds?|responses?|gets? back|emails?|discuss(?:es)?|talks?)(?!\w)",
        re.IGNORECASE,
    ),
}
"""What is asked or looked up for somebody is heard of, not noticed."""
TOGETHER = {
    Language.NL: re.compile(r"(?<!\w)(?:samen|met zijn tweeën|met z'n tweeën)(?!\w)", re.IGNORECASE),
    Language.EN: re.compile(r"(?<!\w)(?:together|the two of us|both of us)(?!\w)", re.IGNORECASE),
}


EVERY = {
    Language.NL: re.compile(
        r"(?<!\w)(?:(?:elke|iedere|elk|ieder) (?:\w+ )?(?:\w*dag|\w*avond|\w*ochtend|\w*middag|nacht|week|maand|kwartaal|keer|dienst|uur)|"
        r"dagelijks|wekelijks|maandelijks)(?!\w)",
        re.IGNORECASE,
    ),
    Language.EN: re.compile(
        r"(?<!\w)(?:(?:every|each) (?:\w+ )?(?:\w*day|evening|morning|afternoon|night|week|month|quarter|time|shift|hour)|"
        r"daily|weekly|monthly)(?!\w)",
        re.IGNORECASE,
    ),
}
"""What was agreed to be done again and again is not finished on its date."""


def of_agreement(line: Line, material: Material) -> tuple[str, ...]:
    """How an agreement stands, and whose turn it is."""
    if line.status is Status.DROPPED:
        return ()
    if line.status is Status.DONE:
        return ("done",)
    if line.owner is Author.MANAGER:
        return ("of_manager_asked",) if TO_FIND_OUT[material.language].search(line.text) else ("of_manager",)
    if TOGETHER[material.language].search(line.text) or names(line.text, material.manager):
        return ("together",)
    if line.due and line.due < material.today:
        return ("running",) if EVERY[material.language].search(line.text) else ("past_due",)
    arranges = home(line, material.language) is Part.GROWTH and not teaches(line.text, material.language)
    return ("open", "past_due") if arranges else ("open",)


def of_goal(line: Line, material: Material) -> tuple[str, ...]:
    """How a goal stands against its date."""
    if settled_before(line, material):
        return ()
    if line.status in (Status.ACHIEVED, Status.NOT_ACHIEVED):
        return (line.status.lower(),)
    if line.status is Status.DROPPED:
        return ()
    if line.due and line.due < material.today:
        return ("past",)
    if line.due and material.today < line.due <= material.today + SOON:
        return ("near", "active")
    is_new = material.last_talk_on and line.written_on and line.written_on > material.last_talk_on
    return ("new", "active") if is_new else ("active",)


def of_evaluation(line: Line, material: Material) -> tuple[str, ...]:
    """How the latest evaluation of an active goal reads, and whether somebody answered it."""
    goal = material.by_id.get(line.goal_id) if line.goal_id else None
    if goal is None or goal.status not in (Status.ACTIVE, None) or line != material.latest_evaluations.get(line.goal_id, line):
        return ()
    spoken = {Progress.NEEDS_ATTENTION: "needs_attention", Progress.ON_TRACK: "on_track", Progress.DONE: "finished"}
    of_progress = (spoken[line.progress],) if line.progress in spoken else ()
    return of_progress if line.has_response else (*of_progress, "unanswered")


def settled_before(line: Line, material: Material) -> bool:
    """True for what was over before the last talk: there it had its turn."""
    return bool(line.settled_on and material.last_talk_on and line.settled_on < material.last_talk_on)


def mentioned(talent: Line, material: Material) -> bool:
    """True where the pair spoke of a talent in notes, points, agreements or goals."""
    wanted = content(talent.text, material.language)
    return bool(wanted) and all(begins_one(word, material) for word in wanted)


def begins_one(stem: str, material: Material) -> bool:
    """True where a word that the pair spoke begins with a stem."""
    if not stem.isalnum():
        return re.search(rf"(?<!\w){re.escape(stem)}", material.spoken) is not None
    place = bisect_left(material.spoken_words, stem)
    return any(word.startswith(stem) for word in material.spoken_words[place : place + 1])
