"""Finds which class a child is in: by year and letter, by year and study, by what nursery classes are called, OKAN."""

from __future__ import annotations

from foundation.privacy.finders import THE_SHORT, Finder, any_of, pattern
from foundation.privacy.names import word_list

STUDY = r"""(?: la|lat|latijn|gr|gl|ww|wewi|wewe|lawi|lawe|lamt|grla|grwi|ec|ecmt|ecwi|ecmo|eco|hw|huw|mt|mtwe|mtwi
    |wet|wiwe|tw|ti|iw|iwet|bi|bw|bo|sw|stw|vz|ha|kan|hout|mech|elek|aso|tso|bso|kso|okan )"""
# These are words, or say no more than the year does; they need the letter of the class. Some become a
# word with that letter against them: "mijn zoon van 7 had".
VAGUE_STUDY = r"""(?: (?:ha|la|ti|bo|bi|kan|ec|aso|bso|tso|kso|okan|latijn)\b (?!\s[a-h]\b)
    | (?:had|lab|lag|bib|big|bof|bod|bob)\b )"""
RANK = r"(?: eerste|tweede|derde|vierde|vijfde|zesde|zevende|[1-7](?:e|de|ste) )"
GRADE = r"(?: leerjaar|leerj\.?|lj\.?|studiejaar|middelbaar|jaar|kleuterklas|kleuter|secundair )"
# 2x, 3D-printer, 5G, 4K, 8GB
NO_CLASS = r"(?: [XGKMUH]\b | D- | GB | MB | KM | KG )"
CLASSES_BY_CODE = [
    # 3B, 5LA, L4a, 1Ab, 4ECb: a capital right behind the year, or the L or K of primary and nursery school before it
    rf"(?<![\w.,/:-]) (?-i: [LK]? [1-7] (?!{NO_CLASS}) [A-Z]{{1,5}} [a-z]{{0,3}} \d? ) (?![\w%-])",
    r"(?<![\w.,/:-]) [LK][1-6][a-h] (?![\w%-])",
    # "klas 4b", "zit in 4b", "uit 6wewi"
    rf"\b(?:klas|klasje|groep)\s ([lk]?[1-7]\s?(?:{STUDY}(?:\s?[a-h])?|[a-h])\d?) (?![\w%'’-])",
    rf"""\b(?:zit|zat|zitten|zaten|in|uit|van|naar|en|of|klas|met)\s (?:klas\s)?
    ([lk]?[1-7](?:[a-d]|[f-h]|{STUDY}[a-h]?)\d?) (?![\w%'’-]|\s(?:uur|u)\b)""",
    # "4 lat b", "3 hw", "het vijfde B", "5de leerjaar A"
    rf"(?<![\w.,/:-]) ([1-7]\s?(?!{VAGUE_STUDY}){STUDY}(?:\s?[a-h]|(?-i:(?<=[A-Z]))\s[1-3])?) (?![\w%'’-])",
    rf"""\b((?:het\s)?{RANK} (?:\s{GRADE})? \s (?:(?-i:[A-H])|[bc]))
    (?![\w'’-])""",
]

# --- a year and a study in words -----------------------------------------------------------------

RANK_OR_DIGIT = rf"(?: {RANK} | [1-7] )"
YEAR = rf"(?: {RANK_OR_DIGIT} (?:\s{GRADE})? | kwalificatiefase\s\d )"
TRACK = r"(?: aso|tso|bso|kso|duaal|domein|dubbele\sfinaliteit|arbeidsmarkt|doorstroom|[ab]-?stroom )"
CLEAR_STUDY = any_of(word_list("studies"))
ANY_STUDY = any_of(word_list("studies") | word_list("vague_studies"))
REST_OF_STUDY = rf"(?: (?:[- ]|\sen\s|,\s)? [- ] {ANY_STUDY} ){{0,3}} (?: \s{TRACK}\b )?"
LETTER = r"(?: \s[a-h] (?![\w'’]) )"
# "de derde wiskundeles", "2 wiskunde leerkrachten"
NO_STUDY = r"""(?! [\w'’] | [\s-](?: uur|uren|u|les|lessen|toets\w*|taak|taken|boek\w*|examen\w*|leerkracht\w*|leraar
    |leraars|leraren|lerares|juf\w*|meester|punt\w* )\b )"""
