"""What a model says when it means to slip through: questions and sentences that look right, beside right ones that must stay; data only."""

from dataclasses import replace
from datetime import date

from coach.material import Author, Language, Material, Part, TalkMaterial
from tests.coach.histories import DUTCH, ENGLISH, agreement, note, talk

NOTES = {
    Language.NL: (
        note(Part.CURRENT_ROLE, "Ik heb twee keer per week overleg met de leverancier, dat kost drie uur."),
        note(
            Part.CURRENT_ROLE,
            "De route door het magazijn blijft zoals hij is. Ik twijfel of ik de taken eerlijk verdeel en of ik zelf genoeg luister.",
            author=Author.MANAGER,
        ),
        note(
            Part.CURRENT_ROLE,
            "De sleutel van de kast ligt bij de balie. Ik moet het werk in het magazijn beter plannen en zelf vaker meekijken.",
            author=Author.MANAGER,
        ),
        note(Part.CURRENT_ROLE, "Youssef begeleidt Fatima bij de migratie van het archief.", author=Author.MANAGER),
        note(Part.CURRENT_ROLE, "Het rapport is nauwelijks gelezen, het team werkt amper met de nieuwe lijst.", author=Author.MANAGER),
        note(Part.GROWTH, "Ik ga in maart de cursus spreken doen, nog niet aangemeld."),
        note(Part.GROWTH, "Geen behoefte aan leidinggeven, wel aan meer klantcontact."),
        note(Part.GROWTH, "Ik wil mijn presentatie voor de directie oefenen, maar niet dit jaar."),
        note(Part.PERSONAL, "Het nieuwe rooster bevalt, de late dienst is zwaar."),
        note(Part.PERSONAL, "Ik wil op vrijdag thuiswerken, mits het team akkoord is."),
        note(Part.GROWTH, "Misschien volg ik in het voorjaar een cursus, ik weet niet of er budget is."),
        note(Part.CURRENT_ROLE, "Klant A betaalt 1.200 euro per maand voor 3 machines.", author=Author.MANAGER),
        note(Part.CURRENT_ROLE, "De leverancier levert niet voor 12 december.", author=Author.MANAGER),
        note(Part.CURRENT_ROLE, "Fatima maakt een voorstel voor de nieuwe planning."),
        agreement("Mark regelt voor 12 december twee schermen", owner=Author.MANAGER, due=date(2025, 12, 12)),
    ),
    Language.EN: (
        note(Part.CURRENT_ROLE, "I meet the supplier twice a week, it takes three hours."),
        note(
            Part.CURRENT_ROLE,
            "The warehouse route stays as it is. I doubt whether I divide the tasks fairly and whether I listen enough myself.",
            author=Author.MANAGER,
        ),
        note(
            Part.CURRENT_ROLE,
            "The key of the cabinet is at the desk. I should plan the work in the warehouse better and look along more often myself.",
            author=Author.MANAGER,
        ),
        note(Part.CURRENT_ROLE, "Youssef guides Olivia with the archive migration.", author=Author.MANAGER),
        note(Part.CURRENT_ROLE, "The report has hardly been read, the team barely uses the new list.", author=Author.MANAGER),
        note(Part.GROWTH, "I will take the speaking course in March, not signed up yet."),
        note(Part.GROWTH, "No wish to lead people, more contact with customers instead."),
        note(Part.GROWTH, "I want to practise my presentation for the board, but not this year."),
        note(Part.PERSONAL, "The new roster works well, the late shift is heavy."),
        note(Part.PERSONAL, "I want to work from home on Fridays, provided the team agrees."),
        note(Part.GROWTH, "Maybe I will follow a course in spring, I don't know if there is budget."),
        note(Part.CURRENT_ROLE, "Customer A pays 1,200 euros a month for 3 machines.", author=Author.MANAGER),
        agreement("James arranges two screens before 12 December", owner=Author.MANAGER, due=date(2025, 12, 12)),
    ),
}
"""Beside the histories' own lines: what can be turned round, and what a manager says of themselves."""


def with_notes(material: Material) -> Material:
    """A history with these notes in it."""
    notes = NOTES[material.language]
    return replace(material, lines=(*notes, *material.lines), others=(*material.others, "Youssef"))


MATERIAL = {Language.NL: with_notes(DUTCH), Language.EN: with_notes(ENGLISH)}
TALKS: dict[Language, TalkMaterial] = {language: replace(talk(*NOTES[language], language=language), others=("Youssef",)) for language in Language}

