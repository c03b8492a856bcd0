"""Words by which a line is known for what it speaks of: about work and wishes, never about who somebody is."""

import re

from coach.material import Language
from coach.words import any_of

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
    Language.NL: any_of(
        r"kost\w* (?:\w+ ){0,3}(?:energie|tijd|moeite|kracht)|weinig energie|vreet energie|slurpt|druk|drukke|"
        r"drukte|werkdruk|hectisch\w*|zwaar|zware|zwaarder|moe|vermoeiend|lastig\w*|moeilijk\w*|pittig\w*|stress|"
        r"spanning|te veel|veel te|overuren|loopt vast|opgeslokt|rommelig|versnipperd|kapot|onrustig|breekt? me op|breken me op|roodgloeiend\w*|"
        r"(?:er )?alleen voor (?:sta|staan|stond)|sta(?:an)? er (?:\w+ )?alleen voor|"
        r"zit(?:ten)? (?:\w+ ){0,2}alleen(?= (?:aan|achter|op|in|bij|met) |[,.!]|$)|"
        r"neemt? (?:\w+ ){0,3}mee naar huis"
    ),
    Language.EN: any_of(
        r"drain\w*|tiring|tired|exhausting|(?:takes|took) (?:\w+ ){0,3}(?:energy|time|effort)|costs? (?:\w+ ){0,3}(?:energy|"
        r"time|effort)|busy|busier|hectic|workload|heavy|hard|difficult|tough|stress|tension|too much|too many|overtime|stuck|"
        r"messy|scattered|non-?stop|(?:on my own|by myself|alone) (?:at|on|behind)|can(?:[’']t|not) keep up|"
        r"wears? me out|takes? (?:it|this|work|that) home"
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
    Language.NL: any_of(
        r"was|waren|had|hadden|kostten?|gaf|gaven|ging|gingen|liep|liepen|kwam|kwamen|viel|vielen|bleek|werd|werden|geweest|gehad|"
        r"afgerond|(?!ingewikkeld|uitgebreid|afgelopen)(?:mee|over|op|in|af|uit|aan|door|terug|bij)ge\w{2,}(?:d|t|en)|gedaan|gehaald|gelukt|"
        r"geregeld|opgeleverd|ingevuld|gedraaid|geholpen|gevierd|(?!geduld|gezicht|gebied|geluid|gericht|gemiddeld|"
        r"gezond|gehad|gewend)ge\w{3,}[dt](?=\s*(?:$|[,.!]))|klaar(?! met)|(?<!slecht )(?<!goed )(?<!makkelijk )af(?=$|[.!])"
    ),
    Language.EN: any_of(r"was|were|had|took|gave|ran|went|came|felt|got|finished|completed|loved|enjoyed|passed|done|sorted|filled"),
}
"""Told as something that is over: it is looked back on, not asked how it is now."""
ENERGY_ITSELF = {Language.NL: re.compile(r"energie|blij van|word\w* (?:\w+ )?blij", re.IGNORECASE), Language.EN: re.compile(r"energ", re.IGNORECASE)}
"""What gives energy can be given room; what somebody merely enjoyed is asked on about."""
TROUBLE: dict[Language, re.Pattern[str]] = {
    Language.NL: any_of(
        r"(?:weer|steeds|altijd|nog steeds|meteen weer|elke keer) (?:\w+ ){0,3}(?:niet|uit|vast|vol|kapot|"
        r"dezelfden?|dicht|laat|verzet|verschoven|afgezegd)|"
        r"niet aan toe|te (?:kort|lang|laat|"
        r"vol|hoog|krap|weinig|duur|klein|oud|traag)|niet (?:\w+ )?(?:op tijd|lekker|leuk|goed|handig|prettig|soepel|fijn|duidelijk)|"
        r"waardeloos|(?:gaat|gaan) (?:\w+ )?slecht|ramp|stroef|loopt niet|lukt niet|werkt niet|doet het niet|vallen? (?:\w+ )?uit|bl(?:ijft|"
        r"ijven) liggen|klachten?|vreet|"
        r"gevaarlijk|niet te doen|moeizaam|moeizame|onhandige?|lig(?:t|gen) er(?: \w+)? ?uit|(?<!niet )(?:traag|trage)|"
        r"(?:systeem|pc|laptop|computer|app|programma|scanner|kassa|server|netwerk|EPD|ECD) hangt|hangt (?:steeds|vaak|weer)(?! (?:af|samen))|"
        r"onleesbaar|jammer|irritant|tekort|geklaagd|klaar met|^waarom|gedoe|blijft hangen|onderbezet|langs elkaar heen|agressie|pff*"
    ),
    Language.EN: any_of(
        r"(?:again|always|still|keeps?|constantly) (?:\w+ ){0,3}(?:not|down|failing|full|broken|late|breaking|crashing)|"
        r"too (?:short|long|late|full|high|tight|few|little|expensive|small|old|slow)|not (?:\w+ )?(?:on time|great|good|clear|working|fun)|"
        r"useless|nightmare|clunky|(?<!not )slow|keeps? (?:\w+ )?(?:crashing|freezing)|"
        r"doesn[’']t work|isn[’']t working|complain\w*|dangerous|unreadable|pity|annoying|short[- ]staffed|"
        r"^why|hassle|waiting for|aggression|(?:don[’']t|never|can[’']t|hardly) (?:\w+ )?get (?:(?:a)?round )?to"
    ),
}
"""What does not go well with the work: asked about as a load is."""
BETTER: dict[Language, re.Pattern[str]] = {
    Language.NL: any_of(
        r"scheelt|bevalt|bevallen|voelt (?:\w+ )?(?:beter|goed|fijn)|(?:gaat|gaan|loopt|lopen|werkt|werken|slaap) (?:\w+ ){0,2}"
        r"(?:goed|beter|prima|lekker|soepel|ok|oké|makkelijker)|"
        r"gee?ft? (?:\w+ )?rust|rust is terug|rustiger|prettiger|fijner|werkt(?=,|$)|makkelijker geworden|helpt|opgelost|verbeterd|top|sinds|"
        r"gee?ft? (?:\w+ )?(?:lucht|ruimte)|nu (?:[\w']+ ){0,3}(?:altijd|op tijd|goed|beter|minder|wel)|nu\b(?:(?!\bnu\b).)*?\b(?:fijn|prettig)|"
        r"weer met plezier|beter nu|naar mijn zin|is een (?:zegen|verademing|opluchting|uitkomst)|ook (?:goed|prima|fijn)"
    ),
    Language.EN: any_of(
        r"makes (?:a|all the|such a) (?:\w+ )?difference|feels? (?:\w+ )?(?:better|good|easier)|(?:is|are|going|works?|working|runs?|"
        r"running|sleep) (?:\w+ ){0,2}(?:well|better|fine|smoothly|easier|calmer|great)|"
        r"(?:is|are) a (?:blessing|relief|godsend)|(?:better|calmer|quieter|easier) now|"
        r"solved|improved|since|now (?:\w+ )?(?:always|on time|fewer|less|better)"
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
    Language.EN: any_of(
        r"no (?:\w+ )?(?:need|wish|interest|ambition|desire)|not (?:\w+ )?for me|(?:don[’']t|do not|doesn[’']t) (?:\w+ )?(?:want|need)|"
        r"not interested|rather not|nope|stay(?:ing)? put|happy where I am|can[’']t be|not possible|called off|turned down|postponed|"
        r"no budget|(?:want|would like|[’']d like|would love|keen|happy) (?:to )?[^.?!\n]{1,120}?,? but (?:rather |then )?(?:not|no)"
        r"(?! (?:only|just|sure|yet|idea))"
    ),
}
"""What somebody does not want: never asked for a first step."""
UNDERWAY: dict[Language, re.Pattern[str]] = {
    Language.NL: any_of(r"aangemeld|ingeschreven|inschrijven|gestart|begonnen|start|starten|begin|aanvraag|budget|examen"),
    Language.EN: any_of(r"signed up|enrolled|enrolling|registered|started|starts?|starting|application|applied|budget|exam"),
}
"""A course or a step that has been set in motion."""
NOTICED: dict[Language, re.Pattern[str]] = {
    Language.NL: any_of(r"merk|merkte|mis|ontdek|ontdekt|zie|besef|leer|geleerd|vind|weet"),
    Language.EN: any_of(r"notice|noticed|miss|reali[sz]ed?|find|found|see|learned|think|keep"),
}
BODY: dict[Language, re.Pattern[str]] = {
    Language.NL: any_of(
        r"rug|knie|schouder|nek|heup|pols|enkel|\w*pijn|migraine|fysio|ziekenhuisopname|in de overgang|geopereerd"
        r"|(?:mijn|m['’]n|een|na de|(?:knie|heup|rug|hart|oog|\w*pols)) ?operatie"
    ),
    Language.EN: any_of(r"knee|shoulder|neck|hip|wrist|ankle|(?:my|bad) back|\w*aches?|pain|migraine|surgery|physio"),
}
"""Somebody's body is not what the coach asks about, even where they wrote of it themselves."""
TELLING = {
    language: re.compile("|".join(patterns[language].pattern for patterns in (NOTICED, ENERGY_GIVEN, ENERGY_COST)), re.IGNORECASE)
    for language in Language
}
"""Of a reflection's sentences, those that are about the writer rather than about what happened."""
LEARNING: dict[Language, re.Pattern[str]] = {
    Language.NL: any_of(
        r"\w*cursus\w*|\w*training\w*|\w*opleiding\w*|leren|leert|leer|\w*coach\w*|mentor\w*|meelop\w*|meekijk\w*|workshop\w*|certific\w*|"
        r"\w*ontwikkel(?:plan|gesprek|budget)\w*|loopbaan\w*|masterclass\w*"
    ),
    Language.EN: any_of(
        r"course\w*|training\w*|learn\w*|coach\w*|mentor\w*|shadow\w*|workshop\w*|certific\w*|"
        r"development plan|career\w*|masterclass\w*"
    ),
}
ARRANGING: dict[Language, re.Pattern[str]] = {
    Language.NL: any_of(
        r"uitzoek\w*|uitgezocht|zoek\w* (?:\w+ ){0,6}uit|navrag\w*|vra(?:ag|agt|gen) (?:\w+ ){0,6}na|nagaan|plan|plant|plannen|inplannen|"
        r"inschrijv\w*|schrij(?:f|ft|ven) (?:\w+ ){0,6}in|aanmelden|aanvragen|schrijven|bel|belt|bellen|mail|mailt|mailen|"
        r"regel|regelt|regelen|boeken|"
        r"opzoeken|informeren"
    ),
    Language.EN: any_of(
        r"find(?:ing)? out|look(?:ing)? (?:into|up)|ask(?:ing)?|check(?:ing)?|plan|plans|planning|schedule|"
        r"sign(?:ing)? (?:\w+ )?up|enrol\w*|"
        r"register\w*|apply|applying|write|writing|call|calling|phone|e-?mail\w*|arrange|arranging|book|booking"
    ),
}
"""What is done to come to learn something, and teaches nothing itself."""
READING = {
    Language.NL: any_of(r"lees|leest|lezen|oefen\w*|verdiep\w*|\w*draaien|volgen|bijwonen|kennissessie\w*"),
    Language.EN: any_of(r"read|reading|practi[sc]\w*|attend\w*|follow|take|taking|study\w*"),
}
SITUATED = {
    Language.NL: any_of(r"als|wanneer|zodra|tijdens|onder druk|(?:aan|achter|bij|op) (?:de|het) \w+"),
    Language.EN: any_of(r"when|whenever|during|under pressure|while|(?:at|behind|on) the \w+"),
}
"""A talent for a moment or a place: nobody is asked where else it could be used."""
STEP = {
    Language.NL: re.compile(r"functie|(?<!\w)(?:rol|baan|stap|hogerop)(?!\w)|leiding", re.IGNORECASE),
    Language.EN: any_of(r"roles?|jobs?|positions?|steps?|manag\w*|lead\w*"),
}
"""What a step in a career is called."""
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
    Language.NL: any_of(
        r"wacht(?:en)? (?:\w+ ){0,2}op|in afwachting|nog geen (?:reactie|antwoord|bericht|uitsluitsel|akkoord)|nog niks gehoord|"
        r"nog niets gehoord|hoor (?:\w+ )?nog"
    ),
    Language.EN: any_of(
        r"wait(?:ing)? (?:\w+ )?for|awaiting|(?:no|not) (?:\w+ )?(?:reply|answer|response|word) yet|haven[’']t heard|have not heard|"
        r"yet to hear|still to hear"
    ),
}
"""Somebody else has to move first: nothing to look back on yet."""
RUNNING: dict[Language, re.Pattern[str]] = {
    Language.NL: any_of(
        r"\d+ (?:v/?d|van de|v\.d\.) \d+|(?:elke|iedere) (?:week|maand|dag|keer|ochtend|middag|maandag|dinsdag|woensdag|donderdag|vrijdag)|"
        r"steeds|tot nu toe|iedere keer|nog altijd|wekelijks|dagelijks"
    ),
    Language.EN: any_of(
        r"\d+ (?:out )?of (?:the )?(?:last )?\d+|(?:every|each) (?:week|month|day|time|morning|afternoon|monday|tuesday|wednesday|thursday|"
        r"friday)|so far|weekly|daily|still"
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
KEPT = {
    Language.NL: any_of(r"(?:dit|dat|het) (?:\w+ ){0,2}(?:zo|graag|wel) houden|(?:dit|dat) houden|zo houden"),
    Language.EN: re.compile(
        r"(?<!\w)keep(?:ing)? (?:it|this|that)(?: (?:this way|that way|like this|as it is|going|up))?(?=\s*(?:$|[.,!;]))", re.IGNORECASE
    ),
}
"""A wish that things stay as they are says that they are well."""
STILL = {
    Language.NL: any_of(r"is|zijn|blijft|blijven|wordt|worden|staat|staan|loopt|doet|heeft|hebben|kost|vreet"),
    Language.EN: any_of(r"is|are|stays?|keeps?|has|have|takes?|costs?|still"),
}
"""Told in the present: whatever else is over, this is not."""
NOW = {
    language: re.compile(pattern, re.IGNORECASE)
    for language, pattern in (
        (Language.NL, r"\b(?:nu|sinds|werkt|helpt|geeft|scheelt|bevalt|voelt)\b"),
        (Language.EN, r"\b(?:now|since|gives|makes|feels)\b"),
    )
}
TO_FIND_OUT = {
    Language.NL: any_of(
        r"kijk|kijkt|kijken|navragen|nagaan|uitzoeken|bellen|belt|bel|vragen|vraagt|checken|checkt|check|informeren|peilen|aankaarten|"
        r"reactie|reageren|terugkoppel\w*|terugkom\w*|mail\w*|bespreek|bespreken|bespreekt|overleg\w*|"
        r"(?:vraag|ga|zoek|vraagt|gaat|zoekt) (?:\w+ ){0,4}(?:na|uit)"
    ),
    Language.EN: any_of(
        r"asks?|asking|checks?|checking|calls?|calling|finds? out|finding out|"
        r"looks? (?:into|at|whether|if)|looking into|sees? (?:if|whether)|"
        r"explores?|enquires?|inquires?|reply|replies|responds?|responses?|gets? back|emails?|discuss(?:es)?|talks?"
    ),
}
"""What is asked or looked up for somebody is heard of, not noticed."""
TOGETHER = {
    Language.NL: any_of(r"samen|met zijn tweeën|met z'n tweeën"),
    Language.EN: any_of(r"together|the two of us|both of us"),
}
EVERY = {
    Language.NL: any_of(
        r"(?:elke|iedere|elk|ieder) (?:\w+ )?(?:\w*dag|\w*avond|\w*ochtend|\w*middag|nacht|week|maand|kwartaal|keer|dienst|uur)|"
        r"dagelijks|wekelijks|maandelijks"
    ),
    Language.EN: any_of(
        r"(?:every|each) (?:\w+ )?(?:\w*day|evening|morning|afternoon|night|week|month|quarter|time|shift|hour)|"
        r"daily|weekly|monthly"
    ),
}
"""What was agreed to be done again and again is not finished on its date."""