BEFORE_A_CLASS = rf"""
    \b(?: in|uit|van|naar|bij|doet|deed|volgt|volgde|klas|richting|nu|zit|die\svan )\s (?:(?:het|{THE_SHORT})\s)?"""
CLASSES_BY_STUDY = [
    # "derde latijn", "4 economie-moderne talen", "zesde jaar wetenschappen-wiskunde b"
    rf"(?<![\w.,/:-]) ((?:het\s)? {YEAR} \s {CLEAR_STUDY} {REST_OF_STUDY} {LETTER}?) {NO_STUDY}",
    rf"(?<![\w.,/:-]) ({YEAR} \s [ab]-?stroom) (?!\w)",
    # "4 TSO handel", "derde jaar domein STEM"
    rf"(?<![\w.,/:-]) ((?:het\s)? {YEAR} \s {TRACK} \s {ANY_STUDY} {REST_OF_STUDY} {LETTER}?) {NO_STUDY}",
    # "2A Moderne Wetenschappen"
    rf"(?<![\w.,/:-]) ((?-i:[1-7]\s?[A-H]) \s {ANY_STUDY} {REST_OF_STUDY}) {NO_STUDY}",
    # "zit in 2 moderne c", "volgt vierde sport"
    rf"{BEFORE_A_CLASS} ({YEAR} \s {ANY_STUDY} {REST_OF_STUDY} {LETTER}?) {NO_STUDY}",
]

# --- a year and a letter apart -------------------------------------------------------------------

SITS = r"(?: (?:zit|zitten|zat|zaten|gaat|ging)\s(?:\w{1,8}\s){0,2}?(?:in|naar)|klas )"
# "lokaal 2b", "stap 3a"
NO_PLACE = "".join(
    rf"(?<!{word}\s)"
    for word in "artikel art art. lokaal stap fase bus lijn vraag punt nr nr. nummer optie deel bijlage type".split()
)
# "3 a 4 groepen" counts.
NO_COUNT = r"(?! [\w'’%-] | \s\d )"
CLASSES_BY_LETTER = [
    # "van 1 D naar 1 C", not "in 3 D"
    rf"\b(?:in|uit|van|naar|klas|en|of|zit)\s ((?!3\sD)[1-7]\s(?-i:[A-H])) {NO_COUNT}",
    # "Agnieszka van 3 c", not "van 3 a 4" or "van 3 e-mails"
    r"\b(?:uit|van)\s ([1-7]\s[bcdfgh]) (?= \s(?!\d) | [.,;!?)] | $ )",
    # "zit in 3 b", "zit in 5emt2"
    rf"\b{SITS}\s (?:klas\s)? ([lk]?[1-7]\s?[a-dfgh]) {NO_COUNT}",
    rf"\b{SITS}\s (?:klas\s)? ([1-7](?!de\b|ste\b|x\b|voud|tal)[a-z]{{2,4}}\d?) {NO_COUNT}",
    # "zit in tweede a", "uit het zesde d", "5de leerjaar a"
    rf"\b(?:in|uit|van|naar|klas)\s (?:het\s)? ({RANK} \s [adfgh]) {NO_COUNT}",
    rf"\b({RANK_OR_DIGIT} \s {GRADE} \s [a-dfgh]) {NO_COUNT}",
    # "6a tegen 6b", not "artikel 6a"
    rf"(?<![\w.,/:-]) {NO_PLACE} ([1-6][abc]) {NO_COUNT}",
]

# --- classes of nursery school -------------------------------------------------------------------

