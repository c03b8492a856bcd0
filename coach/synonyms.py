"""Words that say the same at work, and words that say nothing by themselves: what a paraphrase may put for the words of a note."""

from collections.abc import Iterable

from coach.material import Language
from coach.words import stem

GROUPS: dict[Language, str] = {
    Language.NL: """collega collega's teamgenoot teamlid teamleden
leidinggevende baas chef manager teamleider
medewerker werknemer personeelslid medewerkers
klant klanten opdrachtgever afnemer cliënt
personeelszaken hr p&o personeelsafdeling
directie bestuur leiding management bestuurder
stagiair stagiaire stagiairs
gesprek gesprekken overleg vergadering bijeenkomst meeting bespreking sessie
afspraak afspraken toezegging
planning plan rooster schema agenda
cursus opleiding training scholing leergang workshop
project traject opdracht
taak taken werkzaamheden klus werk werken werkt gewerkt
functie rol baan positie
verslag rapport rapportage notitie
document stuk stukken
doel doelstelling streven streeft streef mikt mikken
resultaat uitkomst opbrengst
budget geld bedrag
bezoek bezoeken bezocht klantbezoek langsgaan
bellen belt bel gebeld telefoneren telefonisch nabellen opbellen
mailen mailt mail e-mail email gemaild
schrijven schrijft geschreven opstellen stelt opgesteld
beginnen begint start starten begonnen gestart startte
stoppen stopt gestopt ophouden eindigen
eindigen eindigt einde afloop afgelopen
afronden afgerond klaar af voltooien voltooid gereed afmaken afgemaakt
regelen regelt regel geregeld zorgt zorgen zorg verzorgen organiseren organiseert georganiseerd
maken maakt gemaakt opstellen
helpen helpt geholpen hulp ondersteunen ondersteunt ondersteuning steunt bijstaan steun
leren leert geleerd bijleren
inwerken begeleiden begeleidt begeleiding inwerkt
begeleiden coachen coacht coaching
leiden leidt trekken trekt getrokken trok leiding geleid
vragen vraagt vroeg gevraagd verzoekt verzocht verzoek
willen wensen wenst wens verlangen hoopt hopen
bekijken bekijkt kijken kijkt kijk onderzoeken onderzoekt nagaan gaat na uitzoeken zoekt uit uitgezocht checken checkt controleren controleert
doorgeven geeft door melden meldt laat weten informeren informeert geïnformeerd inlichten meedelen hoort hoor
bespreken besproken bespreekt doorspreken
besluiten besloot besloten besluit beslissen beslist beslissing
veranderen verandert verandering wijziging wijzigen wijzigt gewijzigd aanpassen aangepast aanpassing
overgang overstap overstappen overgaan
stijgen stijgt gestegen steeg toenemen toegenomen omhoog groeien groeit gegroeid
dalen daalt gedaald daalde afnemen afgenomen omlaag gezakt zakken
verbeteren verbeterd verbetering beter
groot grote groter omvangrijk
klein kleine kleiner
moeilijk lastig ingewikkeld pittig zwaar
zwaar zware opbreken breken opbreekt vallen valt vermoeiend uitputtend vermoeid moe
makkelijk gemakkelijk eenvoudig simpel
goed prima uitstekend orde klopt fijn prettig
leuk fijn prettig plezier plezierig
snel vlug rap spoedig
belangrijk essentieel
druk drukte drukker
vaak regelmatig geregeld dikwijls frequent
soms af en toe weleens
sommige enkele enige aantal paar
probleem problemen knelpunt moeilijkheid hapering
oplossen opgelost lost oplossing verhelpen verholpen
fout fouten vergissing
idee ideeën voorstel suggestie
voorstellen voorstelt voorgesteld opperen oppert geopperd suggereren
overwegen overweegt overweeg nadenken denkt nadenkt overwogen
twijfelen twijfelt twijfel onzeker weifelen
proberen probeert geprobeerd uitproberen proef testen getest
nodig behoefte vereist benodigd noodzakelijk
krijgen krijgt kreeg gekregen ontvangen ontving ontvangt ontvangst
geven gaf geeft gegeven bieden biedt
nemen neemt nam genomen
kopen koopt gekocht aanschaffen aangeschaft aanschaf
gebruiken gebruikt gebruik toepassen inzetten
nieuw nieuwe recent
oud oude voormalig
samenwerken samenwerking samenwerkt
verantwoordelijk verantwoordelijkheid
overnemen overneemt overgenomen neemt
vervangen vervangt vervanging inval invallen invalt
leveren levert geleverd opleveren oplevert aanleveren
sturen stuurt gestuurd versturen verstuurt opsturen zenden verzonden
wachten wacht afwachten
bereiken bereikt gehaald halen haalt behaald behalen
vrij verlof vakantie vakantiedagen
ziek verzuim ziekteverzuim ziekmelding
aanmelden aangemeld inschrijven ingeschreven schrijft aanmelding
presenteren presenteert gepresenteerd presentatie
deelnemen deelneemt meedoen doet volgen volgt gevolgd bijwonen
overdragen overdracht overgedragen
zelfstandig zelf alleen
minder minderen verminderen verlagen
meer extra aanvullend
thuis thuiswerken
controle controleren nakijken
uitleggen uitleg uitgelegd
delen deelt gedeeld
merken merkt gemerkt opvallen
mening vindt vinden opvatting
afdeling team groep
kantoor werkplek
balie receptie
uur uren
tijd uren
telefoon telefoontjes bellers gesprekken
achterstand stapel
lijst overzicht
moment tijdstip
evalueren evaluatie terugkijken
kosten kost duren duurt
plaatsvinden vindt plaatshebben houden gehouden houdt
verhuizen verhuizing verhuist
voorbereiden voorbereiding bereidt voorbereid
avond avonden avonddienst
energie energiek
ontbreken ontbreekt missen mist
rest overig overige resterend resterende resten resteert overblijven
schelen scheelt scheelde besparen bespaart bespaarde bespaard winst
leerling leerlingen kinderen kind scholier
patiënt patiënten bewoner bewoners cliënten
mt managementteam
overzetten overgezet migreren gemigreerd overgaan over
uitvoeren uitgevoerd voert uitvoering doen
toezeggen toezegt beloven belooft beloofd garanderen garandeert
instemmen stemt akkoord eens goedkeuren goedgekeurd toestemming
stilliggen stilstaan stilgestaan stil
extra langer meer bijkomend
klacht klachten
offerte offertes voorstel
contract contracten overeenkomst
leverancier leveranciers toeleverancier
storing storingen uitval
afspreken afgesproken overeenkomen overeengekomen
promotie doorgroeien doorgroei groeien
kwijt verliezen verloren verliest kosten kost
verlengen verlengd verlenging
verplaatsen verplaatst verzetten verzet uitstellen uitgesteld verschuiven verschoven
aannemen aangenomen werven geworven werving
opzeggen opgezegd vertrekken vertrekt vertrek
aanpakken pakt aanpak oppakken opgepakt
inplannen ingepland plannen gepland plant
openstaan open openstaande
lukken lukt gelukt slagen slaagt geslaagd
belasten belasting werkdruk druk
rustig rust rustiger
feedback terugkoppeling terug
aandacht focus
nadruk benadrukken benadrukt
verwachten verwacht verwachting
gezamenlijk samen gezamenlijke
waarnemen neemt waar waargenomen opvangen vangt opgevangen invallen
kracht krachten medewerker medewerkers personeel bezetting
verlopen verliep verloopt gegaan ging lopen loopt liep
antwoord antwoorden beantwoorden beantwoord
uitgeven geeft uitgegeven besteden besteed besteedt
verhoging verhogen verhoogd hoger duurder omhoog
interesse geïnteresseerd belangstelling willen
bestellen besteld bestelling
ophalen haalt opgehaald halen regelen
tekenen getekend ondertekenen ondertekend handtekening
invoeren ingevoerd invoering
nadenken nagedacht
toename groei stijging
afname daling""",
    Language.EN: """colleague colleagues coworker coworkers teammate teammates
manager boss supervisor lead
employee employees staff
client clients customer customers
hr personnel
board directors management leadership
intern interns trainee trainees
meeting meetings talk conversation session discussion
workshop workshops session sessions
agreement agreements commitment
planning plan schedule rota roster timetable
course courses training class program programme
project assignment
task tasks job work works worked working
role position function post
report reports reporting
document paper
goal goals target targets aim aims objective objectives
result results outcome outcomes
budget money amount
visit visits visited
call calls called phone phones phoned telephone ring
email emails mail mails mailed
write writes wrote written draft drafts drafted
begin begins began start starts started starting launch launches
stop stops stopped quit end ended
end ends ended finish
finish finishes finished done complete completes completed ready
arrange arranges arranged organise organises organize organizes organised organized ensure ensures find finds
make makes made create creates created produce produces produced build
help helps helped support supports supported assist assists assisted
teach teaches taught train trains trained mentor mentors mentored coach coaches coached
lead leads led head heads headed run
ask asks asked request requests requested
want wish wishes like prefer prefers preferred rather hope hopes hoped
check checks checked look looks examine examines investigate investigates review reviews verify
inform informs informed notify notifies notified tell tells told report know
decide decides decided decision choose chose chosen
change changes changed adjust adjusts adjusted adjustment amend switch move
move moves moved switch switches transition migration relocate
rise rises rose risen increase increases increased grow grows grew grown up
fall falls fell fallen drop drops dropped decrease decreases decreased decline declines declined down lower reduced
improve improves improved improvement better
big large great
small little
difficult hard tough tricky challenging
easy simple
wear wears tiring tired exhausting exhausted exhaust exhausts tire draining
good well fine great
nice pleasant enjoyable fun enjoy enjoys enjoyed
fast quick quickly rapid
important essential crucial key
busy busier
often regularly frequently
some few several couple
problem problems issue issues difficulty trouble
solve solves solved resolve resolved fix fixes fixed solution
mistake mistakes error errors
idea ideas proposal suggestion
suggest suggests suggested propose proposes proposed proposal
consider considers considered considering think thinks thought thinking
doubt doubts doubtful unsure uncertain sure
try tries tried test tests tested testing trial
need needs needed require requires required necessary
receive receives received get obtain
give gives gave given provide provides provided offer offers offered
buy buys bought purchase purchases purchased
use uses used using apply
new recent
responsible responsibility
replace replaces replaced cover covers substitute
deliver delivers delivered delivery submit submits hand
send sends sent forward
wait waits waited
reach reaches reached achieve achieves achieved
leave holiday holidays vacation
absence sick sickness
sign signs enrol enrols enroll enrolls register registers
present presents presented presentation
join joins joined attend attends attended participate participates take takes took
handover hand
share shares shared
notice notices noticed
team group department unit
office workplace
list overview
chair chairs chaired lead leads
hold holds held run runs host hosts
expensive cost costs costly
cost costs take takes last lasts
price cost
discuss discussed discusses debate debated
explain explains explained explanation
believe believes believed think thinks thought feel felt opinion
emphasise emphasised emphasized stress stressed highlight highlighted
recommend recommends recommended advise advised
include includes included contain
missing lacking lack absent
remain remains remaining left
head person capita people
talk speak spoke speaks speaking
dollar dollars
rest remaining remain remains remainder other
save saves saved
pupil pupils student students child children kid kids
patient patients resident residents
migrate migrates migrated migration moved move transfer transferred
perform performs performed carry carries carried conduct conducts conducted
promise promises promised guarantee guarantees guaranteed commit
approve approves approved approval consent agreed agree
supervise supervises supervised supervision guide guided oversee shoulder
extra additional more longer
complaint complaints
quote quotes offer
contract contracts agreement
supplier suppliers vendor vendors
outage outages failure down
postpone postponed postpones delay delayed delays move
hire hires hired recruit recruited recruits recruitment
resign resigns resigned leave leaves quit
tackle tackles tackled handle handles handled
extend extends extended extension
succeed succeeds succeeded manage manages managed
feedback comments
attention focus
expect expects expected expectation
pressure workload stress load
calm quiet
skill skills ability
salary wage pay
annual yearly
stand stands stood
update updates
page pages one-page
staff worker workers employee employees employed people
go goes went gone
answer answers answered
spend spends spent
raise raises raised put increase
interested interest keen mind like want
order orders ordered
collect collects collected pick fetch
sign signs signed signing signature
introduce introduces introduced introduction
arrangement arrangements agreed deal
fine agreed ok okay
works suits good""",
}
"""One meaning a line; a word may stand in several."""

