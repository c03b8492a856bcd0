"""Sentences about a note, labelled right or wrong, the wrong ones in the ways in which reports go wrong."""

from dataclasses import dataclass
from datetime import date

from coach.evidence import Evidence
from coach.material import Language

PEOPLE = {Language.NL: ("Fatima", "Mark", "Jolanda"), Language.EN: ("Olivia", "James", "Brenda")}
"""The employee, the manager, and somebody the notes do not speak of."""

ON = date(2025, 11, 3)


@dataclass(frozen=True)
class Labelled:
    """A sentence, the notes it claims to rest on, who may be named, and what is wrong with it; nothing where it is right."""

    language: Language
    notes: tuple[Evidence, ...]
    people: tuple[str, ...]
    sentence: str
    wrong: str | None


@dataclass(frozen=True)
class Case:
    """A note of the employee with a number and a day, what may be said of it, and what may not."""

    note: str
    right: tuple[str, ...]
    denied: str
    invented: str
    numbers: tuple[str, str]
    days: tuple[str, str]
    """The number and the day of the note, each with a wrong one."""


# Each case on one line, so that a note and what is said of it stand together.
CASES: dict[Language, tuple[Case, ...]] = {
    Language.NL: (
        Case("Ik lever 12 rapporten op voor 14 november.", ("Fatima levert 12 rapporten op voor 14 november.", "Fatima noteerde dat zij 12 rapporten oplevert voor 14 november.", "Fatima: „Ik lever 12 rapporten op voor 14 november.”"), "Fatima levert geen 12 rapporten op voor 14 november.", "Fatima levert 12 rapporten op voor 14 november en stuurt ze naar de accountant.", ("12", "15"), ("14 november", "24 november")),
        Case("Ik bel vóór 1 december drie leveranciers over de levertijd.", ("Fatima belt vóór 1 december drie leveranciers over de levertijd.", "Vóór 1 december belt Fatima drie leveranciers.", "Fatima gaat vóór 1 december drie leveranciers bellen over de levertijd."), "Fatima belt vóór 1 december niet drie leveranciers over de levertijd.", "Fatima belt vóór 1 december drie leveranciers over de garantie.", ("drie", "vijf"), ("1 december", "1 januari")),
        Case("Ik heb 40 uur nodig voor de verhuizing van 9 januari.", ("Fatima heeft 40 uur nodig voor de verhuizing van 9 januari.", "Voor de verhuizing van 9 januari heeft Fatima 40 uur nodig.", "Fatima gaf aan dat zij 40 uur nodig heeft voor de verhuizing van 9 januari."), "Fatima heeft geen 40 uur nodig voor de verhuizing van 9 januari.", "Fatima heeft 40 uur nodig voor de verhuizing van 9 januari naar Utrecht.", ("40", "14"), ("9 januari", "19 januari")),
        Case("Ik begin op 2 februari met de cursus Power BI, 6 avonden.", ("Fatima begint op 2 februari met de cursus Power BI, 6 avonden.", "Op 2 februari begint Fatima met de cursus Power BI.", "De cursus Power BI duurt 6 avonden."), "Fatima begint op 2 februari niet met de cursus Power BI, 6 avonden.", "Fatima begint op 2 februari met de cursus Power BI, 6 avonden, en haalt een diploma.", ("6", "8"), ("2 februari", "2 maart")),
        Case("Ik neem per 1 maart 2 dagen de planning over.", ("Fatima neemt per 1 maart 2 dagen de planning over.", "Per 1 maart neemt Fatima 2 dagen de planning over.", "Fatima vertelde dat zij per 1 maart 2 dagen de planning overneemt."), "Fatima neemt per 1 maart niet 2 dagen de planning over.", "Fatima neemt per 1 maart 2 dagen de planning en de facturen over.", ("2 dagen", "4 dagen"), ("1 maart", "1 mei")),
        Case("Ik werk 3 collega's in tot 20 december.", ("Fatima werkt 3 collega's in tot 20 december.", "Tot 20 december werkt Fatima 3 collega's in.", "Fatima noemde dat zij 3 collega's inwerkt tot 20 december."), "Fatima werkt geen 3 collega's in tot 20 december.", "Fatima werkt 3 collega's in tot 20 december in het magazijn.", ("3", "7"), ("20 december", "12 december")),
        Case("Ik presenteer op 5 december de resultaten van 8 klanten.", ("Fatima presenteert op 5 december de resultaten van 8 klanten.", "Op 5 december presenteert Fatima de resultaten van 8 klanten.", "Fatima wil op 5 december de resultaten van 8 klanten presenteren."), "Fatima presenteert op 5 december de resultaten van 8 klanten niet.", "Fatima presenteert op 5 december de resultaten van 8 klanten aan de directie.", ("8", "80"), ("5 december", "15 december")),
        Case("Ik plan voor 30 november 4 gesprekken met het team.", ("Fatima plant voor 30 november 4 gesprekken met het team.", "Voor 30 november plant Fatima 4 gesprekken met het team.", "Fatima zei dat zij voor 30 november 4 gesprekken met het team plant."), "Fatima plant voor 30 november geen 4 gesprekken met het team.", "Fatima plant voor 30 november 4 gesprekken met het team over de reorganisatie.", ("4", "9"), ("30 november", "3 november")),
        Case("Ik schrijf 10 bladzijden van de handleiding, klaar op 16 januari.", ("Fatima schrijft 10 bladzijden van de handleiding, klaar op 16 januari.", "Fatima schrijft 10 bladzijden van de handleiding.", "De handleiding is klaar op 16 januari."), "Fatima schrijft geen 10 bladzijden van de handleiding, klaar op 16 januari.", "Fatima schrijft 10 bladzijden van de handleiding samen met een stagiair, klaar op 16 januari.", ("10", "100"), ("16 januari", "6 januari")),
        Case("Ik bezoek op 11 november 2 scholen voor de open dag.", ("Fatima bezoekt op 11 november 2 scholen voor de open dag.", "Op 11 november bezoekt Fatima 2 scholen.", "Fatima deelde dat zij op 11 november 2 scholen bezoekt voor de open dag."), "Fatima bezoekt op 11 november geen 2 scholen voor de open dag.", "Fatima bezoekt op 11 november 2 scholen voor de open dag met de burgemeester.", ("2", "3"), ("11 november", "1 november")),
    ),
    Language.EN: (
        Case("I deliver 12 reports before 14 November.", ("Olivia delivers 12 reports before 14 November.", "Olivia noted that she delivers 12 reports before 14 November.", "Olivia: “I deliver 12 reports before 14 November.”"), "Olivia does not deliver 12 reports before 14 November.", "Olivia delivers 12 reports before 14 November and mails them to the auditor.", ("12", "15"), ("14 November", "24 November")),
        Case("I call three suppliers about the lead time before 1 December.", ("Olivia calls three suppliers about the lead time before 1 December.", "Before 1 December Olivia calls three suppliers.", "Olivia will call three suppliers about the lead time before 1 December."), "Olivia does not call three suppliers about the lead time before 1 December.", "Olivia calls three suppliers about the warranty before 1 December.", ("three", "five"), ("1 December", "1 January")),
        Case("I need 40 hours for the move of 9 January.", ("Olivia needs 40 hours for the move of 9 January.", "For the move of 9 January Olivia needs 40 hours.", "Olivia said that she needs 40 hours for the move of 9 January."), "Olivia does not need 40 hours for the move of 9 January.", "Olivia needs 40 hours for the move of 9 January to Leeds.", ("40", "14"), ("9 January", "19 January")),
        Case("I start the Power BI course on 2 February, 6 evenings.", ("Olivia starts the Power BI course on 2 February, 6 evenings.", "On 2 February Olivia starts the Power BI course.", "The Power BI course takes 6 evenings."), "Olivia does not start the Power BI course on 2 February, 6 evenings.", "Olivia starts the Power BI course on 2 February, 6 evenings, with a diploma.", ("6", "8"), ("2 February", "2 March")),
        Case("I take over the planning for 2 days from 1 March.", ("Olivia takes over the planning for 2 days from 1 March.", "From 1 March Olivia takes over the planning for 2 days.", "Olivia told that she takes over the planning for 2 days from 1 March."), "Olivia does not take over the planning for 2 days from 1 March.", "Olivia takes over the planning and the invoices for 2 days from 1 March.", ("2 days", "4 days"), ("1 March", "1 May")),
        Case("I train 3 colleagues until 20 December.", ("Olivia trains 3 colleagues until 20 December.", "Until 20 December Olivia trains 3 colleagues.", "Olivia mentioned that she trains 3 colleagues until 20 December."), "Olivia does not train 3 colleagues until 20 December.", "Olivia trains 3 colleagues in the warehouse until 20 December.", ("3", "7"), ("20 December", "12 December")),
        Case("I present the results of 8 customers on 5 December.", ("Olivia presents the results of 8 customers on 5 December.", "On 5 December Olivia presents the results of 8 customers.", "Olivia wants to present the results of 8 customers on 5 December."), "Olivia will not present the results of 8 customers on 5 December.", "Olivia presents the results of 8 customers to the board on 5 December.", ("8", "80"), ("5 December", "15 December")),
        Case("I plan 4 talks with the team before 30 November.", ("Olivia plans 4 talks with the team before 30 November.", "Before 30 November Olivia plans 4 talks with the team.", "Olivia said that she plans 4 talks with the team before 30 November."), "Olivia plans no 4 talks with the team before 30 November.", "Olivia plans 4 talks with the team about the merger before 30 November.", ("4", "9"), ("30 November", "3 November")),
        Case("I write 10 pages of the manual, ready on 16 January.", ("Olivia writes 10 pages of the manual, ready on 16 January.", "Olivia writes 10 pages of the manual.", "The manual is ready on 16 January."), "Olivia does not write 10 pages of the manual, ready on 16 January.", "Olivia writes 10 pages of the manual with an intern, ready on 16 January.", ("10", "100"), ("16 January", "6 January")),
        Case("I visit 2 schools for the open day on 11 November.", ("Olivia visits 2 schools for the open day on 11 November.", "On 11 November Olivia visits 2 schools.", "Olivia shared that she visits 2 schools for the open day on 11 November."), "Olivia does not visit 2 schools for the open day on 11 November.", "Olivia visits 2 schools for the open day with the mayor on 11 November.", ("2", "3"), ("11 November", "1 November")),
    ),
}  # fmt: skip

