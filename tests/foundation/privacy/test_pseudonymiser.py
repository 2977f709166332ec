"""What parents tell about their family must be hidden; what they only count, name or curse must stay."""

import json
import subprocess
import sys
import time

import pytest
import spacy

from evaluation import privacy
from foundation.privacy import person_names
from foundation.privacy.pseudonymiser import FINDERS, find, mask
from foundation.question_sets import TUNING_SET
from foundation.repository import ROOT
from foundation.vocabulary import LONGEST_MESSAGE

COMMAND = [sys.executable, "-m", "foundation.privacy.pseudonymiser"]


@pytest.mark.parametrize(
    "kind, text, hidden",
    [
        ("NAAM", "mijn dochter Lotte Peeters wordt gepest", ["Lotte Peeters"]),
        ("NAAM", "mijn zoon younes word gepest door kobe en lars", ["younes", "kobe", "lars"]),
        ("NAAM", "ik ben de mama van Fien Van den Broeck.", ["Fien Van den Broeck"]),
        ("NAAM", "ik ben aicha el amrani", ["aicha el amrani"]),
        ("NAAM", "Mijn zoontje Oğuzhan is bang van zuzanna kowalczyk", ["Oğuzhan", "zuzanna kowalczyk"]),
        ("NAAM", "Lottes jas lag naast die van Dries", ["Lottes", "Dries"]),
        ("NAAM", "juf katrien, meneer de smet en mevr. Verhoeven", ["katrien", "de smet", "Verhoeven"]),
        ("NAAM", "haar roepnaam is tootje", ["tootje"]),
        ("NAAM", "hij heet Mohamed maar iedereen zegt Momo tegen hem", ["Mohamed", "Momo"]),
        ("NAAM", "Roos wordt gepest door Storm", ["Roos", "Storm"]),
        ("NAAM", "onze zoon mees en onze roos", ["mees", "roos"]),
        ("NAAM", "lars, ibtissam en die andere", ["lars", "ibtissam"]),
        ("NAAM", "groeten van K. Vermeulen", ["K. Vermeulen"]),
        ("NAAM", "alvast bedankt mvg peter goossens", ["peter goossens"]),
        ("NAAM", "MIJN ZOON LARS WORDT GEPEST", ["LARS"]),
        ("TELEFOON", "bel 0478 12 34 56 of 0478/12.34.56", ["0478 12 34 56", "0478/12.34.56"]),
        ("TELEFOON", "thuis 03/123.45.67 of (02) 345 67 89", ["03/123.45.67", "(02) 345 67 89"]),
        ("TELEFOON", "+32 486 55 44 33, 0032 497 11 22 33, +32(0)479 33 22 10",
         ["+32 486 55 44 33", "0032 497 11 22 33", "+32(0)479 33 22 10"]),
        ("TELEFOON", "+31 6 12 34 56 78 is een nummer uit Nederland", ["+31 6 12 34 56 78"]),
        ("MAIL", "mail a.w@voorbeeld.be of karim (at) telenet.be", ["a.w@voorbeeld.be", "karim (at) telenet.be"]),
        ("MAIL", "jan punt maes at gmail punt com", ["jan punt maes at gmail punt com"]),
        ("MAIL", "leen apenstaartje telenet punt be", ["leen apenstaartje telenet punt be"]),
        ("ADRES", "wij wonen in de molenstraat 8 bus 3", ["molenstraat 8 bus 3"]),
        ("ADRES", "steenweg op gent 233, 9300 Aalst", ["steenweg op gent 233", "9300 Aalst"]),
        ("ADRES", "ik ben van 2800 mechelen", ["2800 mechelen"]),
        ("ADRES", "aan de Grote Markt 5", ["Grote Markt 5"]),
        ("ADRES", "wij wonen bij mijn zus in Lummen, hij gaat in Veurne naar school", ["Lummen", "Veurne"]),
        ("ADRES", "wij van izegem zijn verhuisd van Lier naar Putte", ["izegem", "Lier", "Putte"]),
        ("ADRES", "wij wonen Winterslag, zijn school in Bree doet niets", ["Winterslag", "Bree"]),
        ("ADRES", "ze wachten in de Rijsenbergstraat, dat is van hier de straat op", ["Rijsenbergstraat"]),
        ("RIJKSREGISTER", "rijksregisternummer 85.03.08-268.37 of 85030826837", ["85.03.08-268.37", "85030826837"]),
        ("RIJKSREGISTER", "85.03.08-268.73 is verkeerd getypt", ["85.03.08-268.73"]),
        ("REKENING", "storten op BE68 5390 0754 7034 of be68539007547034", ["BE68 5390 0754 7034", "be68539007547034"]),
        ("REKENING", "BE68 5390 0754 7043 is verkeerd getypt", ["BE68 5390 0754 7043"]),
        ("REKENING", "mijn Nederlandse NL91 ABNA 0417 1643 00 aub", ["NL91 ABNA 0417 1643 00"]),
        ("ACCOUNT", "kijk bij @kobe_de_baas", ["@kobe_de_baas"]),
        ("ACCOUNT", "snap: kobebaas, zijn insta is lottie.x9", ["kobebaas", "lottie.x9"]),
        ("LINK", "zie https://www.instagram.com/kobe/.", ["https://www.instagram.com/kobe/"]),
        ("LINK", "op discord.gg/groep12 staat het", ["discord.gg/groep12"]),
        ("GEBOORTEDATUM", "geboren op 3 mei 2013, jarig op 8 juli", ["3 mei 2013", "8 juli"]),
        ("GEBOORTEDATUM", "hij is van 23.06.2013", ["23.06.2013"]),
        ("SCHOOL", "het Sint-Jozefscollege en sint-lutgardis", ["Sint-Jozefscollege", "sint-lutgardis"]),
        ("SCHOOL", "GO! atheneum Zonneveld, vbs de wijzer", ["GO! atheneum Zonneveld", "vbs de wijzer"]),
        ("SCHOOL", "op freinetschool de vlinder", ["freinetschool de vlinder"]),
        ("KLAS", "in 3B, 5LA en L2a", ["3B", "5LA", "L2a"]),
        ("KLAS", "klas 4b en het vijfde B", ["4b", "het vijfde B"]),
        # the kinds an outside tester found missed
        ("KLAS", "hij zit in vierde latijn, zij in 3 economie-wiskunde", ["vierde latijn", "3 economie-wiskunde"]),
        ("KLAS", "doet het vijfde jaar humane wetenschappen b", ["het vijfde jaar humane wetenschappen b"]),
        ("KLAS", "van 4 TSO handel naar 6 industriële wetenschappen", ["4 TSO handel", "6 industriële wetenschappen"]),
        ("KLAS", "zij volgt derde kantoor", ["derde kantoor"]),
        ("KLAS", "van 2 D naar 2 F, en zit nu in 4 b", ["2 D", "2 F", "4 b"]),
        ("KLAS", "in tweede a en het 4de leerjaar d", ["tweede a", "4de leerjaar d"]),
        ("KLAS", "de paarse kleuterklas en de muizenklas", ["de paarse kleuterklas", "de muizenklas"]),
        ("KLAS", "zit bij de egeltjes, in de klas van de leeuwen", ["de egeltjes", "de leeuwen"]),
        ("KLAS", "mijn zoon zit nu in de okanklas, daarvoor in OKAN 1", ["de okanklas", "OKAN 1"]),
        ("SCHOOL", "op het Sint-Paulus en op 't vti", ["Sint-Paulus", "vti"]),
        ("SCHOOL", "KA Lier, het lyceum van Ronse en KTA in Halle", ["KA Lier", "lyceum van Ronse", "KTA in Halle"]),
        ("SCHOOL", "SJB doet niks, hij zit nu op het QRS", ["SJB", "QRS"]),
        ("SCHOOL", "hij zit op de zonnebloem, zij op de Klimop", ["de zonnebloem", "de Klimop"]),
        ("SCHOOL", "zit in 't Palet, was op Ten Berg", ["'t Palet", "Ten Berg"]),
        ("SCHOOL", "op de vlindertuin zeggen ze dat het plagen is", ["de vlindertuin"]),
        ("NAAM", "den wuyts en dien de backer, door claes", ["wuyts", "de backer", "claes"]),
        ("NAAM", "peeters en maes lachen hem uit", ["peeters", "maes"]),
        ("NAAM", "bo is 7. roos en storm pesten haar", ["bo", "roos", "storm"]),
        ("NAAM", "ze hebben wolf geduwd omdat beer het zei", ["wolf", "beer"]),
        ("NAAM", "Bo, mijn dochter, is bang van fien, daan en wout", ["Bo", "fien", "daan", "wout"]),
        ("NAAM", "ons mil wordt geslagen, sus ook", ["mil", "sus"]),
        ("NAAM", "Ben pest haar. Door en Lotte ook", ["Ben", "Door", "Lotte"]),
        ("NAAM", "mijn dochter Lucht en haar broer, hij heet Held", ["Lucht", "Held"]),
        ("NAAM", "Thi Lan is bang. Groet, fam. de smet", ["Thi Lan", "de smet"]),
        ("ADRES", "Dreef 4 bus 2, 9000 Gent", ["Dreef 4 bus 2, 9000 Gent"]),
        ("ADRES", "Beekstraat 8 in Aalst", ["Beekstraat 8 in Aalst"]),
        ("ADRES", "Veldstraat 10-14 bus 0201, Deinze", ["Veldstraat 10-14 bus 0201, Deinze"]),
        ("ADRES", "beekstr. 5/2 te ninove", ["beekstr. 5/2 te ninove"]),
        ("ADRES", "in Lokeren, Bergstraat 6", ["Lokeren, Bergstraat 6"]),
        ("ADRES", "op nr 9 van de kerkstraat", ["nr 9 van de kerkstraat"]),
        ("GEBOORTEDATUM", "geboren op 4 / 11 / 13, haar zus 04 11 2010", ["4 / 11 / 13", "04 11 2010"]),
        ("GEBOORTEDATUM", "van vier november tweeduizend dertien", ["vier november tweeduizend dertien"]),
        ("GEBOORTEDATUM", "de eenentwintigste mei tweeduizend en tien", ["eenentwintigste mei tweeduizend en tien"]),
        ("GEBOORTEDATUM", "wordt op 6 mei tien jaar, hij is van mei 2014", ["6 mei", "mei 2014"]),
        ("GEBOORTEDATUM", "op drie juni wordt ze elf", ["drie juni"]),
        ("LINK", "zie jefpeeters.be of wannes.weebly.com", ["jefpeeters.be", "wannes.weebly.com"]),
        ("LINK", "www punt stoplotte punt be en ngl.link/xyz12", ["www punt stoplotte punt be", "ngl.link/xyz12"]),
        # what schools and villages are called without a word that says so
        ("SCHOOL", "van de Schuit naar De Spiraal gegaan", ["de Schuit", "De Spiraal"]),
        ("SCHOOL", "op 't college weten ze het, het lyceum zegt niets", ["'t college", "het lyceum"]),
        ("SCHOOL", "op de rijks is het erger, bij de nonnen ook niet beter", ["de rijks", "de nonnen"]),
        ("SCHOOL", "van Ten Elzen naar 't QRS of naar DvQ", ["Ten Elzen", "QRS", "DvQ"]),
        ("SCHOOL", "ze zit in de kriekelaar, die school in Bree", ["de kriekelaar"]),
        ("ADRES", "tis een dorp he wervik, ze weten het daar allemaal", ["wervik"]),
        ("ADRES", "ik bel vanuit maseik, wij wonen nu in roeslare", ["maseik", "roeslare"]),
        ("ADRES", "wij wonen krekelhoek, aan de halte Lange Akker", ["krekelhoek", "Lange Akker"]),
        ("ADRES", "wij wonen den draai 7 te lede", ["draai 7 te lede"]),
        ("KLAS", "in K2 egels, het derde studiejaar b en 4 STW 2", ["K2 egels", "het derde studiejaar b", "4 STW 2"]),
        ("KLAS", "type basisaanbod groep 2, of OKAN 3 hebben we nu", ["type basisaanbod groep 2", "OKAN 3"]),
        ("GEBOORTEDATUM", "geb 07 09 11, haar zus is van 3mei2k9", ["07 09 11", "3mei2k9"]),
        ("GEBOORTEDATUM", "de mijne is van vijf zes elf", ["vijf zes elf"]),
        ("TELEFOON", "bel op nul vier zeven acht elf twaalf dertien", ["nul vier zeven acht elf twaalf dertien"]),
        ("TELEFOON", "0478 elf twaalf dertien, vast nummer 51 20 33 44", ["0478 elf twaalf dertien", "51 20 33 44"]),
        ("ACCOUNT", "in roblox speelt hij als drakenvos, onder de naam krabkop in fortnite", ["drakenvos", "krabkop"]),
    ],
)  # fmt: skip
def test_hides(kind, text, hidden):
    assert [text[span.start : span.end] for span in find(text) if span.mark == kind] == hidden


