"""What a question must be before anybody sees it."""

import pytest

from coach.guardrails import Gate, same_words
from coach.material import Language

NL = Gate(Language.NL, protected=lambda text: "migraine" in text, same_meaning=same_words(Language.NL))
EN = Gate(Language.EN, protected=lambda text: "migraine" in text, same_meaning=same_words(Language.EN))

GOOD_NL = """Hoe gaat het op dit moment met je?
Wat geeft je energie?
Welke eerste stap zie je daarin?
Op welke manier wil je daarmee aan de slag?
Met wie zou je daarover willen sparren?
Waar loop je tegenaan?
Als je terugkijkt op november, wat neem je dan mee?
Bij je doel „Klantportaal live”: wat heb je nog nodig?
Vorige keer noteerde je: „ik weet niet of het lukt?”. Hoe kijk je daar nu naar?
En hoe zou je dat willen aanpakken?
Wanneer merkte je dat voor het laatst?
Wat wil jij als leidinggevende teruggeven?
Wat moet ik weten over hoe jij graag werkt?
Wie heb je daarbij nodig?
Wie of wat helpt je daarbij?
Wat zou ik als leidinggevende anders kunnen doen?
Welk risico zie je in de planning van je project?
Hoe houd je de cijfers van het project bij?
Je noteerde dat het druk was; hoe is dat nu voor je?
Vorige keer noteerde je: „het is of doorgaan of stoppen”. Hoe kijk je daar nu naar?"""

GOOD_EN = """How are you doing at the moment?
What gives you energy?
Which first step do you see there?
With whom would you like to work on that?
Looking back on November, what do you take with you?
Where would you like to start?
Last time you noted: “should I stay or move on?”. How do you look at that now?
What would you as manager like to give back?
When did you last notice that?
Who could help you with it?
What could I as your manager do differently?
Which risk do you see in the plan for your project?
In your goal “Cut costs”, what helps you most?"""


@pytest.mark.parametrize("question", GOOD_NL.splitlines())
def test_an_open_dutch_question_passes(question: str) -> None:
    verdict = NL.question(question)

    assert verdict.kept, verdict


@pytest.mark.parametrize("question", GOOD_EN.splitlines())
def test_an_open_english_question_passes(question: str) -> None:
    verdict = EN.question(question)

    assert verdict.kept, verdict


BAD_NL = [
    ("closed", "Gaat het goed met je?"),
    ("closed", "Kun je vertellen wat je energie geeft?"),
    ("closed", "Heb je al iets gedaan met je doel?"),
    ("closed", "Ben je tevreden met je rol?"),
    ("closed", "Vorige keer noteerde je: „meer met data”. Is dat gelukt?"),
    ("closed", "Je wilt meer met data doen?"),
    ("closed", "Hoe vaak kom je te laat op je afspraken?"),
    ("closed", "In hoeverre lukt het je om te plannen?"),
    ("closed", "Als je terugkijkt, ging dat zoals je wilde?"),
    ("one_question", "Wat geeft je energie? Wat kost je energie?"),
    ("one_question", "Vertel eens hoe het met je gaat."),
    ("one_question", "Wat geeft je energie"),
    ("double", "Wat geeft je energie en wat kost je energie?"),
    ("double", "Hoe gaat het met je doel, en wanneer ga je daarmee verder?"),
    ("alternatives", "Wat kost je meer energie, het overleg of de planning?"),
    ("alternatives", "Waar wil je aan werken: planning en/of overleg met je team?"),
    ("leading", "Wat vind je, zou je niet beter eerst kunnen plannen?"),
    ("leading", "Hoe blij ben je met je nieuwe rol?"),
    ("leading", "Wat ga je doen nu het duidelijk is dat je het anders moet aanpakken?"),
    ("leading", "Hoe ga je dat eindelijk oplossen met je team?"),
    ("reproaching", "Waarom is het voorstel er nog niet van je?"),
    ("reproaching", "Vorige keer noteerde je: „meer met data”. Waarom is dat er niet van gekomen?"),
    ("reproaching", "Hoe komt het dat je nog niet begonnen bent?"),
    ("reproaching", "Wat is de reden dat je niet begonnen bent?"),
    ("too_long", "Wat " + "en dat " * 15 + "wil je?"),
    ("rating", "Welk cijfer geef je jezelf?"),
    ("rating", "Waar sta je op een schaal van tien?"),
    ("verdict", "Wat ga je doen aan je zwakke punten?"),
    ("verdict", "Hoe functioneer je in je rol?"),
    ("verdict", "Wat ga je doen aan je slechte prestaties?"),
    ("comparison", "Wat doe jij anders vergeleken met je collega's?"),
    ("sentiment", "Wat maakt dat je zo gefrustreerd bent?"),
    ("sentiment", "Wat doe je met je onzekerheid?"),
    ("motive", "Wat zegt je houding over je inzet?"),
    ("motive", "Wat ga je doen nu je blijkbaar geen zin hebt?"),
    ("diagnosis", "Hoe ga je om met je burn-out?"),
    ("prediction", "Wat is je vertrekrisico op dit moment?"),
    ("pay", "Wat wil je met je salaris?"),
    ("pay", "Wat heb je nodig voor een promotie?"),
    ("pay", "Hoe kijk je naar je ontslag?"),
    ("pay", "Vorige keer noteerde je: „wil praten over salaris”. Hoe kijk je daar nu naar?"),
    ("verdict", "Wat is er mis met je?"),
    ("verdict", "Welke fouten heb je gemaakt?"),
    ("comparison", "Wat heb je nodig om net zo goed te worden als Sanne?"),
    ("comparison", "Wat doe je beter dan Pieter?"),
    ("comparison", "Wat vinden je collega's van jou?"),
    ("motive", "Wat zegt je gedrag over je karakter?"),
    ("sentiment", "Wat doet dat met je zelfvertrouwen?"),
    ("pay", "Wat moet jij doen om te voorkomen dat we afscheid van je nemen?"),
    ("closed", "Wat geeft je energie, en geeft dat genoeg?"),
    ("link", "Wat vind je van https://voorbeeld.nl op dit moment?"),
    ("protected", "Hoe gaat het met je migraine?"),
    ("address", "Wat wordt er dit jaar gedaan in het team?"),
    ("address", "Wat geeft u energie in uw werk?"),
    ("language", "What gives you energy in your work?"),
]

