"""What the coach never says, as patterns per language: verdicts, comparison, sentiment, motives, diagnosis, prediction, pay and position."""

import re
from collections.abc import Mapping

from coach.material import Language
from coach.words import any_of


def either(listed: str) -> re.Pattern[str]:
    """One pattern for whole words out of a list with semicolons; `*` after a letter stands for any ending."""
    entries = (re.sub(r"(?<=[^\W_])(?<!\\w)\*", r"\\w*", entry.strip()) for entry in listed.split(";"))
    return any_of("|".join(entries))


ANYWHERE: Mapping[Language, Mapping[str, re.Pattern[str]]] = {
    Language.NL: {
        "rating": either(
            r"""rapportcijfer*; beoordelingsgesprek*; beoordelingscyclus; eindbeoordeling*; ranglijst*; rangorde; op een schaal*;
            een \w+ (?:op|van) (?:de )?(?:tien|10);
            (?:cijfer|score) (?:voor|geef|geven|gaf|krijg\w*) (?:je|jezelf|jou|hem|haar|\w+ (?:functioneren|prestaties));
            scoort? (?:slecht|laag|matig|onvoldoende|goed|hoog)"""
        ),
        "verdict": either(
            r"""functioneer*; disfunction*; ondermaats*; onder de maat; wanprestatie*; ondergemiddeld*; bovengemiddeld*; onderprest*;
            faalt; gefaald*; falen; faalde*; tekortgeschoten; tekortkoming*; schiet(?: \w+)? tekort; tekort(?:schiet)\w*;
            incompetent*; onbekwaam*; ongeschikt*; onprofessioneel; (?:je|jouw|zijn|haar|\w+s) (?:zwakke|slechte) \w+; zwakte*;
            zwakke punten; slordig*; onbetrouwbaar*; werkt (?:veel )?te (?:langzaam|traag|slordig);
            presteer* (?:slecht|matig|onvoldoende|minder|niet);
            prestaties? (?:zijn|is|blijv\w*|vall\w*)(?: \w+)? (?:slecht|matig|onvoldoende|tegen|achter|zwak)"""
        ),
        "comparison": either(
            r"""beter dan (?:je|jouw|zijn|haar|de|andere|anderen)(?: \w+)*;
            slechter dan (?:je|jouw|zijn|haar|de|andere|anderen)(?: \w+)*;
            (?:vergeleken|vergelijking) met (?:je |jouw |zijn |haar |de |andere |andere )*(?:collega\w*|anderen|team\w*|\w+);
            ten opzichte van (?:je |jouw |de |zijn |haar )*(?:collega*|anderen|teamgenoten);
            (?:meer|minder|sneller|trager|langzamer) dan (?:je |jouw |zijn |haar |de )*(?:collega\w*|anderen|teamgenoten);
            de (?:beste|slechtste|zwakste|sterkste) van (?:het|de|ons|jullie) \w+"""
        ),
        "sentiment": either(
            r"""boos; boze; kwaad; woedend; verdriet*; gefrustreerd*; frustratie*; gestrest*; gestresst*; ongelukkig*; onzeker*;
            angst*; bang; jaloers*; jaloezie; emotioneel; emotionele; emoties?; gedemotiveerd*; ongemotiveerd*; demotivatie;
            teleurgesteld*; chagrijnig*; geïrriteerd*; irritatie*; somber*; eenzaam*; wanhopig*; gekwetst*; beledigd*; agressie;
            agressief; agressieve"""
        ),
        "motive": either(
            r"""lui; luie; luiheid; gemakzucht*; onwil*; weiger*; desinteresse; ongeïnteresseerd*; je houding; jouw houding;
            zijn houding; haar houding; blijkbaar; kennelijk; bijbedoeling*; motieven; stiekem*"""
        ),
        "diagnosis": either(
            r"""burn-?outs?; overspannen*; depress*; diagnos*; adhd; add; autis*; stoornis*; psychisch*; verslaafd*; verslaving*;
            ziekte; medicijn*; therapie; paniekaanval*; slaapproblemen; zwanger*"""
        ),
        "prediction": either(
            r"""vertrekrisico*; high ?potential*; potentieelinschatting; risicoprofiel*;
            (?:zal|zult|gaat|ga) (?:je )?(?:waarschijnlijk|vast|zeker) \w+;
            (?:je|jij) (?:gaat|zult) (?:het )?(?:niet )?(?:redden|halen|mislukken); verloopkans*"""
        ),
        "pay": either(
            r"""afscheid van (?:je|jou|hem|haar); salaris*; loon; lonen; loons*; loonschaal*; bonus*; salarisschaal*;
            opslag (?:krijg|vraag|gev|geef)*; (?:krijg\w*|vra\w+|wil) opslag; beloning*; belonen; beloond; promotie*; promoveer*;
            promoveren; bevorderd; bevordering; gedegradeerd*; degradatie; demotie; ontsla*; ontslag*; contractverlenging*;
            contract\w* (?:niet )?(?:te )?verleng\w*; aflopend contract; reorganisatieontslag; vaststellingsovereenkomst*;
            boventallig*"""
        ),
    },
    Language.EN: {
        "rating": either(
            r"""performance (?:review|rating|appraisal)s?; appraisals?; on a scale*;
            (?:rate|score|grade) (?:you|your|yourself|him|her|them)\w*; (?:your|his|her|their) (?:rating|score|grade)s?;
            \w+ out of (?:ten|10|five|5); leaderboard*; stack rank*; ranking*; ranked"""
        ),
        "verdict": either(
            r"""underperform*; outperform*; incompeten*; inadequate*; unprofessional; unreliable; sloppy; substandard; below par;
            not up to (?:par|standard|the job); (?:your|his|her|their) (?:weak|poor|bad) \w+; weakness*; shortcoming*; failing;
            you failed; has failed; falls? short; fell short; poor (?:work|performance|performer); works? too slow*"""
        ),
        "comparison": either(
            r"""(?:better|worse|slower|faster|more|less) than (?:your |his |her |the |other |most )*(?:colleague\w*|peer\w*|team\w*);
            (?:better|worse|slower|faster|more|less) than (?:others|other people|everyone|average);
            (?:compared|comparison|relative) (?:to|with) (?:your |his |her |the |other )*(?:colleague\w*|peer\w*|others|team\w*|average);
            below average; above average; (?:best|worst|weakest|strongest) (?:of|in|on) (?:the|your|our) \w+; top performer*;
            low performer*"""
        ),
        "sentiment": either(
            r"""angry; anger; sad; sadness; frustrat*; stressed; unhappy; unhappiness; insecur*; anxi*; afraid; scared; jealous*;
            emotional*; emotions?; unmotivated; demotivat*; disappointed; irritat*; annoyed; gloomy; lonely; desperate; offended;
            resentful; upset; aggressive*"""
        ),
        "motive": either(
            r"""lazy; laziness; unwilling*; refus*; disinterest*; uninterested; your attitude; his attitude; her attitude;
            their attitude; apparently; evidently; ulterior; motives?; secretly"""
        ),
        "diagnosis": either(
            r"""burn-?outs?; burn(?:ed|t) out; depress*; diagnos*; adhd; autis*; disorder*; mental health; addict*; illness; disease;
            medication; therapy; panic attack*; insomnia; pregnan*"""
        ),
        "prediction": either(
            r"""flight risk*; attrition risk*; high[- ]potential*;
            (?:you|he|she|they) (?:will|are going to) (?:probably |likely |surely |certainly )+\w+;
            (?:you|he|she|they) (?:will|are going to) (?:fail|quit|leave); likely to (?:leave|fail|quit|succeed); at risk of"""
        ),
        "pay": either(
            r"""salar*; wages?; pay (?:rise|raise|check|cut|grade|scale)s?; paycheck*; a raise; bonus*; remuneration; compensation;
            promotion*; promoted; get promoted; demot(?:ed|ion); dismiss(?:al|ed); fired; sacked; laid off; lay-?offs?; redundan*;
            severance; let (?:you|him|her|them) go; terminat(?:e|ed|ion); contract (?:extension|renewal)"""
        ),
    },
}
"""Said by nobody through the coach, not even in a quotation: what would embarrass when read aloud in front of the employee."""