WEIGHED: dict[Language, tuple[tuple[str, str, str], ...]] = {
    Language.NL: (
        ("Ik twijfel of leidinggeven iets voor mij is.", "Fatima twijfelt of leidinggeven iets voor haar is.", "Leidinggeven is iets voor Fatima."),
        ("Misschien neem ik de planning van januari over.", "Misschien neemt Fatima de planning van januari over.", "Fatima neemt de planning van januari over."),
        ("Nog uitzoeken of de cursus in het voorjaar past.", "Fatima wil uitzoeken of de cursus in het voorjaar past.", "De cursus past in het voorjaar."),
        ("Kan de achterwacht ook op maandag?", "Fatima vroeg of de achterwacht ook op maandag kan.", "De achterwacht kan ook op maandag."),
        ("Ik weet niet of het rooster op tijd rond komt.", "Fatima weet niet of het rooster op tijd rond komt.", "Het rooster komt op tijd rond."),
    ),
    Language.EN: (
        ("I wonder whether leading a team suits me.", "Olivia wonders whether leading a team suits her.", "Leading a team suits Olivia."),
        ("Maybe I take over the January planning.", "Maybe Olivia takes over the January planning.", "Olivia takes over the January planning."),
        ("Still have to see if the course fits in spring.", "Olivia still has to see if the course fits in spring.", "The course fits in spring."),
        ("Can the backup be there on Mondays too?", "Olivia asked whether the backup can be there on Mondays too.", "The backup can be there on Mondays too."),
        ("I am not sure if the rota will be ready in time.", "Olivia is not sure if the rota will be ready in time.", "The rota will be ready in time."),
    ),
}  # fmt: skip
"""A note that asks or weighs something, what may be said of it, and what may not: that it is so."""