@pytest.mark.parametrize(
    "text",
    [
        # help lines and services
        "Moet ik 112, 101, 102, 106, 1712, 1813, 1700 of 116 000 bellen?",
        "bel 0800 20 808 of 02 790 94 66 of +32 2 790 94 66",
        "mail naar info@g-o.be of kijk op https://www.1712.be/nl/over-1712 en awel.be",
        # counting, ages, grades, money, time
        "hij is 9 jaar, zit in het 3de leerjaar en zij in het vijfde, 2de graad",
        "al 3 weken, 2 x per dag, 4 op 10, 15 minuten, 24 kinderen",
        "om 8u30 of 10.30 uur, in schooljaar 2024-2025, op 12 maart",
        "mijn kleinzoon van 7 had snoep gepikt en mijn zoon van 5 lag al in bed",
        "de bril kostte 249,95 euro en de jas 1.250 euro",
        "3 jongens op de speelplaats en op het speelplein 2 meisjes",
        "een 3D-printer, 5G en een A4",
        # words that are names of schools and villages too
        "in de kring moet hij vertellen, in de tuin duwen ze hem en op de trein ook",
        "ze menen het, met lede ogen zie ik het aan, hij is door het lint gegaan",
        "een magistraat en de kapelaan zeiden het, op de Grote Markt, in de Week tegen Pesten",
        "welke school is goed in de buurt van Aalst? gaat het morgen regenen in Kortrijk",
        "wij wonen afgelegen en hij woont beurtelings bij ons",
        "hij wil worden als Kevin De Bruyne, en de ark van Noach tekenen",
        # words that are names too
        "hij heeft een rode trui en zij leert lezen, daar ben ik blij mee",
        "dat is een peter en meter project op school",
        "de toon is hard, de sfeer is goed, elke dag beter",
        "Jan en alleman weet het, joost mag het weten",
        "in mei begint de ramadan",
        # cues without a name
        "juf wil niet luisteren en meester is ziek",
        "beste juf, dag meneer, mijn zoon kan niet slapen",
        "ik ben radeloos, ik ben alleenstaande mama, mijn dochter heet dom en dik",
        "de leerkracht Frans en de juf Nederlands zeggen niets",
        "amai da's nogal wa, ons klein mannen doen ni anders, zulle",
        # names of no person
        "via Smartschool, TikTok en Snapchat in Vlaanderen, in Gent of Antwerpen",
        "is KiVa of No Blame beter, vraag het aan het CLB of aan Child Focus",
        "Mijn Dochter Wordt Gepest Op School",
        "snapchat is gevaarlijk en mijn account is gehackt",
        "via Smartschool kwam om 10.30 uur een bericht",
        "hij zit op een college, zij op de basisschool de kinderen zijn lief",
        "mijn naam is [NAAM]",
        # what looks like the kinds above
        "een roos in de klas, een storm van een ruzie en de wolf uit het verhaal",
        "een merel op de speelplaats, de linde ook, de fleur is eraf",
        "ze haalde 3 B's en een C, de eerste toets latijn, haar derde sport",
        "hij doet wiskunde het liefst, zit in groep 3 van het zwemmen en in 2 a 3 clubs",
        "wat is OKAN, kan mijn kind naar OKAN, is een VTI strenger",
        "een college in Gent, welke school in Aalst, scholen in Lier",
        "wij wonen in Gent, hij zit in geel en wit, ze kwam naar zolder",
        "het liedje van Stromae en de Sesamstraat, een winkelstraat vol",
        "op de springplank in het zwembad, de bron van het probleem, een wegwijzer voor ouders",
        "hij gaat naar het UZ, zit op TV en volgt LO",
        "in bus 12 en lijn 3, artikel 12, lokaal 214, fase 2 van het plan",
        "op 3 mei werd hij 2 keer geslagen, op 17 mei is er een gesprek",
        "kijk op klasse.be, awel punt be en kieskleurtegenpesten.be",
        "in de lagere school namen ze alles af, op het internaat halen ze slechte punten",
        "mijn zoon Is bang, mijn dochter Wil niet, de leerkracht Wiskunde lacht",
        "Śmieją się z niego, bo słabo mówi",
    ],
)  # fmt: skip
def test_leaves_alone(text):
    assert mask(text) == text