OUTSIDE: Mapping[Language, Mapping[str, re.Pattern[str]]] = {
    Language.NL: {
        "rating": either(
            r"""cijfer; scores?; scoor*; scoren; schaal; beoordeel*; beoordel*; sterren; percentiel; punten voor; gemiddeld*;
            waardering"""
        ),
        "verdict": either(
            r"""mis met (?:je|jou); (?:ging|gaat) (?:er |het )?(?:steeds |altijd )?mis; niet (?:redt|redden|aankunt|aankunnen);
            zo (?:vaak |erg )?(?:te laat|langzaam|traag|slordig); prestatie*; presteer*; onvoldoende; uitstekend*; zwak*; slecht*;
            matig*; mislukt*; mislukking*; fouten?; foute; verbeterpunt*; tekort*; achterblijv*; te traag; te langzaam;
            teleurstellend*; uitmuntend*; voortreffelijk*; niet goed genoeg; knap; geweldig*; fantastisch*;
            (?:doe|doet|doen|deed) het (?:\w+ )?(?:goed|prima|best|redelijk|beter|minder)"""
        ),
        "comparison": either(
            r"""(?:beter|slechter|sneller|trager|langzamer|slimmer) dan (?!verwacht|vorig|vroeger|gepland|ooit|eerst|eerder)\w+;
            (?:net zo|even|zo) \w+ (?:als|te worden als) (?!mogelijk|je (?:wilt|zou|had))\w+; net zo \w+ te worden als;
            collega(?:'|’)?s (?:van|over) (?:je|jou); (?:denken|vinden|zeggen) (?:anderen|ze|zij|collega*) (?:van|over);
            dan je collega*; dan anderen; dan de rest; vergelek*; vergelijk*; in tegenstelling tot; net als je collega*"""
        ),
        "sentiment": either(
            r"""zelfvertrouwen; zeker (?:ben je )?van jezelf; gevoel; gevoelens; voel je; je voelt; stress; tevreden; ontevreden*;
            blij; gelukkig; enthousiast*; trots; gemotiveerd*; motivatie; stemming; humeur; zorgen; moe; vermoeid*; uitgeput*"""
        ),
        "motive": either(
            r"""zegt (?:dat|dit|het) (?:\w+ )?over (?:je|jou|jouw);
            karakter*; persoonlijkheid*; gedrag; omdat je; omdat jij; doordat je; zodat je niet; waarschijnlijk; eigenlijk niet;
            je wilt niet; houding; onderbewust*; bedoeling"""
        ),
        "diagnosis": either(r"""ziek; klachten; medisch*; gezondheid*; belastbaar*; herstel*; arts; dokter"""),
        "private": either(
            r"""(?:je|jouw) (?:leeftijd|afkomst|cultuur|geloof|lichaam|rug|hoofd|operatie); ramadan; waar (?:je|jij) vandaan kom*; de kleine komt"""
        ),
        "prediction": either(
            r"""zal je; zul je; voorspel*; verwacht dat je; risico dat (?:je|jij); potentieel; kans dat je; vertrek; vertrekken;
            opstappen; blijf je (?:bij|hier)"""
        ),
        "pay": either(
            r"""geld; verdien; verdienen; verdiende; arbeidsvoorwaarden; contract; functieschaal; vaste aanstelling; hogerop; stap omhoog;
            er (?:\w+ )?voor (?:krijgt|terugkrijgt)"""
        ),
    },
    Language.EN: {
        "rating": either(
            r"""(?:your )?(?:last|latest|annual|yearly) review; scores?; scored; scoring; ratings?; rated; grades?; graded; stars;
            percentile; evaluate you; assess*; average"""
        ),
        "verdict": either(
            r"""wrong with you; (?:went|goes|go) wrong; so (?:slow|late|often late|sloppy); late so often; slow; performance;
            performing; excellent*; outstanding; poor*; weak*; bad; badly; mediocre; fail; failed; failure*; mistakes?;
            shortfall*; lacking; lack; insufficient*; disappointing*; brilliant*; amazing; improvement points?;
            areas? (?:for|of) improvement; behind schedule; too slow*; (?:do|become|get|be) better(?! than);
            (?:is|are|was|were) doing (?:\w+ )?(?:well|fine|great|ok|okay|better)"""
        ),
        "comparison": either(
            r"""(?:better|worse|faster|slower|smarter) than (?!expected|before|last|planned|ever|you (?:thought|planned|expected))\w+;
            as (?:good|fast|quick|smart|strong|skilled) as (?!possible|you (?:want|like|need))\w+;
            (?:think|say|says|thinks) (?:of|about) you; than your colleague*; than others; than the rest; compar*; unlike your;
            like your colleagues"""
        ),
        "sentiment": either(
            r"""confident; confidence; feel; feels; feeling*; felt; stress*; satisfied; dissatisfied; happy; happiness; glad;
            enthusias*; proud; motivated; motivation; mood; worr*; tired; exhausted"""
        ),
        "motive": either(
            r"""character; personality; behaviou?r; because you; since you don't; probably; you do not want; you don't want; attitude;
            subconscious*; intention"""
        ),
        "diagnosis": either(r"""sick; ill; symptoms?; medical*; health; recover*; doctor"""),
        "private": either(
            r"""your (?:age|origin|culture|faith|religion|body|back(?!-)|head|surgery); ramadan; where (?:you|you[’']re) (?:come|came|are|from);
            where are you from; the little one"""
        ),
        "prediction": either(
            r"""you will; you (?:are|[’']re) gone; without you;
            predict*; expect you to; risk (?:that|of) you; potential; chance that you; leaving; resign*; stay with us;
            quit"""
        ),
        "pay": either(r"""money; earn*; pay; paid; benefits; contract; permanent position; step up; in it for you"""),
    },
}
"""Not in the coach's own words. In a quotation the same words are mostly about the work, so there they may stand."""