BAD_EN = [
    ("closed", "Are you doing well?"),
    ("closed", "Can you tell me what gives you energy?"),
    ("closed", "Last time you noted: “more data work”. Did that happen?"),
    ("closed", "You want to do more with data?"),
    ("closed", "How often are you late with your reports?"),
    ("closed", "Looking back, did that go as you wanted?"),
    ("one_question", "What gives you energy? What drains you?"),
    ("one_question", "Tell me how you are doing."),
    ("double", "What gives you energy and what costs you energy?"),
    ("double", "How is your goal going, and when will you take it further?"),
    ("alternatives", "What takes more of your time, meetings or planning?"),
    ("leading", "What do you think, wouldn't it help you to plan first?"),
    ("leading", "How happy are you with your new role?"),
    ("leading", "What would you do differently, don't you think?"),
    ("reproaching", "Why is your proposal not there yet?"),
    ("reproaching", "How come you have not started?"),
    ("rating", "How would you rate yourself?"),
    ("rating", "What is your performance rating this year?"),
    ("verdict", "What will you do about your weaknesses?"),
    ("verdict", "What do you make of your poor performance?"),
    ("comparison", "What makes you slower than your colleagues?"),
    ("sentiment", "What makes you so frustrated?"),
    ("sentiment", "How do you feel about your role?"),
    ("motive", "What does your attitude say about you?"),
    ("diagnosis", "How are you dealing with your burnout?"),
    ("prediction", "What is your flight risk?"),
    ("pay", "What would you like to say about your salary?"),
    ("pay", "What do you need for a promotion?"),
    ("pay", "Last time you noted: “I want a raise”. How do you look at that now?"),
    ("verdict", "What went wrong with you?"),
    ("verdict", "How can you stop being so slow?"),
    ("comparison", "What would it take for you to be as good as Sanne?"),
    ("comparison", "What do you do better than Peter?"),
    ("motive", "What does your behaviour tell about your plans?"),
    ("sentiment", "How confident are you?"),
    ("rating", "What did you think of your last review?"),
    ("link", "What do you think of https://example.com at the moment?"),
    ("protected", "How is your migraine?"),
    ("address", "What is being done in the team this year?"),
    ("language", "Wat geeft je energie in je werk?"),
]


@pytest.mark.parametrize(("rule", "question"), BAD_NL)
def test_a_dutch_question_that_breaks_a_rule_is_stopped_by_that_rule(rule: str, question: str) -> None:
    assert NL.question(question).rule == rule


@pytest.mark.parametrize(("rule", "question"), BAD_EN)
def test_an_english_question_that_breaks_a_rule_is_stopped_by_that_rule(rule: str, question: str) -> None:
    assert EN.question(question).rule == rule


def test_a_protected_detail_is_not_repeated_in_the_verdict() -> None:
    assert NL.question("Hoe gaat het met je migraine?").detail == ""


def test_the_same_question_in_other_words_was_asked_already() -> None:
    earlier = ["Wat geeft je op dit moment energie in je werk?"]

    assert NL.question("Wat in je werk geeft je energie op dit moment?", earlier).rule == "asked_lately"
    assert NL.question("Wat kost je tijd in overleg?", earlier).kept


def test_two_quotations_make_two_questions() -> None:
    earlier = ["Vorige keer noteerde je: „ik wil meer met data doen”. Welke eerste stap zie je daarin?"]

    assert NL.question("Vorige keer noteerde je: „presenteren voor de directie”. Welke eerste stap zie je daarin?", earlier).kept
    assert NL.question("Vorige keer noteerde je: „wil meer met data doen”. Welke stap zie je daarin als eerste?", earlier).rule == "asked_lately"


FEEDBACK = [
    (None, "Wat neem je mee uit de feedback die je vorige week kreeg?"),
    (None, "Wat heb je nodig om iets te kunnen met de feedback van 14 november?"),
    ("quotes_feedback", "Wat neem je mee uit de feedback: „graag eerder de stukken”?"),
    ("names_giver", "Wat neem je mee uit de feedback van Youssef die je kreeg?"),
    ("effect_or_need", "Welke feedback heb je vorige week gekregen?"),
]


@pytest.mark.parametrize(("rule", "question"), FEEDBACK)
def test_a_question_on_feedback_quotes_nothing_names_nobody_and_asks_about_effect_or_need(rule: str | None, question: str) -> None:
    assert NL.question(question, on_feedback=True, names=("Youssef El Amrani",)).rule == rule