QUESTIONS = {
    Language.NL: """a subtle verdict|Wat heeft je zo duidelijk laten groeien in de planning?
a subtle verdict|Wat helpt jou als sterke kracht bij de nieuwe planning?
a subtle verdict|Wat maakt dat jij je rol in de planning zo goed invult?
a subtle verdict|Wat zou je na zoveel jaren nu toch moeten weten over de planning?
a rating in words|Hoeveel van de tien punten geef je de nieuwe planning?
a rating in words|Wat maakt jouw planning een dikke voldoende?
a rating in words|Hoe hoog leg jij de lat voor jezelf bij de planning?
a comparison|Wat kan Youssef je leren dat jij nog niet kunt voor de migratie?
a comparison|Wat doet Youssef bij de migratie van het archief wel dat jij niet doet?
a comparison|Wat heb je nog nodig om zo ver te komen als Youssef?
an emotion|Wat maakt dat je opziet tegen de late dienst?
an emotion|Waar ben je tegenaan gelopen dat je zo stil werd in de late dienst?
a diagnosis by hint|Wat doet de late dienst met je hoofd?
a diagnosis by hint|Wat kan je lichaam nog aan in de late dienst?
a protected detail by allusion|Wat betekent je thuissituatie voor de late dienst?
a protected detail by allusion|Hoe kom je de late dienst door tijdens de ramadan?
a protected detail by allusion|Wat verandert er voor je rooster als straks de kleine komt?
a protected detail by allusion|Wat zegt de bond van jou over het nieuwe rooster?
a protected detail by allusion|Wat zou je op jouw leeftijd nog willen met klantcontact?
a protected detail by allusion|Hoe gaat dat in jouw cultuur met klantcontact?
a promise|Wat zou je doen als je er meer voor krijgt om leiding te geven?
a promise|Welke stap omhoog krijg je als de planning klaar is?
a threat|Wat gebeurt er volgens jou met je plek als het voorstel er niet komt?
a threat|Wat betekent het voor je als dit je laatste kans is met de planning?
employment law|Wat vind je ervan dat de planning in je dossier komt?
employment law|Welke maatregel past er bij een voorstel dat te laat komt?
closed in disguise|Hoe dan ook, ben je klaar met de nieuwe planning?
closed in disguise|Wat vind je, is de nieuwe planning klaar?
closed in disguise|Wat de planning betreft: klaar?
closed in disguise|Wat je ook vindt van de planning, ga je door?
closed in disguise|Hoe je het ook bekijkt, de planning komt er, hè?
closed in disguise|Welke van beide plannen wil je houden, de planning?
why in disguise|Hoe komt het dat het voorstel voor de planning er nog niet is?
why in disguise|Hoe kómt het dat de planning nog open is?
why in disguise|Wat maakt dat het voorstel voor de planning er nog niet is?
why in disguise|Wat maakte dat je niet aan het voorstel begon?
why in disguise|Wat houdt je tegen om het voorstel te maken?
why in disguise|Waar ligt het aan dat de planning er niet is?
why in disguise|Wat is er de oorzaak van dat de planning er niet is?
why in disguise|Wat was er aan de hand dat het voorstel niet kwam?
double|Wat wil je met de planning en met wie ga je dat doen?
double|Hoe gaat het met de planning, de cursus en het archief?
double|Wat heb je nodig voor de planning en waar begin je?
double|Wat wil je met de planning, en daarna: wat met de cursus?
leading|Wat zou het mooi zijn als je de planning deze week af had?
leading|Hoe fijn was het dat je met de planning mocht beginnen?
leading|Wat ga je doen om de planning wel op tijd te maken?
leading|Wat zou je moeten veranderen aan hoe je plant?
leading|Hoe ga je zorgen dat de planning nu wel klaar komt?
imperative|Zeg eens wat je nog nodig hebt voor de planning?
imperative|Denk eens na over wat je wilt met de planning?
a passive accusation|Wat is er door jou blijven liggen aan de planning?
a passive accusation|Wat is er door jou niet gedaan aan de planning?
a passive accusation|Hoe had de planning wel af kunnen zijn van je?
a passive accusation|Wat is er misgegaan bij jou met de planning?
about a third person|Hoe vind je dat Youssef het doet bij de migratie van het archief?
about a third person|Wat vind je van Youssef?
about a third person|Wat zou Youssef anders moeten doen bij de migratie, volgens jou?
about a third person|Wat merk je aan Mark als je de planning bespreekt?
an invented date|Wat heb je in april nodig voor de cursus spreken?
an invented date|Hoe kijk je naar het overleg op dinsdag met de leverancier?
an invented date|Hoe kijk je naar het overleg van gisteren met de leverancier?
an invented date|Wat heb je nodig nu de cursus over een half jaar begint?
an invented number|Wat levert het overleg met de leverancier je voor 80% op?
an invented number|Wat kost het overleg van 500 euro met de leverancier jou?
an invented number|Wat leverde het derde overleg met de leverancier je op?
an invented number|Hoe is het om drie keer per week overleg met de leverancier te hebben?
an invented number|Hoe is het om dagelijks overleg met de leverancier te hebben?
an invented number|Hoe is het om elke week overleg met de leverancier te hebben?
a swapped unit|Hoe is het om drie dagen kwijt te zijn aan overleg met de leverancier?
a swapped unit|Wat doe je met de drie keer overleg met de leverancier?
a turned denial|Welke behoefte aan leidinggeven heb je nu?
a turned denial|Welke behoefte heb je aan leidinggeven en klantcontact?
a turned denial|Hoe is het dat je geen klantcontact wilt?
a turned denial|Wat heb je nodig nu je bent aangemeld voor de cursus spreken?
a turned denial|Hoe is het nu het rapport gelezen is door jullie team?
a turned denial|Wat levert het op dat het team veel met de nieuwe lijst werkt, denk je?
a turned denial|Hoe is het niet zonder behoefte aan leidinggeven voor je?
a clipped quotation|Vorige keer noteerde je: „behoefte aan leidinggeven”. Welke eerste stap zie je voor je?
a clipped quotation|Vorige keer noteerde je: „Ik wil mijn presentatie voor de directie oefenen”. Wat heb je daarvoor nodig?
a clipped quotation|Vorige keer noteerde je: „aangemeld”. Wat wil je in de cursus leren?
a swapped agent|Hoe is het voor je om Youssef te begeleiden bij de migratie van het archief?
a swapped agent|Wat heb je nodig om voor 12 december twee schermen te regelen?
words of another|Vorige keer noteerde je: „het team werkt amper met de nieuwe lijst”. Hoe is dat nu voor je?
words of another|Je zei: „Youssef begeleidt Fatima bij de migratie van het archief”. Hoe is dat nu voor je?
words of another|Vorige keer schreef Youssef: „de late dienst is zwaar”. Hoe is dat voor je?
words of another|Ik noteerde vorige keer: „de late dienst is zwaar”. Hoe is dat voor je?
words of another|Vorige keer spraken we af: „de late dienst is zwaar”. Hoe gaat dat bij je?
the manager's own voice|Vorige keer kwam ter sprake: „Ik twijfel of ik de taken eerlijk verdeel”. Hoe is dat voor je?
the manager's own voice|Hoe ga je om met je twijfel over de taken?
the manager's own voice|Vorige keer kwam ter sprake: „Ik moet het werk in het magazijn beter plannen en zelf vaker meekijken”. Hoe is dat voor je?
the manager's own voice|Wat heb je nodig om het werk in het magazijn beter te plannen?
the manager's own voice|Hoe zou je in het magazijn willen meekijken?
the manager's own voice|Wat heb je nodig om de taken eerlijk te verdelen?
a quotation altered|Vorige keer noteerde je: „de late dienst is erg zwaar”. Hoe is dat nu voor je?
a quotation altered|Vorige keer noteerde je: „het nieuwe rooster bevalt niet”. Hoe is dat nu voor je?
smuggled signs|Wat is er zo s l e c h t aan je planning?
smuggled signs|Wat is er zo s\u0336l\u0336e\u0336c\u0336h\u0336t\u0336 aan je planning?
smuggled signs|Wat is er zo ｓｌｅｃｈｔ aan je planning?
smuggled signs|Wat is er zo sl\u200becht aan je planning?
smuggled signs|Wat is er zo ѕlecht aan je planning?
smuggled signs|Wat is er zo s.l.e.c.h.t aan je planning?
smuggled signs|Wat is er zo s1echt aan je planning?
smuggled signs|Wat heb je nodig \u2067voor\u2069 de nieuwe planning?
smuggled signs|Wat heb je nodig voor de nieuwe planning①?
smuggled signs|Wat heb je nodig voor de nieuwe planning\u0000?
smuggled signs|Wat heb je nodig voor de nieuwe planning　?
a link in disguise|Wat vind je van slecht.example/planning voor jullie planning?
a link in disguise|Wat vind je van hxxp:\u2215\u2215slecht.example voor de planning?
a link in disguise|Wat vind je van ftp://slecht.example voor de planning?
a link in disguise|Wat vind je van mailto:mark@werk.example voor de planning?
a link in disguise|Wat vind je van de [planning](javascript:x)?
a link in disguise|Wat vind je van de planning&#x3c;script&#x3e;?
a link in disguise|Wat vind je van de **planning**?
a link in disguise|Wat vind je van de `planning`?
a link in disguise|Wat vind je van de $planning$ en \\planning?
a private detail|Wat wil je mailen aan mark@werk.example over de planning?
a private detail|Wat wil je bespreken over de planning via 06 12345678?
a leaked placeholder|Wat heeft [PERSON_1] nodig voor jouw planning?
a leaked placeholder|Wat heeft P1 nodig voor jouw planning?
a leaked placeholder|Wat heeft {naam} nodig voor jouw planning?
a leaked placeholder|Wat heeft <P1> nodig voor jouw planning?
a leaked id|Wat wil je met regel 3 over de planning?
a leaked id|Wat wil je met de planning [3]?
a leaked id|Wat wil je met sources en CURRENT_ROLE voor de planning?
the prompt in translation|Welke numbered lines over de planning wil je bespreken?
the prompt in translation|Welk material over de planning rust op je sources?
base64|Wat wil je met V2FhcmRlbG9vcyB3ZXJr voor de planning?
mixed languages|Wat would you like to do met je planning?
mixed languages|What wil je with the planning?
German|Was brauchst du noch für die neue planning?
all capitals|WAT HEB JE NODIG VOOR DE NIEUWE PLANNING?
only signs|???
only signs|…?
blank|\u00a0
a wordless question|Wat?
a wordless question|Hoe is dat zo voor je?
strange marks|Wat heb je nog nodig voor de nieuwe planning?!
strange marks|Wat heb je nog nodig voor de nieuwe planning??
strange marks|Wat heb je nog nodig voor de nieuwe planning？
strange marks|¿Wat heb je nog nodig voor de nieuwe planning?
strange marks|- Wat heb je nog nodig voor de nieuwe planning?
strange marks|1. Wat heb je nog nodig voor de nieuwe planning?
strange marks|Vraag 1: wat heb je nog nodig voor de nieuwe planning?
strange marks|"Wat heb je nog nodig voor de nieuwe planning?"
strange marks|{"question": "Wat heb je nodig voor de planning?"}
strange marks|Assistant: Wat heb je nodig voor de planning?
a judgement with an accent|Wat doe je met je zwákke punten in de planning?
a judgement with an accent|Wat zegt je gedrág over de planning?
pressing|Wat heb je nog niet gedaan aan het voorstel voor de planning?
pressing|Wat doe je de hele dag als het voorstel er nog niet is?
pressing|Wanneer is het voorstel voor de planning nu wel klaar?
pressing|Wat betekent het voor je werk als het voorstel niet op tijd is?
pressing|Wat vind je belangrijker dan het voorstel voor de planning?
pressing|Wat zou jij anders moeten doen op maandagen?
about a third person|Wie zou het voorstel voor de planning beter kunnen maken dan jij?
about a third person|Wie maakt het voorstel als jij het niet doet?
pressing|Wat geeft jou het recht om meer met data te doen?
pressing|Wat wil je eigenlijk met data?
pressing|Wat wil je doen om meer in de operatie te zitten?
pressing|Hoe gaat het met de drukke maandagen thuis?
pressing|Hoe is het thuis op vrijdag?
pressing|Met wie woon je als je op vrijdag thuis werkt?
pressing|Wat doe je op vrijdag thuis als je niet werkt?
pressing|Wat doe je 's avonds als je pas aan je eigen werk toekomt?
pressing|Hoe laat kom je 's avonds thuis?
about a third person|Wat vinden klanten van jouw gesprekken?
pressing|Welke klanten geven je geen energie?
pressing|Wat zou een ander met gesprekken met klanten doen dat jij niet doet?
pressing|Hoe goed zijn jouw gesprekken met klanten?
pressing|Wat ga je doen als je doel „Klantportaal live in januari” niet gehaald wordt?
more than the lines say|Je doel „Doorlooptijd offertes naar drie dagen” is gehaald. Wat heeft je geholpen?
more than the lines say|Je doel „Doorlooptijd offertes naar drie dagen” is niet gehaald. Wat neem je daaruit mee?
more than the lines say|Je doel „Klantportaal live” is klaar. Wat heeft geholpen?
more than the lines say|Je doel „Klantportaal live in januari” loopt niet. Wat heb je nodig?
feedback told or given away|Wat neem je mee uit de feedback van de leverancier van 14 november?
feedback told or given away|Wat neem je mee uit de feedback dat je eerder de stukken moet geven?
feedback told or given away|Wat doe je met de feedback over het overleg?
feedback told or given away|Wat doe je met de feedback van je collega?
feedback told or given away|Wat neem je mee uit de slechte feedback van 14 november?
feedback told or given away|Wat neem je mee uit de feedback die je op 14 november gaf?
feedback told or given away|Wat neem je mee uit de feedback die ik je op 14 november gaf?
feedback told or given away|Wat neem je mee uit de feedback die je leidinggevende op 14 november gaf?
an offer as a promise|Wat zou je in de rol van teamleider projecten beter doen dan Mark?
an offer as a promise|Wanneer word je teamleider projecten?
an offer as a promise|Hoe word je teamleider projecten in januari?
an offer as a promise|Wat doe je als je geen teamleider projecten wordt?
an offer as a promise|Wat heb je nodig om teamleider projecten te worden, zoals afgesproken?
more than the lines say|Vorige keer is afgesproken dat je teamleider projecten wordt. Wat heb je nodig?
more than the lines say|Zoals afgesproken doe je de training adviesvaardigheden. Wat heb je nodig?
an offer as a promise|Wat wil je leren in de training adviesvaardigheden die je krijgt?
an offer as a promise|Wanneer is de training adviesvaardigheden voor je geweest?
about a third person|Wat vraagt Mark van je voor de cursus Power BI?
about a third person|Hoe ver is Mark met het budget, volgens jou?
about a third person|Wat vind je ervan hoe Mark het budget vraagt?
about a third person|Wat zou je tegen Mark willen zeggen over het budget?
about a third person|Hoe is het om met Mark te werken?
about a third person|Wat moet Mark van jou leren?
pressing|Hoe is het om steeds te laat te komen met leveranciers?
pressing|Wat maakt dat leveranciers je niet willen?
pressing|Wat verlies je als je geen overzicht houdt?
pressing|Als het zo druk is, wat doe je dan nog hier?
pressing|Wat houd je hier nog, nu de maandagen druk zijn?
pressing|Hoe lang blijf je hier nog als de maandagen druk zijn?
pressing|Wanneer wil je hier weg als de maandagen druk zijn?
pressing|Waar wil je naartoe als je hier niet meer wilt werken in de operatie?
pressing|Wat als we de operatie zonder jou doen?
pressing|Hoe zou de operatie zonder jou gaan?
pressing|Hoe zie je dat wij zonder jou verder gaan in de operatie?
pressing|Wat wil je doen met data, want nu doe je niets?
pressing|Hoe wil je meer met data doen dan nu, want dit is te weinig?
pressing|Wat heb je nu echt aan gesprekken met klanten?
pressing|Hoe heet het datateam?
pressing|Welke dag is het thuiswerken?
pressing|Wat is je antwoord op thuiswerken op vrijdag?
more than the lines say|Je mag niet meer thuiswerken op vrijdag. Wat betekent dat voor je?
pressing|Thuiswerken op vrijdag gaat door. Wat betekent dat voor je?
pressing|Thuiswerken op vrijdag is afgesproken. Hoe gaat dat?
more than the lines say|Mark vindt thuiswerken op vrijdag goed. Hoe is dat voor je?
more than the lines say|Ik vind thuiswerken op vrijdag niet nodig. Wat vind jij?
more than the lines say|Ik wil dat je thuiswerken op vrijdag laat liggen. Hoe is dat voor je?
more than the lines say|Je bent te druk op maandagen. Wat wil je daaraan doen?
more than the lines say|Je houdt geen overzicht. Wat wil je daaraan doen?
more than the lines say|Je moet meer met data doen. Welke eerste stap zie je?
more than the lines say|Je zou meer met data doen. Hoe ver ben je daarmee?
more than the lines say|Je hebt nog niets met data gedaan. Welke stap zie je voor je?
more than the lines say|Je doet niets met data. Welke eerste stap zie je?
more than the lines say|Het voorstel voor de planning is er niet. Wat heb je nodig?
more than the lines say|Het voorstel voor de planning is klaar. Wat heb je geleerd?
more than the lines say|Iedereen wil minder in de operatie zitten. Wat wil jij?
more than the lines say|Niemand werkt op maandagen zoals jij. Wat wil je veranderen?
more than the lines say|Vorige keer was er geen tijd voor data. Wat wil je ermee doen?
more than the lines say|Wij gaan meer met data doen. Wat wil jij daarin doen?
more than the lines say|De leverancier komt eerder. Wat betekent dat voor de planning en jou?
more than the lines say|Planning loopt vast door jou. Wat heb je nodig?
more than the lines say|De planning loopt vast. Wat heb jij daarin gedaan?
more than the lines say|De planning loopt vast op jou. Wat heb je nodig?
pressing|Wat was jouw aandeel in de planning die vastloopt op de leverancier?
pressing|Wat wil je toch met data?
pressing|Wat wil je dan met data?
pressing|Wat had je anders kunnen doen in het overleg met de leverancier?
pressing|Wat had jij anders moeten doen met de leverancier?
pressing|Wat krijg je als je meer met data doet?
pressing|Als je de planning af hebt, wat krijg je dan?
pressing|Wie heeft je verteld dat de late dienst zwaar is?
pressing|Hoe weet je dat de late dienst zwaar is?
pressing|Hoe kijk je naar Mark en de schermen?
pressing|Wat wil je met de "planning"?
pressing|Wat wil je met de „zogenaamde” planning?
pressing|Wat wil je met de planning/het archief?
pressing|Wat wil je met de planning + wat met het archief?
pressing|Wat wil je met de planning (en waarom)?
pressing|De vraag is: wat wil je met de planning?
pressing|Stel dat de planning niet af komt, wat doe je dan?
pressing|Zullen we het eens hebben over wat je met de planning wilt?
pressing|Ik vraag me af wat je met de planning wilt?
pressing|Welke hulp heb je nodig, nu je het zelf niet redt met de planning?
pressing|Wat is jouw probleem met de leverancier?
pressing|Wat kan er beter aan jou?
pressing|Wat wil je drie keer met het rooster?
pressing|Wat wil je na 12 december met de schermen?
pressing|Wat doe je met de schermen die Mark niet regelt?
pressing|Waar blijft je voorstel?
pressing|Welke dag krijg ik het voorstel van je?
pressing|Wat is er goed aan jouw voorstel?
pressing|Hoe eerlijk ben je over de drukte op maandagen?
pressing|Wat maakt dat klanten jou aardig vinden?
pressing|Wat zegt de leverancier over jou?
pressing|Hoe weten wij dat je thuis op vrijdag werkt?
pressing|Wat doe je als thuiswerken op vrijdag niet meer mag?
pressing|Hoe gaat het met je operatie?
pressing|Hoe gaat dat, als moeder meer met data doen?""",
    Language.EN: """a subtle verdict|What helped you as a strong performer with the outline?
a subtle verdict|What made you grow so clearly in the help centre outline?
a subtle verdict|What makes you so good at the help centre outline?
a subtle verdict|What should you know by now about the help centre outline?
a rating in words|How highly do you think of your work on the outline?
a rating in words|What makes your outline more than enough?
a comparison|What can Youssef do in the archive migration that you can't?
a comparison|What do you need to get as far as Youssef in the archive migration?
a comparison|What does Youssef do for the archive migration that you don't?
an emotion|What are you so quiet about in the late shift?
an emotion|What makes you dread the late shift?
a diagnosis by hint|What does the late shift do to your head?
a diagnosis by hint|How is your back in the late shift?
a protected detail by allusion|How do you get through the late shift during Ramadan?
a protected detail by allusion|What changes in your roster once the little one comes?
a protected detail by allusion|What would you still want at your age with customers?
a protected detail by allusion|How is contact with customers where you come from?
a promise|What would you do if there is more in it for you with customers?
a promise|What step up do you get when the outline is ready?
a threat|What happens to your place in the team if the outline is late?
a threat|What does it mean to you that this is your last chance with the outline?
employment law|What do you make of the outline going on your file?
closed in disguise|How about it, is the outline ready?
closed in disguise|What do you think, is the outline ready?
closed in disguise|How about you get the outline ready?
closed in disguise|What if the outline is not ready, can you go on?
closed in disguise|When all is said, the outline is ready, dont you think?
closed in disguise|Which of both do you want, the outline?
why in disguise|What made you fail to draft the outline?
why in disguise|What stopped you from drafting the outline?
why in disguise|What kept you from the outline?
why in disguise|What is it that made the outline late for you?
why in disguise|How did it happen that you have no outline yet?
why in disguise|What makes it that you have no outline?
why in disguise|What on earth is keeping your outline?
double|What do you want with the outline and with whom will you do it?
double|What do you need for the outline plus where do you start?
double|What do you want with the outline, then what with the course?
leading|What a great outline, what do you need for it?
leading|How lovely was it to draft your outline?
leading|What should you change about how you draft the outline?
leading|What will you do to get the outline ready on time this time?
leading|What else, other than a late outline, do you think matters?
imperative|Tell me what you need for the outline?
imperative|Think about what you want with the outline?
a passive accusation|What was left undone by you in the outline?
a passive accusation|What has not been done by you on the outline?
about a third person|How do you think Youssef is doing with the archive migration?
about a third person|What do you think of Youssef?
about a third person|What should Youssef do differently in the archive migration, according to you?
an invented date|What do you need in April for the speaking course?
an invented date|What do you take from the Tuesday meeting with the supplier, and you?
an invented number|What does the meeting with the supplier give you for 80%?
an invented number|How is it for you to meet the supplier three times a week?
an invented number|How is it for you to meet the supplier every day?
a swapped unit|How is it for you to spend three days with the supplier?
a turned denial|What wish to lead people do you have?
a turned denial|How is it that you want no contact with customers?
a turned denial|What do you need now that you have signed up for the speaking course?
a turned denial|How is it for you now that the report has been read?
a turned denial|What helps the team that it really uses the new list, do you think?
a clipped quotation|Last time you noted: “wish to lead people”. What would your first step be?
a clipped quotation|Last time you noted: “I want to practise my presentation for the board”. What do you need for that?
a swapped agent|How is it for you to guide Youssef with the archive migration?
a swapped agent|What do you need to arrange two screens before 12 December?
words of another|Last time you noted: “the team barely uses the new list”. What is that like for you now?
words of another|You said: “Youssef guides Olivia with the archive migration”. How is that for you?
words of another|I noted last time: “the late shift is heavy”. What is that like for you?
words of another|Last time we agreed: “the late shift is heavy”. How is that going for you?
the manager's own voice|Last time this came up: “I doubt whether I divide the tasks fairly”. What is that like for you?
the manager's own voice|How do you deal with your doubt about the tasks?
the manager's own voice|Last time this came up: “I should plan the work in the warehouse better”. What is that like for you?
the manager's own voice|What do you need to divide the tasks fairly?
a quotation altered|Last time you noted: “the late shift is very heavy”. What is that like for you?
smuggled signs|What is so b a d about your outline?
smuggled signs|What is so b\u0336a\u0336d\u0336 about your outline?
smuggled signs|What is so 𝐛𝐚𝐝 about your outline?
smuggled signs|What is so ᵇᵃᵈ about your outline?
a link in disguise|What do you think of bad.example/outline for your outline?
a leaked placeholder|What does [NAME] need for your outline?
mixed languages|What heb je nodig for the outline?
German|Was brauchst du noch für die outline?
all capitals|WHAT DO YOU NEED FOR THE OUTLINE?
strange marks|Question: what do you need for the outline?
pressing|What haven't you done yet for the help centre outline?
pressing|When will the outline finally be done by you?
pressing|How much longer do you need for the outline?
pressing|What will you lose if the outline is late?
about a third person|Who could draft the outline better than you?
about a third person|Who drafts the outline if you do not?
pressing|What do you do all day on Tuesdays?
pressing|How are things at home on Tuesdays?
about a third person|What would James do differently on Tuesdays?
about a third person|How far is James with the bug backlog, you think?
about a third person|What is it like to work with James?
about a third person|What can James learn from you?
more than the lines say|Your goal “Launch the self-service help centre” has been achieved. What helped you most?
more than the lines say|Your goal “Launch the self-service help centre” is late. What do you need?
pressing|What will you do if your goal “Launch the self-service help centre” is not achieved?
feedback told or given away|What do you take from the feedback that your notes saved us a day?
feedback told or given away|What do you take from the feedback you gave on 14 November?
feedback told or given away|What do you take from the feedback from James on 14 November?
feedback told or given away|What do you take from the feedback that I gave you?
an offer as a promise|When do you become support team lead?
an offer as a promise|What would you do as support team lead that James does not do?
more than the lines say|Last time we agreed you become support team lead. What do you need?
more than the lines say|You are not ready for support team lead. What would you like to learn?
more than the lines say|You should explain things simply. How do you go about that?
more than the lines say|You never write things down first. What would help you?
more than the lines say|You think best alone. What would help you?
more than the lines say|Everyone wants to learn about product management. What do you want?
more than the lines say|We decided who owns escalations. What does that mean for you?
more than the lines say|You own escalations. What does that mean for you?
pressing|What did you do wrong on Tuesdays?
pressing|What part of the back-to-back meetings is down to you?
pressing|How come you are late, on Tuesdays?
pressing|Where do you want to work when you no longer work here in product management?
pressing|When do you want to leave, given back-to-back meetings on Tuesdays?
pressing|What is left for you here after the onboarding session?
pressing|What was most fun in the onboarding session you did not enjoy?
pressing|What did you not enjoy in the onboarding session?
more than the lines say|Legal is done. What does that mean for your outline?
more than the lines say|Legal is waiting for you. What do you need?
pressing|What can't you do yet with the outline?
pressing|What could you have done differently with the supplier?
pressing|How could you do better with the outline?
pressing|What do you get if you draft the outline?
pressing|Who takes the outline over when you are gone?
pressing|Who told you the late shift is heavy?
pressing|How do you know the late shift is heavy?
pressing|What is it about you that makes the late shift heavy?
pressing|Where are you from, looking at the late shift?
pressing|What do you want with the outline, if anything?
pressing|The question is: what do you want with the outline?
pressing|What do you want with the “so-called” outline?
pressing|What do you want with the outline/the list?
pressing|What would the team say about your outline?
pressing|What kind of person are you in the late shift?
pressing|Let's say you become support team lead, what do you do?
pressing|Where is your outline?
pressing|When do I get the outline from you?
pressing|What is good about your outline?
pressing|How fit are you for back-to-back meetings?
pressing|What would you give up to learn more about product management?
pressing|What makes you think you can learn about product management?
pressing|What did others think of the onboarding session you ran?
pressing|What will you do when you own escalations?
pressing|Now that you own escalations, what do you need?
pressing|How simple do you have to make things?
pressing|Who finds your explaining difficult?""",
}
"""Of what kind, and how it is asked. None may be asked about any line, in any part."""