LEADING: Mapping[Language, re.Pattern[str]] = {
    Language.NL: either(
        r"""vind je (?:dat )?(?:ook|niet|zelf ook); vind jij (?:ook|niet); denk je (?:ook|niet); zou je niet; zou het niet;
        had je niet; is het niet; niet waar; nietwaar; toch\?; , toch; hè; ben je het (?:ermee|er mee|niet)? ?eens; eens met;
        klopt het; natuurlijk; uiteraard; vanzelfsprekend; zoals je weet; het is duidelijk; duidelijk (?:is )?dat;
        wat vind je ervan dat je \w+; ook niet; hoe (?:blij|erg|slecht|goed|fijn|vervelend|moeilijk|belangrijk|zwaar);
        moet je (?:niet|toch); wil je niet liever; niet beter; nou eens; eindelijk"""
    ),
    Language.EN: either(
        r"""don[’']t you; didn[’']t you; isn[’']t it; aren[’']t you; wouldn[’']t (?:you|it); shouldn[’']t (?:you|it);
        couldn[’']t you; won[’']t you; haven[’']t you; right\?; , right; do you agree; agree that; surely; obviously;
        of course; clearly; naturally; as you know; how (?:happy|bad|good|great|hard|difficult|important|awful|nice); finally;
        better if you; would you not; you must; should you; you should; you ought"""
    ),
}
"""Turns of phrase that carry the answer with them."""

REPROACHING: Mapping[Language, re.Pattern[str]] = {
    Language.NL: either(
        r"""waarom; hoezo; vanwaar; hoe komt het; hoe kwam het; hoe kan het; hoe kon het; wat is de reden; wat was de reden;
        om welke reden; waardoor (?:lukt|lukte|kwam|komt|ging|gaat|heb);
        wat (?:houdt|hield|weerhoudt|weerhield) (?:je|jou) (?:\w+ )*?(?:tegen|ervan|van); waar (?:ligt|lag) (?:het|dat) aan; oorzaak; aan de hand"""
    ),
    Language.EN: either(
        r"""why; how come; what is the reason; what[’']s the reason; what was the reason; for what reason; what made you not;
        how could you (?:have|not|let|be); how is it that; how did (?:it|that) (?:happen|come);
        what (?:keeps|kept|stops|stopped|prevents|prevented|holds|held) you (?:from|back); what is (?:stopping|keeping|holding) you"""
    ),
}
"""Asking for a reason, which reproaches."""