LIGHT: dict[Language, str] = {
    Language.NL: """
aantal geval manier situatie moment zaak zaken punt kant stap mens mensen persoon wijze sprake betreft volgens plaats bereid mogelijk
duurt duren duurde blijkt lijkt staat zit ligt loopt geldt vanaf voortaan inmiddels momenteel binnenkort behalve tegen qua gehele
volledige zogenoemde beide enkele sommige bepaald bepaalde eigen huidige mevrouw meneer heer onderdeel gebied ter noemen noemt vertelt
vertellen zeggen meldt melden aangeven benadrukt toelicht laat weten antwoordt reageert stelt krijgt krijgen kreeg weg zet zetten zeker
akkoord eind einde begin half volgend volgende komende vorige afgelopen eens werken werkt werkzaam maximaal minimaal uiterlijk hooguit
telt tellen dagelijks wekelijks maandelijks jaarlijks morgens ochtends middags avonds iedere elke vóór bekend stelde voorstellen voorstelt
oppert opperde suggereert betekent vooral team groep deelnemers gesprekspartners extra diverse verschillende voornaamste onder zorgt
gebracht brengen terug""",
    Language.EN: """
number case way situation moment matter thing things side step person people kind sort part according whether daily weekly monthly yearly
annually quarterly currently recently regarding concerning possible able willing including whole entire certain both own current mr mrs ms
time noted mention mentions mentioned said say says explain explained state states stated report reported express expressed answer
answered reply replied clarify clarified clarifies elaborate elaborated argue argued argues claim claimed believe believes believed
inquire inquired suggest suggests suggested propose proposes proposed recommend recommends recommended think thinks thought consider
discussion discussions group team participants members presentation idea ideas term terms example instance total overall main additional
several various potential due respectively therefore finally obviously especially besides least provide provides ensure ensures turn turns
turned indicate indicated point pointed takes take took make made mean means become became seem seems seemed instead gets get kept next
last most per end beginning early late works work working employed maximum minimum latest receive carry out bring brings brought""",
}