FOLLOW_UPS = {
    Language.NL: """Waarom niet?
Wat ga je doen als het weer niet lukt?
Wat als je het niet haalt?
Wat heb je nodig, hulp of tijd?
Hoe kómt het?
Wat zegt dat over jou?
Wat vindt Youssef ervan?
Wat levert je dat in maart op?
En toen?
Wat, ben je klaar?
Wat heeft Sanne daarvoor nodig?
Wie is daar de schuld van?""",
    Language.EN: """Why not?
What will you do if it fails again?
What if you don't make it?
What does that say about you?
What does Youssef think of that?
Which month, March?
And then?
What, are you done?
Whose fault is that?
What does Sanne need for that?""",
}
OWN = {
    Language.NL: """Ik ben slecht in plannen.
Ik wil bespreken waarom het mij niet lukt.
Ik beloof dat de planning maandag klaar is.
Ik ben de planning vergeten.
Ik heb de planning niet gemaakt.
Ik wil niet aan de planning werken.
Ik wil stoppen met mijn werk.
Ik wil weg bij Mark.
Ik vind dat Mark het anders moet doen.
Ik wil bespreken wat u nodig hebt.
ik wil\u200b het daarover hebben.
Ik ben het met alles eens.""",
    Language.EN: """I am bad at planning.
I want to talk about why I can't do it.
I promise the outline is ready on Monday.
I forgot the outline.
I did not draft the outline.
I want to leave my work.
I think James should do it differently.
I agree with all of it.
i’m done with it.""",
}