COLOUR = r"(?: rode|gele|blauwe|groene|oranje|paarse|roze|witte|bruine )"
BARE_COLOUR = r"(?: rood|geel|blauw|groen|oranje|paars|roze|wit )"
CALLED_AFTER = any_of(word_list("class_names"))
MANY = r"(?: s|tje|tjes|je|jes )"
NURSERY_CLASSES = [
    rf"\b((?:de\s|het\s)? {COLOUR} \s (?:kleuter)?klas(?:je)?)\b",
    # "K3 geel", "eerste leerjaar rood"; K3 alone sings
    rf"\b((?: [lk][1-6] | {RANK}\s(?:leerjaar|lj|kleuterklas|kleuter) ) \s {BARE_COLOUR})\b",
    # "K3 vlinders", "de instapklas bij de beertjes"
    rf"\b([lk][1-6] \s {CALLED_AFTER}{MANY}?) (?![\w'’])",
    rf"\b((?:instap|peuter|onthaal|kleuter)klas(?:je)? \s (?:bij|van)\s de\s{CALLED_AFTER}{MANY}?) (?![\w'’])",
    # "in 6 oranje"
    rf"\b(?:in|uit|van|klas)\s ([1-6]\s{BARE_COLOUR}) (?![\w'’])",
    # "de berenklas", "het vlinderklasje", "zonnegroep"
    rf"\b((?:de\s|het\s)? {CALLED_AFTER}{MANY}? -?(?:klas|groep)(?:je)?)\b",
    # "de klas van de beertjes", "zit bij de vlinders"
    rf"\b(?:(?:klas|klasje|kleuters)\svan|zit(?:ten)?\sbij)\s(de\s{CALLED_AFTER}{MANY}?)\b",
]

# --- classes of special education, and of two years together ---------------------------------------

SPECIAL_CLASSES = [
    # "graadklas 3-4", "auti-klas 2", "OV3 tweede leerjaar A", "ov1 groep 4"
    # "type basisaanbod groep 3", "pedagogische eenheid blauw"
    r"\b(type\s(?:basisaanbod|[1-9])\s(?:groep|klas)\s\d) (?!\w)",
    rf"\b(pedagogische\seenheid\s(?:{BARE_COLOUR}|[a-h]|\d)) (?!\w)",
    # "klas 3 lagere"
    r"\b(klas\s[1-6]\s(?:lagere|lager|middelbaar|secundair)) (?!\w|\s(?:school|onderwijs))",
    rf"\b((?:graad|auti|type|structuur)-?klas\s [1-7](?:-[1-7])? (?:\s(?:{BARE_COLOUR}|[a-h]))?) (?![\w'’])",
    rf"\b(ov\s?[1-4]\s (?: groep\s\d | klas\s\d | {RANK}\s(?:leerjaar|jaar)(?:\s[a-h])? | [1-5][a-h]?)) (?![\w'’])",
]

# --- OKAN ----------------------------------------------------------------------------------------

COUNTED = r"(?:leerlingen|jongens|meisjes|kinderen|mensen|klassen|scholen|leerkrachten|jaren|maanden|weken|dagen|uren)"
# Only as a child's own class: what OKAN is may be asked.
OKAN = [
    r"\b(?:zit|zat|zitten|zaten|gaat|ging|gaan|volgt|volgde|doet)\s (?:(?:nu|ook|nog|daar|al)\s){0,2} (?:in\s|naar\s)?"
    r" ((?:de\s|het\s)? okan (?:[- ]?klas(?:je)?)? (?:\s?[1-4][a-d]?|\s(?-i:[A-D]))? ) (?![\w'’])",
    rf"\b(okan (?:[- ]?klas)? (?:\salfa)? [\s-]?(?:[1-4][a-d]?|(?-i:[A-D])|b\b)) (?![\w'’]|\s{COUNTED}\b)",
]

CLASSES: list[Finder] = [
    pattern(form, "KLAS")
    for form in (*CLASSES_BY_STUDY, *NURSERY_CLASSES, *SPECIAL_CLASSES, *OKAN, *CLASSES_BY_CODE, *CLASSES_BY_LETTER)
]