FEELING: dict[Language, str] = {
    Language.NL: """blij verheugd boos kwaad bang angstig zenuwachtig gespannen gestrest gestresst stress trots teleurgesteld verdrietig somber
gefrustreerd frustratie onzeker ongelukkig gelukkig opgelucht enthousiast bezorgd zorgen overbelast uitgeput moe vermoeid geïrriteerd irritatie
ontevreden tevreden gemotiveerd ongemotiveerd gedemotiveerd eenzaam verrast geschrokken dankbaar jaloers verveeld verveelt""",
    Language.EN: """happy glad angry afraid anxious nervous tense stressed stress proud disappointed sad gloomy frustrated frustration insecure
unhappy relieved enthusiastic excited worried worries overwhelmed exhausted tired irritated annoyed dissatisfied satisfied motivated unmotivated
demotivated lonely surprised shocked grateful jealous bored upset""",
}
BEFORE: dict[Language, str] = {
    Language.NL: """de het een 't n deze die dit dat zijn haar hun ons onze mijn jouw je uw geen elke iedere veel meer minder alle voor van met in op
aan bij naar uit over door binnen zonder tegen per tot na vanwege wegens dankzij tijdens als
twee drie vier vijf zes zeven acht negen tien elf twaalf vijftien twintig""",
    Language.EN: """the a an this that these those his her their our my your its no every each many much more less all for of with in on at to from
about by within without against per after because due during as into two three four five six seven eight nine ten eleven twelve fifteen twenty""",
}