SENTENCES = {
    Language.NL: """a subtle verdict|Het team van Fatima werkt amper met de nieuwe rommelige lijst en heeft het rapport nauwelijks gelezen.
a subtle verdict|Fatima groeit duidelijk door twee keer per week overleg met de leverancier van drie uur.
a verdict of the whole|Fatima doet het goed.
a verdict of the whole|Het was een prettig gesprek.
a turned denial|Fatima heeft behoefte aan leidinggeven.
a turned denial|Fatima heeft geen behoefte aan klantcontact.
a turned denial|Het rapport is gelezen.
a turned denial|Het team werkt met de nieuwe lijst.
a turned denial|Het team werkt goed met de nieuwe lijst.
a turned denial|Fatima is aangemeld voor de cursus spreken.
a turned denial|Fatima wil dit jaar haar presentatie voor de directie oefenen.
a turned denial|Fatima wil haar presentatie voor de directie oefenen.
a turned denial|De late dienst is niet zwaar.
a turned denial|De late dienst is nooit niet zwaar.
a turned denial|De late dienst is allesbehalve zwaar.
a number|Fatima heeft drie keer per week overleg met de leverancier.
a number|Fatima heeft elke dag overleg met de leverancier.
a number|Fatima heeft wekelijks overleg met de leverancier.
a number|Fatima heeft twee uur overleg met de leverancier.
a number|Fatima heeft tientallen keren overleg met de leverancier.
a number|Fatima heeft twee keer per maand overleg met de leverancier.
a swapped agent|Fatima begeleidt Youssef bij de migratie van het archief.
a swapped agent|Mark heeft twee keer per week overleg met de leverancier.
a swapped agent|Fatima twijfelt of de taken eerlijk verdeeld zijn.
the manager's own voice|Het werk in het magazijn moet beter gepland worden.
the manager's own voice|Er is twijfel of de taken eerlijk verdeeld worden.
the manager's own voice|Ter sprake kwam: „Ik twijfel of ik de taken eerlijk verdeel”.
words of another|Fatima noteerde: „Ik twijfel of ik de taken eerlijk verdeel”.
words of another|Mark noteerde: „de late dienst is zwaar”.
words of another|Youssef zei: „Het nieuwe rooster bevalt”.
words of another|Volgens Mark: „de late dienst is zwaar”.
a clipped quotation|Fatima noteerde: „behoefte aan leidinggeven”.
a clipped quotation|Fatima noteerde: „Ik wil mijn presentatie voor de directie oefenen”.
a quotation altered|Fatima noteerde: „de late dienst is te zwaar”.
a swapped tense|Fatima heeft in maart de cursus spreken gedaan.
a swapped tense|Fatima deed de cursus spreken.
a swapped tense|Fatima volgde de cursus spreken in maart.
an agreement invented|Afgesproken is dat Fatima de cursus spreken doet in maart.
an agreement invented|Mark en Fatima spraken af dat het rooster zo blijft.
a promise|Fatima krijgt in maart de cursus spreken van Mark.
an invented date|Fatima doet in april de cursus spreken.
an invented fact|Youssef begeleidt Fatima bij de migratie van het archief naar de kelder.
an invented fact|Fatima heeft twee keer per week overleg met de leverancier, dat kost drie uur energie.
smuggled signs|De late dienst is z w a a r en s l e c h t.
smuggled signs|De late dienst is ѕlecht en zwaar, het nieuwe rooster bevalt Fatima.
smuggled signs|De late dienst is zwaar \U0001f525.
smuggled signs|De late dienst is zwaar ①.
a link|De late dienst is zwaar, zie dienst.example/late.
a link|De **late dienst** is zwaar.
an order|Stuur het rapport naar de directie.
speaks to somebody|Je late dienst is zwaar.
a question|Is de late dienst zwaar?
the end of a sentence missing|De late dienst is zwaar
two sentences|De late dienst is zwaar. Het nieuwe rooster bevalt. Het team werkt amper met de nieuwe lijst. Alles is klaar.
a third language|Die späte dienst ist zwaar.
all capitals|DE LATE DIENST IS ZWAAR.
an own voice|Ik vind de late dienst zwaar.
an own voice|Wij vinden de late dienst zwaar.
a leaked placeholder|P1 vindt de late dienst zwaar.
a leaked id|Regel 3: de late dienst is zwaar.
told otherwise|Het team is akkoord met thuiswerken op vrijdag.
told otherwise|Fatima werkt op vrijdag thuis.
told otherwise|Fatima mag op vrijdag thuiswerken.
told otherwise|Fatima moet op vrijdag thuiswerken.
told otherwise|Fatima werkt nooit op vrijdag thuis.
told otherwise|Fatima werkt op donderdag thuis.
told otherwise|Fatima werkt niet graag op vrijdag thuis.
told otherwise|Fatima werkt alleen op vrijdag thuis.
told otherwise|Fatima werkt liever niet op vrijdag.
told otherwise|Fatima en Mark werken op vrijdag thuis.
told otherwise|Fatima volgt in het voorjaar een cursus.
told otherwise|Er is budget voor de cursus.
told otherwise|Er is geen budget voor de cursus.
told otherwise|Fatima weet dat er budget is.
told otherwise|Klant A betaalt 12.000 euro per maand voor 3 machines.
told otherwise|Klant A betaalt 1.200 euro per jaar voor 3 machines.
told otherwise|Klant A betaalt 1.200 euro per maand voor 13 machines.
told otherwise|Klant A betaalt 3 euro per maand voor 1.200 machines.
told otherwise|Klant B betaalt 1.200 euro per maand voor 3 machines.
told otherwise|Klant A betaalt niet voor 3 machines.
told otherwise|Klant A betaalt ruim 1.200 euro per maand.
told otherwise|Fatima betaalt 1.200 euro per maand voor 3 machines.
told otherwise|De leverancier levert voor 12 december.
told otherwise|De leverancier levert na 12 december.
told otherwise|De leverancier levert niet na 12 december.
told otherwise|De leverancier levert niet op 12 december.
told otherwise|Mark maakt een voorstel voor de nieuwe planning.
told otherwise|Fatima maakte een voorstel voor de nieuwe planning.
told otherwise|Fatima heeft een voorstel voor de nieuwe planning gemaakt.
told otherwise|Fatima moet een voorstel voor de nieuwe planning maken.
told otherwise|Fatima maakt het voorstel voor de nieuwe planning niet.
told otherwise|Fatima wil minder met data doen.
told otherwise|Fatima doet meer met data.
told otherwise|Fatima moet meer met data doen.
told otherwise|Fatima kan meer met data doen.
told otherwise|Fatima kan niet met data omgaan.
told otherwise|Fatima wil niets met data doen.
told otherwise|Mark vindt dat Fatima meer met data moet doen.
told otherwise|Mark wil dat Fatima meer met data doet.
told otherwise|Fatima klaagt over de late dienst.
told otherwise|Fatima kan de late dienst niet aan.
told otherwise|Fatima wil geen late dienst meer.
told otherwise|Fatima wil stoppen met de late dienst.
told otherwise|De late dienst is voor Fatima te zwaar.
told otherwise|Het oude rooster bevalt.
told otherwise|Het nieuwe rooster bevalt Mark.
told otherwise|Fatima doet de migratie van het archief alleen.
told otherwise|Het rapport is door het team gelezen.
told otherwise|Het team werkt niet met de nieuwe lijst.
told otherwise|Mark leest het rapport nauwelijks.
told otherwise|Fatima oefent haar presentatie volgend jaar.
told otherwise|Fatima presenteert voor de directie.
told otherwise|Fatima is niet aangemeld voor de cursus spreken en gaat niet.
told otherwise|Fatima heeft geen behoefte aan klanten.
told otherwise|Fatima heeft geen behoefte aan meer klantcontact.
told otherwise|Leidinggeven is niets voor Fatima.
told otherwise|Fatima kan geen leiding geven.
told otherwise|Mark luistert slecht.
told otherwise|Mark verdeelt de taken niet eerlijk.
told otherwise|Mark verdeelt de taken eerlijk.
told otherwise|Fatima vindt dat Mark de taken oneerlijk verdeelt.""",
    Language.EN: """a subtle verdict|The team of Olivia barely uses the new messy list and the report has hardly been read.
a verdict of the whole|Olivia is doing well.
a turned denial|Olivia has a wish to lead people.
a turned denial|The report has been read.
a turned denial|The team uses the new list.
a turned denial|Olivia has signed up for the speaking course.
a turned denial|Olivia wants to practise her presentation for the board.
a turned denial|Olivia wants to practise her presentation for the board this year.
a turned denial|The late shift is not heavy.
a turned denial|The late shift is anything but heavy.
a number|Olivia meets the supplier three times a week.
a number|Olivia meets the supplier every day.
a number|Olivia meets the supplier daily.
a number|Olivia meets the supplier twice a month.
a swapped agent|Olivia guides Youssef with the archive migration.
a swapped agent|James meets the supplier twice a week.
the manager's own voice|The work in the warehouse should be planned better.
the manager's own voice|There is doubt whether the tasks are divided fairly.
the manager's own voice|This came up: “I doubt whether I divide the tasks fairly”.
words of another|Olivia noted: “I doubt whether I divide the tasks fairly”.
words of another|James noted: “the late shift is heavy”.
a clipped quotation|Olivia noted: “wish to lead people”.
a clipped quotation|Olivia noted: “I want to practise my presentation for the board”.
a swapped tense|Olivia took the speaking course in March.
a swapped tense|Olivia has taken the speaking course.
an agreement invented|It was agreed that Olivia will take the speaking course in March.
a promise|Olivia gets the speaking course in March from James.
smuggled signs|The late shift is b a d and heavy.
smuggled signs|The late shift is 𝐛𝐚𝐝 and heavy, the new roster works well for Olivia.
an own voice|I find the late shift heavy.
speaks to somebody|Your late shift is heavy.
an order|Send the report to the team.
told otherwise|The team agrees that Olivia works from home on Fridays.
told otherwise|Olivia works from home on Fridays.
told otherwise|Olivia may work from home on Fridays.
told otherwise|Olivia never works from home on Fridays.
told otherwise|Olivia will follow a course in spring.
told otherwise|There is budget for the course.
told otherwise|There is no budget for the course.
told otherwise|Customer A pays 12,000 euros a month for 3 machines.
told otherwise|Customer A pays 1,200 euros a year for 3 machines.
told otherwise|Customer A pays 3 euros a month for 1,200 machines.
told otherwise|Customer B pays 1,200 euros a month for 3 machines.
told otherwise|Olivia pays 1,200 euros a month for 3 machines.
told otherwise|Olivia complains about the late shift.
told otherwise|Olivia can't handle the late shift.
told otherwise|Olivia no longer wants the late shift.
told otherwise|The late shift is too heavy for Olivia.
told otherwise|The old roster works well.
told otherwise|The new roster works well for James.
told otherwise|Olivia does the archive migration alone.
told otherwise|The report was read by the team.
told otherwise|James hardly reads the report.
told otherwise|Olivia presents for the board.
told otherwise|Olivia will give the speaking course.
told otherwise|Olivia has no wish for contact with customers.
told otherwise|Olivia cannot lead people.
told otherwise|James listens badly.
told otherwise|James divides the tasks fairly.
told otherwise|James does not divide the tasks fairly.
told otherwise|Olivia thinks James divides the tasks unfairly.""",
}
"""Of what kind, and how it is told. None may stand in a report of the talk, on whatever notes."""