def test_a_masked_date_of_birth_leaves_the_sense_of_the_sentence():
    assert mask("geboren op 17/05/2012 en al gepest") == "geboren op [GEBOORTEDATUM] en al gepest"
    assert mask("geb. 17 mei 2012, al 3 jaar gepest") == "geb. [GEBOORTEDATUM], al 3 jaar gepest"


def test_same_name_gets_the_same_number():
    assert mask("Lotte pest Kobe, lotte lacht, Lottes mama ook") == (
        "[NAAM 1] pest [NAAM 2], [NAAM 1] lacht, [NAAM 1] mama ook"
    )


def test_a_name_once_known_is_hidden_everywhere():
    assert mask("haar roepnaam is tootje. Ik ken tootje.") == "haar roepnaam is [NAAM 1]. Ik ken [NAAM 1]."


def test_masking_twice_changes_nothing():
    once = mask("juf Els van 3B, bel 0478 12 34 56 of mail els@voorbeeld.be, Kerkstraat 12, 9300 Aalst")
    assert mask(once) == once


def test_without_the_language_model(monkeypatch):
    monkeypatch.setattr(person_names, "load_dutch", lambda: spacy.blank("nl"))
    assert mask("Zbyszko wordt gepest door lotte peeters uit 3B") == "[NAAM 1] wordt gepest door [NAAM 2] uit [KLAS]"