def groups_of(language: Language) -> dict[str, frozenset[str]]:
    """Each stem with marks of the meanings it may have."""
    found: dict[str, set[str]] = {}
    for place, line in enumerate(GROUPS[language].splitlines()):
        for word in line.split():
            found.setdefault(stem(word, language), set()).add(f"={place}")
    return {word: frozenset(marks) for word, marks in found.items()}


MEANINGS = {language: groups_of(language) for language in Language}
LIGHT_STEMS = {language: frozenset(stem(word, language) for word in LIGHT[language].split()) for language in Language}
FEELINGS = {language: frozenset(stem(word, language) for word in FEELING[language].split()) for language in Language}
"""A feeling is a fact of its own, however it is put."""
BEFORE_THINGS = {language: frozenset(BEFORE[language].split()) for language in Language}
"""What stands before a thing: after it a new word is more than another way to put what was said."""
NOTHING: frozenset[str] = frozenset()


def meanings(word: str, language: Language) -> frozenset[str]:
    """Marks of what a stem may mean; two stems that share one may say the same."""
    return MEANINGS[language].get(word, NOTHING)


PARTICLES = tuple("over door mede terug samen vast klaar thuis open tegen mee weg aan uit toe voor bij om op af in na".split())


def bases(word: str, language: Language) -> tuple[str, ...]:
    """A Dutch stem without the particle that a sentence sets apart: "inwerken" and "werkt … in", "overgenomen" and "neemt … over"."""
    if language is not Language.NL:
        return NO_BASES
    for particle in PARTICLES:
        if word.startswith(particle) and len(word) - len(particle) >= LEAST_OF_A_BASE:
            rest = word.removeprefix(particle)
            return (rest, rest.removeprefix("ge")) if rest.startswith("ge") and len(rest) > LEAST_OF_A_BASE + 1 else (rest,)
    return NO_BASES