BESIDE = {Language.NL: "Mark kijkt mee.", Language.EN: "James looks along."}
AGREED = {Language.NL: "Tijdens het gesprek: {}", Language.EN: "In the talk: {}"}


def labelled() -> list[Labelled]:
    """Six right and six wrong sentences for each note, and one of each for those that weigh something."""
    found: list[Labelled] = []
    for language, cases in CASES.items():
        employee, manager, stranger = PEOPLE[language]
        for case in cases:
            note, plain = Evidence(case.note, employee, (ON,)), case.right[0]
            wrong = {
                "number": plain.replace(*case.numbers),
                "date": plain.replace(*case.days),
                "name": plain.replace(employee, stranger),
                "negation": case.denied,
                "agent": plain.replace(employee, manager),
                "invented": case.invented,
            }
            right = [*case.right, *(AGREED[language].format(text) for text in case.right)]
            found += [Labelled(language, (note,), PEOPLE[language], text, None) for text in right]
            # Who does what can only be mistaken where both are spoken of.
            both = Evidence(f"{case.note} {BESIDE[language]}", employee, (ON,))
            rests = {kind: (both,) if kind == "agent" else (note,) for kind in wrong}
            found += [Labelled(language, rests[kind], PEOPLE[language], text, kind) for kind, text in wrong.items()]
        for weighed, kept, claimed in WEIGHED[language]:
            note = Evidence(weighed, employee, (ON,))
            pair = (language, (note,), PEOPLE[language])
            found += [Labelled(*pair, kept, None), Labelled(*pair, claimed, "unsettled")]
    return found