def test_the_command_masks_line_by_line_and_says_nothing_else():
    done = subprocess.run(COMMAND, input="dag\nik ben Lotte\n\n", capture_output=True, text=True, cwd=ROOT, timeout=120)
    assert done.stdout == "dag\nik ben [NAAM 1]\n\n"
    assert done.stderr == ""


HOSTILE = [
    "1", "1 ", "0 ", "1.", "1/", "+1", "a", "a ", "A ", "Aa ", "a.", "a@", "a.a@", "@", "@a ", " ", "\n", "'", "_",
    "a_", "\x00", "é", "😀", "http://", "www.", "sint-", "school De ", "Straat 1 ", "van ", "Van ", "de ", "a punt ",
    "at ", "mail a ", "geboren ", "9000 Gent ", "klas 3", "lotte ", "lotte en ", "juf xyz ", "BE12 ", "insta:xx1 ",
    "rue a ", "woon in ", "K. ", "[NAAM] ", "Xqz de. ", "zit op ", "zit op de ", "De ", "op VTI van ", "3 ", "derde ",
    "derde latijn ", "latijn-", "4 TSO ", "rode ", "de beren", "klas van de ", "zit okan ", "Kerkstraat 1-", "12-14 ",
    "nr 14 in de ", "Aalst, ", "17 / ", "mei ", "zeventien ", "tweeduizend ", "op 3 mei wordt ", "lisa-", "lisa punt ",
    "a.be ", "bo ", "roos en ", "den wuyts ", "door bo ", "KA ", "ABC ", "'t ",
]  # fmt: skip