NO_BASES: tuple[str, ...] = ()
LEAST_OF_A_BASE = 3


OPPOSITES: dict[Language, str] = {
    Language.NL: """stijgen stijgt gestegen steeg toenemen groeien gegroeid | dalen daalt gedaald daalde afnemen afgenomen zakken
makkelijk gemakkelijk eenvoudig | moeilijk lastig ingewikkeld
goed prima uitstekend | slecht matig
beter verbeterd verbetering | slechter verslechterd verslechtering
hoog hoger hoogste | laag lager laagste
snel sneller | langzaam langzamer traag
vroeg vroeger eerder | laat later
meer | minder
boven | onder
begonnen gestart begint start | gestopt stopt beëindigd
goedgekeurd akkoord aangenomen | afgewezen geweigerd
verhogen verhoogt verhoogd verhoging hoger | verlagen verlaagt verlaagd verlaging lager
winnen wint gewonnen | verliezen verliest verloren
geslaagd gehaald behaald | gezakt gemist
aangenomen | ontslagen
openen opent geopend | sluiten sluit gesloten
verkopen verkoopt verkocht | kopen koopt gekocht
toevoegen toegevoegd | verwijderen verwijderd geschrapt
verlengen verlengd verlenging | verkorten verkort verkorting
positief | negatief
sterk sterker | zwak zwakker
voordeel | nadeel
intern interne | extern externe
aanvaarden aanvaard accepteren geaccepteerd | weigeren weigert geweigerd
gelukt slaagde geslaagd | mislukt
open | gesloten dicht
aanwezig | afwezig
eens | oneens
vergroten uitbreiden | verkleinen inkrimpen
energie | vermoeiend
tevreden | ontevreden
duidelijk | onduidelijk
genoeg voldoende | onvoldoende
druk drukker | rustig rustiger
lang langer | kort korter
groot groter | klein kleiner
dure duur duurder | goedkoop goedkoper""",
    Language.EN: """
rise rises rose risen increase increased grow grows grew grown | fall falls fell fallen drop drops dropped decrease decreased declined
easy simple easier | difficult hard tough tricky harder
good great well | bad badly poor poorly
better improved improvement | worse worsened deteriorated
high higher highest | low lower lowest
fast quick faster quickly | slow slower slowly
early earlier | late later
more | less fewer
above over | below under
started begun began starts | stopped stops ended
raise raises raised put increase increased higher | lower lowers lowered cut reduce reduced reduces
win wins won gain gained | lose loses lost
passed pass | failed fail
hired hire | fired fire dismissed
opened opens | closed closes shut
buy buys bought | sell sells sold
added adds add | removed removes remove dropped
extended extends extend | shortened shortens shorten
positive | negative
strong stronger | weak weaker
advantage | disadvantage
internal | external
joined joins | left leaves
approved accepted agreed | rejected refused declined
succeeded success worked | failed failure
open | closed
present | absent
agree agreed agrees | disagree disagreed disagrees
satisfied happy | dissatisfied unhappy
clear | unclear
enough sufficient | insufficient
busy busier | quiet quieter
long longer | short shorter
big bigger large larger | small smaller
expensive | cheap cheaper""",
}
"""Two sides a line: a sentence that takes the other side denies what was said."""


def sides_of(language: Language) -> dict[str, frozenset[tuple[int, bool]]]:
    """Each stem with the lines on which it stands, and on which side."""
    found: dict[str, set[tuple[int, bool]]] = {}
    for place, line in enumerate(OPPOSITES[language].splitlines()):
        for right, words in enumerate(line.split(" | ")):
            for word in words.split():
                found.setdefault(stem(word, language), set()).add((place, bool(right)))
    return {word: frozenset(sides) for word, sides in found.items()}


SIDES = {language: sides_of(language) for language in Language}


def opposite(words: Iterable[str], others: Iterable[str], language: Language) -> bool:
    """True where one text takes the other side of what another says: "rose" and "fell"."""
    one = {side for word in words for side in SIDES[language].get(word, NO_SIDES)}
    if not one:
        return False
    two = {side for word in others for side in SIDES[language].get(word, NO_SIDES)}
    return sum((place, not right) in two and (place, right) not in two and (place, not right) not in one for place, right in one) % 2 == 1


NO_SIDES: frozenset[tuple[int, bool]] = frozenset()