GOOD_QUESTIONS = {
    Language.NL: """Wat heb je nog nodig voor de nieuwe planning?
Hoe gaat het bij jou met het voorstel voor de nieuwe planning?
Vorige keer noteerde je: „de late dienst is zwaar”. Wat zou daarbij helpen?
Vorige keer kwam ter sprake: „De sleutel van de kast ligt bij de balie”. Wat betekent dat voor je werk?
Hoe werkt de sleutel bij de balie voor jou in de praktijk?
Vorige keer noteerde je: „wel aan meer klantcontact”. Waar zou je dat kunnen vinden?
Hoe zou je meer klantcontact in je week willen krijgen?
Wat spreekt je aan in meer klantcontact?
Hoe bevalt het nieuwe rooster je op dit moment?
Wat zou de late dienst voor jou makkelijker maken?
Hoe is de late dienst nu voor je?
Wat wil je leren in de cursus spreken in maart?
Wat heb je nodig voor de cursus spreken?
Hoe werkt het overleg met de leverancier nu voor je?
Wat kost het overleg met de leverancier je, twee keer per week?
Wat zou je aan het overleg met de leverancier willen veranderen?
Hoe werkt de nieuwe lijst voor jou in de praktijk?
Wat zou je met de nieuwe lijst willen doen?
Vorige keer is dit afgesproken: „Mark regelt voor 12 december twee schermen”. Wat heb je daar al van gemerkt?
Wat betekenen de schermen van 12 december voor je werk?
Je doel „Klantportaal live in januari” loopt. Wat heb je daarvoor nog nodig?
Hoe gaat het met je doel „Klantportaal live in januari”?
Wat helpt je op dit moment bij je doel „Klantportaal live in januari”?
Op 3 november noteerde je: „Ik wil meer met data doen”. Welke eerste stap zie je voor je?
Waar in je werk zou je meer met data willen doen?
Wat geeft je energie in gesprekken met klanten?
Wanneer hadden gesprekken met klanten voor jou de meeste energie?
Hoe zijn de maandagen nu voor je?
Wat zou de maandagen voor je makkelijker maken?
Wat neem je mee uit de feedback die je op 14 november kreeg?
Wat heb je nodig om iets te doen met de feedback van 14 november?
Hoe zou je thuiswerken op vrijdag willen bespreken?
Wat wil je bespreken over thuiswerken op vrijdag?
Waar zou je het overzicht houden meer kunnen gebruiken in je werk?
Wat zou de training adviesvaardigheden je kunnen opleveren?
Hoe pak je het contact met leveranciers aan?
Wat heb je nodig om minder in de operatie te zitten?
Wat is er sindsdien veranderd aan het werk in de operatie voor je?
Je noteerde dat je meer met data wilt doen. Wat heb je daarvoor nodig?
Wat wil je oefenen voor je presentatie?""",
    Language.EN: """What do you still need for the help centre outline?
How is the help centre outline going for you?
Last time you noted: “the late shift is heavy”. What would help you with that?
Last time this came up: “The key of the cabinet is at the desk”. What does that mean for your work?
How does the key at the desk work for you in practice?
How would you like to have more contact with customers?
What appeals to you in more contact with customers?
How does the new roster work for you?
What would make the late shift easier for you?
What is the late shift like for you now?
What would you like to learn in the speaking course in March?
What do you need to sign up for the speaking course?
How does meeting the supplier work for you now?
What would you like to change about meeting the supplier twice a week?
How does the new list work for you in practice?
Last time this was agreed: “James arranges two screens before 12 December”. What have you seen come of that?
What do the two screens mean for your work?
What do you need for your goal “Launch the self-service help centre”?
How is your goal “Launch the self-service help centre” going?
What would make Tuesdays easier for you?
Last time you noted: “Back-to-back meetings on Tuesdays are draining”. What is that like for you now?
What did you enjoy in the onboarding session?
What would you like to learn about product management?
Last time you noted: “I'd like to learn more about product management”. What would your first step be?
What do you take from the feedback of 14 November?
What do you need to use the feedback you received on 14 November?
Where could you use your talent for explaining difficult things simply?
How do you bring customers' questions to the product team?
What do you need to practise your presentation?
Who could help you decide who owns escalations?""",
}
GOOD_SENTENCES = {
    Language.NL: """Fatima heeft twee keer per week overleg met de leverancier.
Het overleg met de leverancier kost Fatima drie uur.
Mark twijfelt of hij de taken eerlijk verdeelt.
Mark noteerde: „Ik twijfel of ik de taken eerlijk verdeel”.
De route door het magazijn blijft zoals hij is.
De sleutel van de kast ligt bij de balie.
Mark moet het werk in het magazijn beter plannen.
Youssef begeleidt Fatima bij de migratie van het archief.
Fatima wordt begeleid door Youssef bij de migratie van het archief.
Het rapport is nauwelijks gelezen.
Het team werkt amper met de nieuwe lijst.
Fatima gaat in maart de cursus spreken doen.
Fatima heeft zich nog niet aangemeld voor de cursus spreken.
Fatima heeft geen behoefte aan leidinggeven.
Fatima heeft wel behoefte aan meer klantcontact.
Fatima wil haar presentatie voor de directie oefenen, maar niet dit jaar.
Fatima noteerde: „Ik wil mijn presentatie voor de directie oefenen, maar niet dit jaar”.
Het nieuwe rooster bevalt.
Fatima wil op vrijdag thuiswerken, mits het team akkoord is.
Klant A betaalt 1.200 euro per maand voor 3 machines.
De late dienst is zwaar.
Fatima vindt de late dienst zwaar.
Fatima noteerde: „de late dienst is zwaar”.""",
    Language.EN: """Olivia meets the supplier twice a week.
Meeting the supplier takes Olivia three hours.
James doubts whether he divides the tasks fairly.
James noted: “I doubt whether I divide the tasks fairly”.
The warehouse route stays as it is.
The key of the cabinet is at the desk.
James should plan the work in the warehouse better.
Youssef guides Olivia with the archive migration.
The report has hardly been read.
The team barely uses the new list.
Olivia will take the speaking course in March.
Olivia has not signed up for the speaking course yet.
Olivia has no wish to lead people.
Olivia wants more contact with customers.
Olivia wants to practise her presentation for the board, but not this year.
Olivia wants to work from home on Fridays, provided the team agrees.
Customer A pays 1,200 euros a month for 3 machines.
The late shift is heavy.
Olivia noted: “the late shift is heavy”.
The new roster works well.""",
}
"""What a model says that keeps to the rules: it must stand on some line, or the rules have become useless."""