def test_no_message_makes_a_pattern_track_back():
    """The longest message of each hostile piece is masked, all by one program that is ended when it hangs.

    How fast is measured in evaluation/, not here: together they take some seconds, the language model included, while
    one pattern that tracks back over one of them takes minutes. A test of its own in this process would hang as well:
    nothing interrupts a pattern.
    """
    texts = [(piece * LONGEST_MESSAGE)[:LONGEST_MESSAGE] for piece in HOSTILE]
    lines = "".join(f"{json.dumps(text)}\n" for text in texts)
    try:
        told = subprocess.run([*COMMAND, "--json"], input=lines.encode(), capture_output=True, cwd=ROOT, timeout=300)
    except subprocess.TimeoutExpired as hung:
        masked = (hung.stdout or b"").count(b"\n")
        pytest.fail(f"it hangs on {HOSTILE[masked]!r}")
    assert told.stdout.count(b"\n") == len(HOSTILE), told.stderr


def test_no_finder_takes_long_for_any_message():
    """Each finder is timed apart by what it computes itself: a busy machine must not decide."""
    for piece in HOSTILE:
        text = (piece * LONGEST_MESSAGE)[:LONGEST_MESSAGE]
        for finder in FINDERS:
            if finder is not person_names.person_names:
                times = (_milliseconds(finder, text) for _ in range(3))
                assert any(time_taken < 50 for time_taken in times), (piece, finder)


def _milliseconds(finder, text):
    start = time.process_time()
    list(finder(text))
    return 1000 * (time.process_time() - start)


# --- the gate ---------------------------------------------------------------------------------
#
# On the tuning sets only: the others are only reported (evaluation/README.md), so no test may turn on them or print
# a text of them. Measured on 2026-11-30. The first set: everything of every kind is hidden, but one of the 96 names;
# of the 226 marks none stands where nothing personal stood. The later one, of the kinds an outside tester found missed:
# everything but one of 48 names and one of 25 schools; none of its 88 clean lines is touched. The third, by two who saw
# neither code nor sets: everything but one of 60 names and one of 21 addresses; one of its 45 clean lines is touched.
# The last two have schools, classes and places in every manner: 95 in a hundred are hidden, no clean line is touched.
# Each bound stands a little below that; the kinds of which the later sets have only a few have none there.

FIRST, LATER, THIRD, HARD, ORDINARY_WORDS = privacy.files_of(TUNING_SET)
FLOORS = {
    FIRST: {
        "ACCOUNT": 0.91, "ADRES": 0.92, "GEBOORTEDATUM": 0.92, "KLAS": 0.92, "LINK": 0.91, "MAIL": 0.91, "NAAM": 0.97,
        "REKENING": 0.91, "RIJKSREGISTER": 0.91, "SCHOOL": 0.92, "TELEFOON": 0.92,
    },
    LATER: {"ADRES": 0.91, "GEBOORTEDATUM": 0.91, "KLAS": 0.95, "LINK": 0.85, "NAAM": 0.95, "SCHOOL": 0.91},
    THIRD: {"ADRES": 0.9, "GEBOORTEDATUM": 0.9, "KLAS": 0.95, "NAAM": 0.96, "SCHOOL": 0.93, "TELEFOON": 0.9},
    HARD: {"ADRES": 0.92, "KLAS": 0.95, "NAAM": 0.9, "SCHOOL": 0.9},
    ORDINARY_WORDS: {"ADRES": 0.9, "GEBOORTEDATUM": 0.9, "KLAS": 0.94, "NAAM": 0.95, "SCHOOL": 0.94},
}  # fmt: skip
EVERY_FLOOR = [(path, kind) for path, floors in FLOORS.items() for kind in floors]


@pytest.fixture(scope="module")
def scores():
    return {path: privacy.measure(path) for path in FLOORS}


def test_every_kind_of_personal_detail_has_a_floor(scores):
    assert set(scores[FIRST]) == set(FLOORS[FIRST])


@pytest.mark.parametrize("path, kind", EVERY_FLOOR, ids=[f"{path.stem}-{kind}" for path, kind in EVERY_FLOOR])
def test_recall_does_not_fall(scores, path, kind):
    assert scores[path][kind].recall >= FLOORS[path][kind], scores[path][kind].missed


def test_ordinary_questions_stay_as_they_are():
    sample = privacy.training_questions()[::40]
    # classes by year and study, and villages, stand in them: they were written when those were not yet hidden
    changed = [one for one in privacy.changed(sample) if "[KLAS]" not in one[1] and "[ADRES]" not in one[1]]
    assert len(changed) / len(sample) < 0.005, changed


@pytest.mark.parametrize("path", FLOORS, ids=lambda path: path.stem)
def test_few_marks_where_nothing_personal_stood(path):
    marks, needless = privacy.needless_marks(path)
    assert len(needless) / marks < 0.01, needless


@pytest.mark.parametrize("path", FLOORS, ids=lambda path: path.stem)
def test_few_clean_lines_are_touched(path):
    clean = privacy.clean_lines(path)
    touched = privacy.changed(clean)
    assert len(touched) / len(clean) < 0.03, touched
