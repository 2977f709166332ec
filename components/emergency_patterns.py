"""The words by which parents and children tell of danger: what the emergency guard listens for, kind by kind.

Patterns work on normalised text (foundation/text.py): lower case, no accents. They
are wide on purpose, as they do not decide alone: they lower the bar for the topic model's suspicion.
`FIGURATIVE` takes out the figures of speech that use the same words. All of it is measured on the
safety set in `evaluation/`, and every miss becomes a pattern or a training question.
"""

from __future__ import annotations

import re
from typing import Dict, List, Pattern

# Building blocks. Dialect and typing errors are part of the words, not an afterthought.
NOT = r"(?:niet|nie|ni|neet|nimeer|niemer|nooit|noot|nooi|geen)"
WANT = r"(?:wil|wilt|wou|wilde|wild|wel|wille|willen|wild|zou willen|verlangt|hoopt|smeekt)"
SELF = r"(?:zich(?:zelf)?|zi[jn]+ eigen|zijn eigen|zn eigen|haar eigen|heur eigen|haar ?zelf|hem ?zelf|hemzelf|mezelf|mijzelf|mijn eigen|m'n eigen|me eigen?|mijn ?zelf|haar|hem|mij|me|ons eigen|zelf|eigen|eige)"
LITTLE = r"(?:\s\S+){0,3}?"
CHILD = r"(?:kind|kindje|zoon|zoontje|dochter\w*|dogter|jongen|meisje|meiske|kleinkind|kleinzoon|kleindochter|pleegkind|hij|zij|ze|hem|haar|ik|em|'m)"

SUICIDE = [
    r"\bzelf+\s?-?m[oa]{1,2}r?[dt]+",
    r"\bzelf\s?dod",
    r"\bs[uo]i?[cs]+i?e?d[ea]?\w*|\bsuicid|\bsuisid|\bsucid",
    r"\bunalive|\bkms\b|\bkys\b",
    rf"\b{WANT}{LITTLE}\s(?:dood|doot|doodgaan|dood gaan|doodvallen|sterven|sterve|creperen|dieje|de dood|verdwijnen voor altijd)\b(?!\s?(?:moe|op|stil|leuk|normaal|gewoon|graag|slaan|maken van))",
    r"\b(?:liever|beter|best|moet|mag|was|waren|wens\w*|dat)\s(?:\S+\s){0,3}?(?:dood|doot)\b(?!\s?(?:moe|op|normaal|leuk|stil|gewoon|gaan van|van))",
    r"\bdood (?:zou )?(?:wil|wou|wilde|wilt|wilde zijn|willen|wens)|\bdoodwil|\bdoodwou",
    r"\b(?:beter|liever)\s(?:\S+\s){0,4}?(?:sterf|sterft|sterven|dood ?ga\w*|verhang\w*|doodval\w*)\b",
    rf"\b{NOT}\s?(?:meer|mr|mer|mier|mi|mjer|mee|verder|langer)\s(?:verder |wil(?:len)? |wilt |hoeven? |te |kan |kunnen ){{0,2}}(?:leven|leve|lev|laeve|bestaan|wakker|op de wereld|verder leven|voortleven)\b",
    rf"\b(?:wil|wilt|wille|willen|wou|wilde){LITTLE}\s{NOT}\s?(?:\S+\s){{0,2}}?(?:leven|leve|bestaan|wakker worden)\b",
    rf"\b{NOT}\s(?:verder|langer) (?:wil(?:len)? |te )?leve",
    rf"\b(?:er|der|ter|d'r|hier|daar)\s(?:\S+\s){{0,3}}?{NOT}\s?(?:meer|mr|mer|mier|mi|mjer|mee)\s?(?:wil(?:len)?\s|wilt\s|te\s|zou(?:den)?\s|gaat\s|meer\s)?(?:zijn|zin|zen|ben|is|was|zyn)\b",
    rf"\b(?:er|der)\s(?:gewoon |echt |precies |liever )?{NOT}\s?(?:meer|mr|mer|mier|mi)\s(?:\S+\s)?(?:zijn|wil)\b",
    r"\b(?:een|nen|ne|'n)?\s?(?:eind|einde|end|punt)\s?(?:an|aan|achter)\s?(?:te |gaat |gaan |wil(?:len)? |wilt )?(?:ma\w+|zet\w*)",
    r"\b(?:er|der|et)\s(?:\S+\s){0,3}?(?:eind|einde|end)\s?(?:gaan? |gaat )?(?:an|aan)\b",
    r"\b(?:eind|einde) aan (?:zijn|haar|mijn|m'n|het|zn|hun) leven",
    r"\buit (?:het|dit|'t) leven (?:wil\w* |gaa?t? )?(?:te )?stap",
    r"\b(?:er|der)\s?(?:van)?(?:uit|onder uit|onderuit)\s?(?:wil\w* |gaa?t? |te )?(?:stap\w*|muiz\w*|uitmuizen)|\bstapt? er(?: \S+){0,4} uit\b|\bstap(?:t)? (?:der|er) ?uit\b|\bhoe (?:hij|ze) eruit stapt",
    r"\bvan\s?kant\s?(?:\S+\s)?ma\w+",
    r"\bvan het leven (?:te )?(?:ber\w+|ontnemen)|\b(?:eigen |zn |zijn |haar )leven (?:te )?(?:nemen|benemen|ontnemen|kapot)",
    rf"\b{SELF}\s(?:\S+\s){{0,2}}?(?:iets|iet|wat|ets)\s(?:\S+\s){{0,2}}?(?:aan|an)\s?(?:te |gaat |gaan |zou(?:den)? |wil\w* )?do",
    rf"\b(?:iets|wat) aan{SELF}? (?:te )?doen aan zichzelf",
    r"\bzichzelf (?:iets )?(?:gaat |gaan |wil |zal )?(?:dood|doden|kapot ?maken)\b|\b(?:zich|zichzelf|mezelf|zijn eigen|haar eigen|zn eigen) (?:gaan? |gaat |wil(?:len)? )?(?:dood|doot)\s?(?:doen|maken|make)\b",
    r"\bafs?ch?ei[td]s?-?\s?(?:brief|berich|filmp|vide|mail|woord)\w*",
    r"\bafsch?eid(?:s)? (?:\S+\s){0,2}?(?:genomen|genome|nemen|neemt|nam|aan het nemen)(?! van (?:de (?:klas|juf|meester|school|leerkracht|leraar)|haar klas|zijn klas))",
    r"\b(?:brief|briefje|briefke|brieveke)\b.{0,40}\b(?:sorry (?:mama|papa|voor alles|dat ik)|er niet meer|er nie mi|voor mama en papa)",
    r"\bverhang|\b(?:zich|hem|haar|mezelf|zichzelf)\s(?:\S+\s){0,2}?(?:op\s?hang\w*|ophing|opgehangen|op te hangen|verhang\w*)|\b(?:een|nen|de) strop\b|\bstrop (?:moeten|gevonden|gemaakt)",
    r"\b(?:van|af)\s(?:de|het|een|ons|'t|den|t)?\s?(?:\S+\s)?(?:brug|dak|balkon|toren|viaduct|flat|appartement)\b.{0,25}\bspring|\bspring\w*\s(?:\S+\s){0,3}?(?:van|af|voor)\s(?:\S+\s){0,2}?(?:brug|dak|balkon|toren|trein|raam|viaduct|verdiep\w*)|\b(?:staat|sta|zit) (?:\S+\s){0,2}?op (?:het|de|een|den) (?:dak|brug|rand|spoor|spoorweg|sporen)\b",
    r"\b(?:onder|voor|tegen) (?:de|den|nen|een) trein\b|\b(?:van|op|langs) (?:de|het) spoor(?:weg|lijn)?\b",
    r"\b(?:gaat|wil|wilt|praat\w* over|denkt aan|dreigt\w* (?:met|te)) (?:\S+\s){0,3}?spring(?:en|t)?\b(?! (?:op de trampoline|in het|in 't water|touw))",
    r"\bin (?:de|het|'t|t) (?:vaart|kanaal|water|maas|schelde|leie) (?:te )?(?:spring|kruip|loop|lop)|\bkruip in de vaart",
    r"\bbeter(?:\s?af)? (?:af )?(?:is |zijn |zou(?:den)? zijn |wordt |waren )?(?:zonder|zondr) (?:mij|hem|haar|me|'m|ik|em|mezelf|hun)\b|\b(?:zonder (?:mij|hem|haar)) (?:\S+\s){0,3}?beter|\bbeter (?:\S+\s)?zonder (?:ik|mij)\b|\bbeter ik (?:niet )?besta|\bbeter niet besta",
    r"\bals ik (?:er )?(?:niet meer (?:ben|besta|leef)|dood (?:ben|ga)|morgen (?:\S+\s){0,3}?ni\w* meer)|\bals (?:hij|ze|zij) (?:er )?(?:morgen )?(?:niet meer is|dood is|er niet was)|\bals (?:hij|zij|ze) er niet (?:meer )?(?:was|is|zou zijn)|\ber (?:vrijdag|morgen|maandag|binnenkort|straks) niet meer",
    r"\bniemand (?:zou|zal|gaat|zo) (?:mij|me|hem|haar|het) (?:\S+\s)?(?:mis\w+|merken als)|\bgeluk\w+ zou(?:den)? zijn als (?:hij|zij|ze|ik)",
    r"\b(?:leven|bestaan) (?:heeft |hee?ft? |had |is )?(?:\S+\s){0,3}?(?:geen (?:zin|waarde|nut)|zinloos|niks waard)|\bgeen zin (?:meer )?(?:in het leven|in t leven|om (?:nog )?(?:te|verder te) leven|in leven)|\bwaarom (?:\S+\s){0,4}?(?:nog leven|leef|nog zou leven|besta)\b|\bwat (?:voor )?zin heeft het (?:leven )?nog",
    r"\b(?:het|ze is|hij is|t|mijn|zijn|haar)? ?leven(?:s)? ?(?:helemaal |echt |zo )?(?:beu|moe|muug|muu|kotsbeu)\b|\blevensmoe|\bleven (?:is |niet |nie |ni )(?:meer |klaar|gedaan|over|voorbij)",
    r"\b(?:leven|et|'t|het) (?:leven )?(?:niet|nie|ni) (?:echt )?meer zit",
    r"\b(?:veel|teveel|een hele strip|strip|doos\w*|overdosis|alle|pot|heel de)\s(?:\S+\s){0,3}?(?:pil|medic|pijnst|parac|dafalgan|tablet|slaapmid)|\b(?:pillen|medicatie|medicijnen|pilletjes|slaappillen|pijnstillers|paracetamol)\s(?:\S+\s){0,3}?(?:geslikt|gepakt|genomen|ingenomen|gepakt|op tafel)|\bdrinken? veel medicijn|\boverdosis",
    r"\bdood\s?(?:s)?-?(?:wens|gedacht)|\bdood (?:te )?(?:willen|mogen) (?:gaan|zijn)|\bsmeekt.{0,30}dood",
    r"\b(?:nooit|niet) geboren (?:was|had|zijn|worden|ge)|\bnooit bestaan",
    r"\b(?:in|naar) de hemel|\b(?:engeltje|engelke|sterretje|sterreke)\s?(?:\S+\s){0,2}?(?:wil|word|zijn)|\bbij de (?:sterre\w*|engel\w*)|\bnaar (?:allah|god|jezus|de heer) (?:wil |te |toe )?ga",
    r"\b(?:weg|verlossen|verlost|vertrekken) van (?:deze|de|die) wereld|\bniet meer op (?:de|deze) (?:wereld|aarde)|\bop de wereld zijn\b",
    r"\b(?:inslapen|inslaape|slapen en (?:\S+\s){0,2}?(?:nooit|niet) meer)|\b(?:nooit|niet|nie|ni)\s?(?:meer|mr) (?:willen? |wil )?wakker|\bniet meer wakker",
    r"\bje(?:zelf)? (?:kan|kunt) (?:sterven|doden)|\b(?:zonder pijn|pijnloos)\s(?:\S+\s)?(?:sterven|dood|doodgaan|gaan)|\bdood ?gaan zonder pijn|\bdoodgaan pijn doet|\bhoe (?:je|da ge|ge|men)\s(?:\S+\s){0,3}?(?:sterven|sterf|doodga)",
    r"\b(?:mijn|haar|zijn|eigen) (?:begrafenis|graf)\b(?!.{0,20}(?:opa|oma|bomma|grootm|grootv))",
    r"\bvan (?:ons|mij|hem|haar|jullie) (?:\S+\s)?verlost\b|\bvan mij verlost|\b(?:binnenkort|straks) (?:toch )?(?:kwijt|allemaal gedaan)",
    r"\bwie (?:\S+\s){1,5}?(?:hond|kat|konijn|cavia|hamster|huisdier)\w* (?:\S+\s){0,4}?als (?:hij|ze|zij) er niet",
    r"\b(?:wil|wilde|wou|gewoon) (?:gewoon )?verdwijnen\b|\bvoor altijd (?:weg|slapen|rust|stil)|\brust (?:\S+\s)?voor altijd|\bga weg voor altijd|\bniet meer verder (?:kan|kunnen|wil|willen)\b|\bniet meer verder\b.{0,15}\bleven",
    r"\b(?:te ?veel|zoveel|alles) (?:\S+\s){0,2}?(?:in ?genomen|geslikt|gepakt)\b(?! (?:plaats|ruimte|tijd|werk))|\bstoppen met alles\b|\bmet alles (?:te )?stoppen\b",
    r"\bonder de grond\b|\bgaa?t? kapot aan (?:het )?leven|\bdood (?:is|zou) (?:beter|rust)|\bik ga dood\b(?! (?:van|als|aan))|\bga(?:at)? dood (?:vanaa?[fv]|vanavond|straks|morgen)",
    r"\bwegens pesten een doodswens|\bgedaan voor (?:hem|haar|mij)\b|\bonder ?de ?bus (?:lopen|springen)|\b(?:pols|polsen|aders)\s?(?:\S+\s)?(?:over|door|open)\s?(?:te )?(?:sn[ijey]+d|ha+l)",
]

SELF_HARM = [
    r"\ba(?:u|w)to?u?m?ut+il\w*|\bautomut|\bautumut",
    r"\bzelf\s?-?(?:verwond|beschad|pijnig|mutil|verminking)\w*|\bzelfpijn",
    r"\b(?:kras|krast|krst|krassen|kerft|kerven|kerf|snijdt|snijd|snij|snijden|snijdn|sneed|sneden|gesneden|brandt|branden|gebrand|prikt|bijt|krabt)\b\s(?:\S+\s){0,4}?(?:zich(?:zelf)?|haar ?zelf|zich zelf|mezelf|zijn eigen|haar eigen|haar eige|mijzelf|mij|(?:in|op|aan|met)? ?(?:haar|zijn|heur|hare|haren|mijn|m'n|zn|dr|hun|der) ?(?:eigen |linker|rechter|onder|boven)?\s?(?:arm|armen|aarm\w*|benen|been|bovenbe\w*|dij\w*|pols|polsen|huid|vel|buik|handen|hand|lichaam|lijf))",
    r"\b(?:zich(?:zelf)?|haarzelf|haar zelf|zich zelf|mezelf|haar eigen|haar eige|zijn eigen|zn eigen|heur eigen|hemzelf|hem zelf|mijn eigen)\b\s?(?:\S+\s){0,3}?(?:sn[ij]+d\w*|snij\w*|sneed|gesneden|kras\w*|kerf\w*|verwond\w*|verbrand\w*|brandt?|gebrand|pijn (?:\S+\s)?(?:do\w*|deed|gedaan)|sla+(?:t|n|at)?\b|sloeg|slaagt|bijt|krab\w*|knijp\w*|nijpt|straft)",
    r"\bdoe[nt]? (?:hem|haar|zich|em)?\s?zelf(?:s)? pijn|\bpijn aan (?:haar|zijn) lichaam|\bdoen? pijn aan|\bself pijn|\bpijn (?:doet|doen|te doen)(?: \S+){0,2} (?:zichzelf|haarzelf|hemzelf)",
    r"\b(?:sneetje|sneeke|sneetjes|snee|sneekes|snijwonde?\w*|krassen|krasse|wondjes|wonden|littekens?|brandplek\w*|brandwond\w*|lidtekens?)\s(?:\S+\s){0,4}?(?:op|in|aan|van)\s(?:\S+\s){0,2}?(?:arm|been|benen|pols|bovenbe|dij|buik|huid|hals)\w*",
    r"\b(?:arm|armen|been|benen|polsen|dijen|bovenbenen|buik)\s(?:\S+\s){0,5}?(?:vol|onder|met|open|kapot)\s?(?:de |met |van |verse )?(?:sneet?j?\w*|snee\w*|litteken\w*|lidteken\w*|krass\w*|wond\w*|strepen|gekrabd|gehaald)",
    r"\bscheermes\w*|\bmesje (?:in|uit|van|gevonden)\w*|\bmesjes (?:vind|gevonden|in de kamer)|\bslijper(?:tje)? (?:\S+\s){0,3}?(?:mesje|kapot)",
    r"\bdochter krast|\bzoon krast|\bkind krast|\b(?:ze|hij|zij|dat ze|dat hij|ook dat ze) (?:krast|kerft|snijdt)\b(?! (?:op|in) (?:de|het|een|haar|zijn) (?:bank|tafel|auto|boek|papier|deur))|\bhervallen in krassen|\bkras in mijn|\bsnij ik mij|\bik (?:kras|snij|snijd) (?:mij|me)\b",
    r"\b(?:hoofd|kop|kopke|hoofdje)\s(?:\S+\s){0,3}?(?:kapot|tegen (?:de|het|een|'t) (?:muur|bed|tafel|deur|bank|kast))|\b(?:slaat|klopt|bonkt|slaan|bonst|slaagt)\s(?:\S+\s){0,4}?(?:hoofd|kop)\b|\bknokkels (?:open|kapot|bloed)|\bvuisten op de muur",
    r"\bharen? (?:\S+\s){0,2}?uit\s?(?:te )?trek\w*|\btrekt (?:\S+\s){0,3}?haar (?:\S+\s)?uit|\bkale plek\w*",
    r"\b(?:aansteker|sigaret|lucifer|strijkijzer|passer|gom)\b.{0,30}\b(?:arm|huid|pols|hand|been|vel|zich)",
    r"\btot bloedens? toe|\bkrabt? (?:\S+\s){0,3}?(?:open|bloed)|\bopen (?:te )?krab|\bbloed (?:op|aan) (?:haar|zijn|hare?n?) (?:mouw|lakens|armen?)",
    r"\bstraf\w* op (?:haar|zijn) (?:huid|lichaam)|\bpijn\w* rustig maakt|\bsnijden (?:haar|hem) rustig",
]

PARENT = [
    r"\b(?:ik|kga|k ga|we|papa|mama|man|vrouw|vader)\s(?:\S+\s){0,4}?(?:ga|gaat|wil|zal|doe|maak|sla|schiet|steek|vermoord)\s(?:\S+\s){0,5}?(?:vermoord\w*|dood\s?(?:doen|maken|slaan|schiet\w*|stek\w*)|afmaken|neerschieten|neersteken|kapot\s?(?:maken|slaan)|iets aan\s?doen|van kant)",
    r"\bik (?:vermoord|maak (?:hem|haar|die)(?: \S+){0,2} (?:af|kapot|dood)|sla (?:hem|haar|die)(?: \S+){0,3} (?:dood|kapot)|schiet (?:hem|haar|die)(?: \S+){0,3} (?:neer|dood)|steek (?:hem|haar|die)(?: \S+){0,3} neer)|\bdan is (?:em|hij|ie|'m) dood",
    r"\b(?:mijn|m'n|mn|onze|eigen|die|de|haar) (?:eigen )?(?:kind\w*|kleine|dochter|zoon|baby|ouders|jongen|pester)\s(?:\S+\s){0,3}?(?:iets|iet|wat|pijn) (?:\S+\s){0,2}?(?:aan\s?do|aan ga|ga\w* doen|doe)",
    r"\bga (?:mijn|m'n|mn|die|de|dat) (?:\S+\s){1,3}?iets aan\s?doen|\bbang (?:van|voor) (?:mezelf|mijn eigen|mijn handen|m'n eigen)|\bvertrouw (?:mezelf|mijn eigen)\s?(?:\S+\s)?ni\w*|\bvertrouw mijn baby|\bverlies controle|\bcan'?t control myself",
    r"\b(?:zo hard|hard) vast\s?(?:pak|gepakt|grijp)|\bdoor elkaar (?:geschud|geschut|schud)|\bkan stoppen slaan|\b(?:heb|kheb|hem) (?:mijn|m'n|mn) (?:zoon|dochter|kind) (?:net |daarnet |bijna |zo )?(?:geslagen|geslaan|pijn gedaan)|\bhit mijn kind|\bsla (?:mijn|m'n) (?:kind|zoon|dochter)",
    r"\bmet (?:een|nen|mijn|zijn|de|den|ijzer|'n) ?(?:mes|jachtgeweer|geweer|bijl|pistool|baseballbat|knuppel|ijzer)\b.{0,60}\b(?:ouders|vader|pester|jongen|hem|die|opsluiten|ga|wacht)|\bjachtgeweer|\bbuks\b|\brij mijn auto\b.{0,40}\bschool|\bheb zijn adres",
    r"\bwelke zin heeft het (?:allemaal )?nog|\b(?:hoop|hopen)\s(?:\S+\s){0,4}?(?:hart stopt|niet wakker)|\bstuur (?:moet|om|wil)\s?(?:\S+\s)?(?:gooi|draai)|\bhaal (?:ik )?(?:het )?morgen n?o?g? ?(?:niet|haal)|\bzorg (?:maar )?(?:goed )?voor mijn kinderen",
    r"\bgeen kracht (?:meer )?(?:om |voor )?(?:verder )?te leven|\bhart is klaar\b|\bmijn leven is (?:gedaan|voorbij|kapot)|\btis op met mij|\bsta op (?:breken|ontploffen|springen)\b|\bik ga ontploffen",
    r"\b(?:ik )?(?:kan|k kan|kan) (?:ni\w*|ech\w* ni\w*) me*e?r\b.{0,12}\b(?:wil|k wil|ik wil) (?:ni\w*|der|er) me*e?r|\bkan niet meer wil niet meer|\bbegane? een ongeluk|\bbega een ongeluk",
]

WEAPON = r"(?:mes|messen|pistool|geweer|wapen|wapens|bijl|knuppel|stokken|ketting|boksbeugel|steekwapen|vuurwapen|gun|revolver|machete|taser|schaar|scharen)"
VIOLENCE = [
    rf"\b(?:met|heeft|had|een|nen|'n|zijn) (?:\S+\s){{0,2}}?{WEAPON}\b.{{0,60}}\b(?:school|klas|zak|rugzak|boekentas|poort|speelplaats|bij|bedreig\w*|gedreigd|keel|gestoken|steken|komt|zoekt|staat|loopt|zwaai\w*)|\b(?:bedreig\w*|gestoken|dreig\w*|steken|zwaai\w*)\s(?:\S+\s){{0,4}}?{WEAPON}\b|^\W*{WEAPON} (?:op|in|aan|bij) (?:de |het )?(?:school|klas|poort|speelplaats)",
    r"\bgun in (?:tas|bag|zak)|\b(?:pistool|vuurwapen|gun|revolver|geweer)\b(?!.{0,20}(?:speelgoed|nerf|water|game|lego|fortnite))",
    r"\bsteekpartij|\bschutter\b|\bschietpartij|\bneer\s?(?:te )?(?:schiet\w*|stek\w*)|\bneergestoken|\bneergeschoten|\bgegijzeld|\bgijzel|\baanslag\b|\bop de ruit geschoten|\bgeschoten\b.{0,20}\b(?:ruit|deur|huis)",
    r"\b(?:doodsbedreiging|doods bedreiging|met de dood bedreig\w*|met dood bedreig)|\bdood\s?(?:ste|dreig)\w*bedreig|\bdreig\w* (?:\S+\s){0,3}?(?:te |tedoden|om )?(?:te )?(?:doden|vermoorden|vermoord|dood|tedoden|af te maken|kapot te maken|neersteken|verkrachten)",
    r"\b(?:gaan?|wil+en?|zullen|zal|gaat|ging\w*) (?:hem|haar|mij|em|ons|me|mijn \w+|onze \w+|'m) (?:\S+\s){0,3}?(?:vermoorden|doodslaan|dood slaan|dood maken|doodmaken|afmaken|doodsteken|doodschieten|neersteken|dood)\b|\b(?:ben|bent|zijt|ga+t?|is) (?:je|jij|hij|ze|ge) (?:morgen |vandaag |straks )?(?:dood|eraan)\b|\b(?:morgen|vandaag|straks) (?:ben je|jij ga\w*|ga je|gaat ge|is hij|sla\w* .{0,10}) (?:\S+\s)?dood|\bzeggen? (?:\S+\s){0,2}?jij gaat dood|\bgaan (?:hem|haar|em) kapot\s?ma",
    rf"\b(?:ze|zij|jongens|gasten|die gasten|groep\w*|meisjes|jongen|die|kinderen|hij|leerlingen)\b.{{0,25}}\b(?:sla+n?|slaat|slage|slagen|schopp\w*|stamp\w*|trapp\w*|wurg\w*|afros\w*|vecht\w*|aan\w*vall\w*|slaan)\b.{{0,25}}\b(?:nu|op dit moment|op dit eigenste moment|daarnet|juist)\b|\b(?:nu|op dit moment|op dit eigenste moment)\b.{{0,25}}\b(?:geslagen|geslage|aangevallen|in elkaar|geschopt|afgetuigd|aan het slaan|aan 't slaan|afgerost|afrossen|attaqu\w*)|\bsla+n? (?:hem|haar|mijn \w+|onze \w+) nu\b|\bslaan mijn \w+ nu|\bword\w* nu (?:\S+\s){0, 3}?(?:geslag|aangev|gesch)",
    r"\b(?:zijn|is|zen|ze an|ze zijn|z'n)\s(?:\S+\s){0,5}?(?:aan het|aan 't|an 't|an het|ant)\s(?:slaan|schoppen|vechten|stampen|afrossen|wurgen|afsla\w*|intrappen|aanvallen|steken)",
    r"\b(?:vechtpartij|gevecht) (?:is )?(?:nu )?(?:bezig|aan de gang)|\bwordt (?:er )?(?:nu )?gevochten|\bin elkaar (?:ge\w+|aan het|aan 't)|\bafgetuigd\b|\bafgerost\b|\btanden uit (?:zijn|haar)",
    r"\bbewusteloos|\bbewust(?:eloos| zijn)|\bniet (?:meer )?bij bewust|\b(?:reageert|reageren|reageerd?) (?:\S+\s)?niet meer|\bademt (?:\S+\s){0,2}?(?:raar|niet|moeilijk|bijna)|\bgeen adem|\bademt heel snel|\bvalt? (?:\S+\s)?flauw|\bflauw\s?ge?val|\bbraakt (?:\S+\s){0,3}?suf|\bvoelt benen niet|\bniet meer wakker te krijgen|\bogen draaien weg",
    r"\b(?:bloed\w*|bloedt|bloeden)\s(?:\S+\s){0,4}?(?:heel |zo |blijft |niet )?(?:hard|erg|veel|stop\w*|komen)|\bveel bloed|\bbloed blijft|\bhoofd bloed|\boor bloedt|\bbloedt hard|\barm staat (?:\S+\s)?scheef",
    r"\bwurg\w*|\bsmoor\w*|\bhoud\w* (?:\S+\s){0,4}?onder water|\bvastgebonden|\bvast gebonden|\bin (?:een|nen|de) (?:auto|garage|kelder) (?:getrokken|opgesloten|gesleurd)|\bopgesloten (?:in|door)|\bsleuren (?:haar|hem|mijn)|\bhouden (?:haar|hem) vast\b|\bontvoer|\bkidnap",
    r"\b(?:op\s?wacht\w*|op te wachten|staan (?:\S+\s){0,4}?(?:te wachten|voor (?:de|ons|het|onze) (?:deur|huis|voordeur)))|\b(?:groep|bende|man of \w+|met (?:tien|vijf|vier|zes|veel))\b.{0,50}\b(?:voor(?:deur| ons huis| de deur)|aan onze|opwacht|te wachten)|\bdeur (?:aan het |willen? )?(?:in\w*trap\w*|open\s?breken|intrapp\w*)|\bonze deur\b.{0,20}\btrapp|\bwachten met veel",
    r"\bin brand steken|\bbrandstichting|\bhuis\b.{0,20}\bin brand",
    r"\b(?:durft|durf) (?:\S+\s){0,3}?(?:kleedkamer|toilet|wc|school|park) (?:niet )?(?:uit|uitkomen)|\bin de wc op school en ze willen|\bdeur openbreken|\bopgesloten op (?:het|de) (?:toilet|wc)\b.{0,40}\b(?:slaan|nu|wachten)",
    r"\bgaan? mij (?:straks|nu|vandaag|morgen) slaan|\bneer\s?steken|\bneersteek|\bna (?:de bel|school)\b.{0,25}\b(?:slaan|dood|kapot|afmaken|pakken)\b",
]

ABUSE = [
    r"\b(?:mis+br[ui]{1,2}[ck]?k\w*|misbuik\w*|misbruik\w*)\b(?!.{0,15}(?:van (?:macht|zijn goedheid)|vertrouwen))",
    r"\b(?:ver|ve)kr?ach?t\w*|\baanrand\w*|\baangerand\w*|\bincest|\bpedo\w*|\bgegroomd|\bgrooming|\bloverboy|\btienerpooier",
    r"\bbetast\w*|\bonzedelijk\w*|\bontucht|\bse(?:ks|x)u[ae]+l\w* (?:geweld|misbr\w*|grens\w*|overschr\w*|intimid\w*|handeling\w*|feiten)|\bsexueel\b|\bseksueel (?!get\w*|gea\w*|opvoed\w*|voorl\w*)|\bgrensoverschrijdend (?:aange\w*|gedrag)",
    r"\b(?:onze?r?d?e?|aan|in|op|tussen|bij) (?:haar|zijn|heur|hare|zn|de|mijn) (?:borst\w*|piemel\w*|pietje|plassertje|vagina|geslachts\w*|broek(?:je)?|onderbroek|kruis|billen|poep|poes|rokske|rokje|tieten|bh|kut|edele delen|intieme)\b(?!.{0,20}(?:geplast|gescheurd|vies|nat|getrapt|gestampt|geschopt|schop|stamp))",
    r"\b(?:zit|zat|zitten|gezeten|zat er|komt|kwam|kom)\s(?:\S+\s){0,4}?aan (?:mijn |haar |zijn |hem|haar|mij|ons |hare? |de |het )?(?:\s?(?:kind\w*|zoon\w*|dochter\w*|meisje|meiske|piemel|pietje|misdienaars|haar|hem|mij|dochterke))\b|\baan (?:haar|hem|mijn \w+|heur|ons \w+) (?:aan )?(?:zit|zat|gezeten|komt|kwam)\b|\bover\s?al aan gezeten|\ban heur gezeten",
    r"\b(?:aan\s?(?:ge)?raa?k\w*|aangeraakt|touched|touche)\b(?!.{0,20}(?:gsm|scherm|knop|onderwerp))|\braakt (?:haar|hem|mijn \w+|mij) aan|\bvast\s?pa\w*kte? waar (?:dat|het) (?:niet|nie|ni) mag|\bongewenst",
    r"\b(?:poep|billen|borsten?|kruis|tetten|tieten|gat)\s(?:\S+\s)?(?:vast\w*|pak\w*|grijp\w*|(?:k)?nijp\w*|voelen|tast\w*|slaan|slaat)\b|\b(?:pak\w*|gepakt|grijp\w*|gegrepen|(?:k)?nijp\w*|gek?nepen|tast\w*|sla\w*) (?:\S+\s){0,5}?(?:poep|billen|borsten|kruis|tetten|tieten)\b",
    r"\b(?:broek|onderbroek|kleren|bh|shirt|rok)\b\s(?:\S+\s){0,3}?(?:uit\s?(?:te )?(?:doe\w*|trek\w*)|uitdoen|af\s?(?:ge)?(?:trek\w*|trok\w*|getrokken)|naar beneden)|\btrekken broek|\b(?:onderbroek|broek) afgetrokken",
    r"\b(?:dwing\w*|dwong\w*|gedwongen|verplicht\w*)\s(?:\S+\s){0,4}?(?:seks|kus\w*|aan te raken|aanraken|bed|in bed|haar uit te kleden|uitkleden|naakt)|\b(?:seks|sex)\b.{0,30}\b(?:wil niet|zij niet|niet wil|tegen|gedaan met|kind|dochter|zoon)|\bgedaan seks|\bin bed bij|\bbij (?:haar|hem|mij|mijn \w+) in bed|\bin de slaapzak|\bop zijn schoot",
    r"\b(?:kind|kleinkind|dochter|zoon|kleindochter|kleinzoon|meisje|haar|hem) iets (?:aan)?doet\b",
    r"\biets (?:met|bij|aan) (?:mij|hem|haar|mijn \w+) (?:gedaan|doet|deed)\b.{0,12}\b(?:niet|ni|nie) (?:mag|mocht)",
    r"\b(?:vieze|slechte|stoute|rare|seksuele|geheime) (?:dingen|dinge|spelletjes)\b(?!.{0,12}(?:zeg\w*|roep\w*|schrijv\w*|stur\w*|geschr\w*|over))|\bdingen (?:bij mij )?die (?:ni\w*|niet) mogen|\bdan moet ik dingen doen|\bkusjes? (?:laten? )?geven op (?:zijn|de|mijn) mond|\bhun geheim\b|\bons geheim(?:pje|ke)?\b|\bgeheimpje",
    r"\b(?:kinder)?mishandel\w*|\bkindermish\w*|\bstriem\w*|\bmet (?:de|een|nen|zijn) (?:riem|stok|kabel|lat|pollepel|broeksriem|belt|gordel)|\bbont en blauw|\bblauwe plekken\b.{0,40}\b(?:papa|pa|vader|thuis|mama|ex|stief|weekend|rug)|\b(?:terug|komt) van (?:haar|zijn) (?:pa|papa|ma|mama|vader|moeder)\b.{0,40}\b(?:plekken|geslagen|pijn|blauw)",
    r"\b(?:papa|pa|vader|mama|ma|moeder|stief\w*|ex|man|vriend van (?:mama|haar)|oom|nonkel|schoonbroer|opa|grootvader|buurman|vrouw|ouders|stiefpapa|pere|dad|father|stepfather|mijn man|de moeder|zijn ouders|haar ouders|zijn mama|zijn papa)\s(?:\S+\s){0,2}?(?:slaat|slaagt|sloeg|slagen|slaan|slaat ons|mept|klopt|schopt|mishandel\w*|opsluit|sluit\b|uithonger\w*|verbrand\w*|beat|hits?|frappe|slaat kind)",
    r"\b(?:thuis) (?:\S+\s){0,3}?(?:geslagen|geslaan|slaag|mishandeld|opgesloten|uitgehongerd|klappen|slagen)|\b(?:krijgt|kreeg)\s(?:\S+\s){0,4}?(?:van (?:zijn|haar) (?:vader|moeder|papa|mama|ouders))\s(?:\S+\s){0,3}?(?:slaag|slagen|klappen|slaan)|\buitgehongerd|\buren\s?lang op|\b(?:laat|laten) (?:hem|haar) (?:\S+\s){0,3}?niet eten|\bin de kelder\b.{0,30}\b(?:sluit|op)|\bsluit .{0,30}\bop in (?:de )?(?:kelder|kast|kamer|berging)",
    r"\bgedrogeerd|\bbrandwonden op (?:zijn|haar|de) rug|\bpijn daar beneden|\bbeneden pijn|\bdaar beneden|\blaat onderzoeken of\b|\bseks\w* overdraagb|\bnaar (?:zijn|haar) kleedkamer en dan",
    r"\b(?:zijn|haar|mijn|de) (?:hand|handen|vinger\w*)\s(?:\S+\s){0,3}?(?:in|onder|tussen|op) (?:haar|zijn|mijn|hare|heur) (?:broek\w*|rok\w*|benen|trui|t-shirt|shirt|bh|kleed\w*|billen|borst\w*|kleedje)",
    r"\b(?:kwam|komt|kruip\w*|kroop) (?:\S+\s){0,3}?'?s nachts|\b's nachts bij (?:haar|hem|mij)|\bop haar kamer komt\b|\bal jaren op (?:haar|zijn) kamer",
    r"\bkomt? aan mij\b|\ban? mij als mama|\bhaar dwingt|\bhem dwingt|\bdwingt in bed|\bdoktertje|\bnaar het ziekenhuis\b.{0,40}\baange|\bbeet ?(?:ge)?pak\w* (?:\S+\s){0,3}?(?:borst|billen|kruis)",
]

MISSING = [
    r"\bvermis[dt]\b(?!.{0,15}(?:jas|boek|gsm|fiets|trui|bril|turn|brood))|\bspoorloos|\bonvindbaar|\bfugue\b|\bfugu|\bdispar|\bmissing\b|\bran away|\brun(?:s|ning)? away|\bdidn'?t come home|\bnot come home|\bon ne (?:le |la )?(?:trouve|retrouve) plus",
    r"\bweg\s?-?ge?\s?lo+p\w*|\bweg\s?gevluch\w*|\bweg\s?(?:ge)?vlucht\w*|\bvan huis (?:weg|weggelopen)|\bben van huis|\bloopt? (?:altijd )?weg van (?:huis|thuis|school)|\buit de (?:les|klas) wegloop|\bloopt weg uit|\bgaan lopen uit",
    rf"\b(?:{CHILD}|school|niemand|kleinzoon|zus|broer|kint|onzen? \w+|ons \w+|mijne? \w+)\b.{{0,40}}\b(?:ni\w*|nooit|nog (?:altijd |steeds )?ni\w*)\s?(?:\S+\s)?(?:thuis\s?ge?\s?(?:komen|kome|raakt|geraakt)|thuis|terug\s?ge?(?:komen|keerd)|aan\s?ge?\s?kom\w*|toe\s?gekomen|teruggebracht|komen naar huis)\b",
    r"\bniet? (?:thuis\s?ge|komen naar huis|thuisge|teruggekeerd|teruggekomen|van school terug|toegekomen|aangekomen|op school aan)|\bno?o?it op school aan|\bnooit toegekomen|\bnog (?:altijd |steeds )?(?:ni\w*) thuis|\bal twee nachten|\bhad\w* (?:\S+\s){0,4}?thuis moeten zijn",
    rf"\b(?:weet|weten|kweet|niemand weet)\s(?:\S+\s){{0,3}}?(?:ni\w*|niemand)?\s?(?:\S+\s)?waar\s(?:\S+\s){{0,2}}?{CHILD}\s?(?:\S+\s){{0,2}}?(?:is|zit|zitten|uithangt|zou kunnen zijn)\b|\bwaar (?:is|zit) (?:mijn|ons|onze|m'n) (?:kind|zoon|dochter|kleine|jongen|meisje)|\bwaar kan (?:hij|ze) zitten|\bwaar mijn kind",
    rf"\b(?:vind|vinden|vindt|kan (?:\S+\s){{0,2}}?vinden|vinden we|find)\s(?:\S+\s){{0,3}}?(?:{CHILD})\s?(?:\S+\s)?(?:ni\w*|nieverst|nergens)|\b(?:nergens|nieverst|nie?vers)\b.{{0,12}}\b(?:te vinden|vinden|meer)|\b(?:{CHILD}) (?:is |zit )?(?:nergens|niet meer te vinden|onvindbaar)|\bniet vinden (?:mijn|ons|onze)|\bhem niet find|\bkan ik hem niet",
    rf"\b(?:{CHILD})\b.{{0,25}}\b(?:verdwen\w*|kwijt sinds|zoek geraakt|spoorloos)|\b(?:zoon|dochter|kind|kleinzoon|kleindochter) kwijt\b",
    r"\b(?:ze|hij|zij|z'is|zoon|dochter|kind|dochter van mij) (?:is )?(?:al uren |al \S+ uur |nu )?weg\b.{0,40}\b(?:gsm|telefoon|jas|sacoche|niemand|politie|zoek\w*|niet weten waar|weten waar|uur|vannacht|voor altijd|kamer is leeg|mama)|\bik ben weg\b|\bis weg, |\bhij is weg\b|\bze is weg\b(?! (?:van|uit) (?:de|die|onze|haar) (?:school|klas))|\bwe zijn hem al\b",
    r"\bbed leeg|\bkamer is leeg|\braam staat (?:nog )?open|\b(?:gsm|telefoon) (?:staa?[dt] |is )?(?:uit|af)\b.{0,30}\b(?:weg|zoek|waar|thuis)|\bweg\b.{0,40}\b(?:gsm|telefoon) (?:staa?[dt] |is )?(?:uit|af)\b",
    r"\b(?:niet|nooit) (?:op|uit|van) de (?:bus|trein) (?:gestapt|geweest)|\bzat er ni op\b|\bmeegenomen\b.{0,40}\b(?:kennen|kind|rechter|telefoon|wie)|\b(?:iemand anders|papa|ex|vreemde|man) (?:heeft |hij )?(?:\S+\s){0,4}?mee\s?genomen|\bniet teruggebracht|\bpapa heeft meegenomen|\bafspreken\b.{0,60}\bniet meer te pakken",
    r"\bverloren in (?:de )?(?:stad|winkel|bos)|\bover de poort (?:geklommen|gesprongen)|\b(?:poort|hek) uitlopen|\balleen van school vertrokken|\bderuit gemuisd|\buit huis (?:ge|weg)|\bantwoordt? (?:\S+\s)?(?:ni\w*) meer\b.{0,30}\b(?:locatie|gsm|weg)|\bhelpen zoeken|\bwe (?:zoeken|rijden rond)|\bzoek overal|\bzoek partout|\bwe niet moeten zoeken|\bniet (?:te )?komen zoeken",
]

DANGER = [
    r"\bnood\s?(?:geval|situatie|gval|oproep)|\bnoot\s?situatie|\blevensgevaar\w*|\bin\s(?:direct |groot |acuut |levens)?\s?gevaar\b|\bkind gevaar\b|\bin danger|\ben danger|\bin nood\b|\bsos\b(?! piet)",
    r"\b(?:bel|bellen|belle|112|101)\s(?:\S+\s){0,2}?\b(?:112|101)\b|\bbel 112|\b112 (?:nodig|bellen|of)|\bambulance|\bziekenwagen|\bhulpdienst\w*|\bspoed(?:dienst)?\b(?!.{0,12}(?:overleg|gesprek|vergadering|cursus))|\bemergency|\burgen(?:t|ce|ces)\b(?! (?:vraag|gesprek|overleg))|\bnoodnummer",
    r"\bdringend\w* (?:hulp|help)|\bdri?n?gend!+|\b(?:help|hulp) (?:\S+\s){0,2}?(?:nu|snel|direct|onmiddellijk|meteen)\b|\b(?:nu|direct|meteen|onmiddellijk|snel) (?:\S+\s){0,3}?(?:hulp|helpen|helpe|iemand sturen|iemand komen|iemand nodig|iemand)\b.{0,15}(?:nodig|sturen|komen|helpen|nu|aub)?|\bhelp help|\bstuur (?:nu )?(?:hulp|iemand)|\bkom (?:rap|snel|direct)|\b(?:tis|het is|is) dringend,? ons kind|\bk'hen direct",
    r"\b(?:niet|nie|ni) (?:meer )?veilig\b.{0,40}\b(?:nu|thuis|hier|waar|moment|voor mij|kinderen)|\bniet veilig\s*$|\bop dit moment niet veilig|\bniet veilig (?:nu|waar|voor)|\biets heel ergs|\biets ergs|\bloopt hier serieus mis|\bgaat hier (?:helemaal )?fout|\blevensbedreig|\b(?:vrees|bang) voor (?:het|zijn|haar) leven|\bleven van (?:mijn|een) kind|\bte laat\b.{0,10}$|\belke minuut telt|\bgevaarlijk (?:thuis|hier)|\bthuis (?:\S+\s){0,2}?gevaarlijk|\bpolitie nu\b|\bniet wakker\b|\bijskoud\b|\bbijna niet wakker",
]

# In other languages the topic model has heard too little to judge: these words are enough by themselves.
OTHER_LANGUAGES: Dict[str, List[str]] = {
    "noodsituatie_zelfdoding": [
        r"\b(?:kill|killing|hang|hanging|end|harm|hurt) (?:him|her|them|my|it|your)?\s?-?(?:self|life|it all)|\bwants? to (?:die|disappear|be dead)|\bwanna die|\b(?:doesn'?t|don'?t|not) want to (?:live|be alive|be here|exist|wake up)|\bend (?:his|her|my) life|\btake (?:his|her|my) (?:own )?life|\bsuicidal\b|\bsuicide (?:note|attempt)|\bbetter off (?:dead|without)|\bbetter without me|\bhe wil die|\bwanted to die|\bgoodbye (?:letter|note)|\bi want to die|\bwishes? (?:he|she|i) (?:was|were) dead",
        r"\bveut? (?:mourir|en finir|se tuer|se suicider|disparaitre)|\bvoulait mourir|\bse (?:tuer|suicider|pendre)|\bme (?:tuer|suicider)|\bplus (?:envie de )?vivre|\ben finir\b|\bidees? (?:noires|suicidaires)|\blettre d'adieu|\benvie de mourir|\bwil mourir",
        # Turkish, Arabic in Latin script, Polish, Ukrainian and Russian, Spanish, German
        r"\bintihar|\bolmek ist|\bkendini oldur|\byasamak istem|\bolmek istiyor",
        r"\bintihar\b|\bentihar|\binti7ar|\bbgha y ?mout|\bbgha ymut|\bbghit nmout|\bbghat tmout|\bykta?l rou?7o|\byentaher|\bywed imut|\bbagha tmout|\byqtel raso",
        r"\bsamobojst|\bchce (?:sie zabic|umrzec)|\bnie chce (?:juz )?zyc|\bzabic sie|\bodebrac sobie zycie",
        r"самогуб|самоуб|хоче померти|хочет умереть|не хоче жити|не хочет жить|вбити себе|убить себя|хочу померти|хочу умереть|samohub|samoub|hoche pomerty|ne hoche zhyty|khoche pomerty|hochet umeret|ne hochet zhit",
        r"\bquiere (?:morir|matarse|suicid)|\bno quiere vivir|\bwill (?:sterben|sich umbringen|nicht mehr leben)|\bselbstmord|\bumbringen\b|\bvrea sa moara|\bse sinuc|\bsinucid|\bquer morrer|\bvuole morire|\bsi vuole uccidere",
        r"انتحار|ينتحر|تنتحر|يموت|تموت|اموت|الموت|يقتل نفس|تقتل نفس",
    ],
    "noodsituatie_geweld": [
        r"\b(?:has|with|brought|had) (?:a )?(?:knife|gun|weapon)|\b(?:beating|attacking|hitting|stabbing) (?:my|him|her|up)\b|\bthreat\w* to kill|\bunconscious|\bstabbed|\bshooting|\btrain de (?:frapper|tabasser|taper)|\bcouteau\b|\bmenace de (?:mort|tuer)|\binconscient|\btabass|\battaquee?\b|\bau secours",
    ],
    "noodsituatie_misbruik": [
        r"\babus\w*\b|\brap(?:ed|e)\b|\bsexual\w*|\bmolest\w*|\bassault\w*|\bviole?e?\b(?!nt)|\bvioler|\bviol\b|\battouchement|\bagresse?\w* sexuel|\bla frappe tous|\bhits me\b|\bbad things\b|\bbeat (?:him|her) with|\btaciz\b|\btecavuz|\bgwalt\b|\bmolestow|\bзгвалт|\bизнасил",
    ],
    "noodsituatie_vermist": [
        r"\bkayboldu|\bzaginal|\bпропал|\bзникл|\bkayip\b",
        r"\bran away\b|\bdidn'?t come home|\b(?:has|is) (?:been )?missing since|\bdisparue?\b|\ba fugue\b|\bpas rentree? (?:de|a)\b",
    ],
    "noodsituatie_zelfverwonding": [
        r"\b(?:cut|cuts|cutting|burns?|burning|hurts?|hurting|harms?|harming)\s(?:\S+\s)?(?:herself|himself|myself|themselves|her arms?|his arms?|haar arm|my arms?)|\bself[ -]?harm",
        r"\bse (?:scarifie|coupe|fait du mal|mutile|taillade|blesse)|\bme (?:scarifie|coupe)|\bscarif|\btape la tete|\bautomutil",
    ],
    "noodsituatie_ouder": [
        r"\bvais (?:faire une betise|tuer|le tuer|me tuer)|\bje n'en peux plus.{0,40}mourir|\bgoing to (?:kill|hurt) (?:the|that|him|her|this)|\bi cannot go on\b|\bcan'?t go on\b",
    ],
}

# Figures of speech and other innocent uses, taken out before the patterns look.
FIGURATIVE = [
    r"\b(?:plas\w*|geplast|pipi|pist\w*|gepist|kakt?|gekakt|ongelukje)\s(?:\S+\s){0,4}?in (?:haar|zijn|hun|de|mijn) (?:onder)?broek(?:je)?\b",
    r"\b(?:lach\w*|lol|gelachen|giechel\w*|proest\w*|schaam\w*|schamen|geschaamd|schrik\w*|schrok\w*|geschrokken|verve+l\w*|verveel\w*|erger\w*|geerg\w*|werk\w*|gewerkt|zweet\w*|zoek\w*|gezocht|betaal\w*|eet|eten|wacht\w*|verveling|zwoeg\w*|leer\w*|rijd\w*|schrikken)\s(?:\S+\s){0,3}?(?:zich |me |mij |ons |hem |haar |je |hun )?(?:ons |me )?(?:half |bijna )?(?:dood|te pletter|kapot)\b",
    r"\b(?:schrok|schrik|schrikt|lach|lachte|lacht|schaam|schaamt|schaamde|verveel|verveelt|erger|ergert|werk|werkt|zoek|zweet|wacht) (?:mij|me|mezelf|mijn eigen|zich|ons|hem|haar|je|m'n eigen|zijn eigen|haar eigen)?\s?(?:zo |echt |half |bijna )?(?:dood|kapot|te pletter)\b",
    r"\bdood\s?(?:moe|op|normaal|gewoon|leuk|simpel|eenvoudig|stil|braaf|ongelukkig|jammer|ziek|zonde|serieus|eng|doodgewoon|zenuwachtig|verlegen|bang|benauwd|beu|saai|leukste|graag|gelukkig)\w*|\bmors\s?dood\b|\bdoods\s?(?:bang\w*|benauwd|angst\w*|strijd|hoofd\w*|bericht)|\bdood\s?(?:lopend|lopen|liep)\w*|\bdoodsbeu|\bdood\s?(?:van|aan) (?:de |het )?(?:verveling|schrik|schaamte|honger|dorst|kou|lachen|zenuwen|spanning)",
    r"\b(?:ga|gaat|gaan|ging|ben|was|stierf|sterf|sterft|sterven|sterve) (?:ik |ze |hij |we |echt |gewoon |bijna )?(?:bijna )?(?:dood )?van (?:de |het |'t )?(?:honger|dorst|schaamte|verveling|lach\w*|zenuwen|schrik|warmte|hitte|kou|stress|spanning|nieuwsgierigheid|trots|ongeduld|verlegenheid|gene)\b|\bsterf van|\bsterft? (?:bijna )?van (?:de )?(?:schaamte|honger|zenuwen|stress)",
    r"\bmoord\w* (?:wedstrijd|leuk|goed|griet|tempo|wijf|kerel|vent|gast)\b|\bmoordend\w*|\bmoord en brand|\bmoordspel\w*|\bmoord\s?mysterie\w*|\bzelfmoord\s?(?:opdracht\w*|missie\w*|actie|squad|commando|sprint|terrorist\w*|aanslag\w*|prevent\w*|tempo|werk)|\bsuicide squad",
    r"\b(?:wel|kon|zou|kan|soms) (?:\S+\s){0,5}?(?:vermoorden|wurgen|villen|nekken|de nek omdraaien|achter het behang plakken)\b(?=.{0,60}\b(?:lach\w*|figuurlijk|bij wijze|grap\w*|haha\w*|lol|uitdrukking|😂|🤣|😅|manier van spreken|om te lachen|hoor|natuurlijk niet))",
    r"\bbij wijze van spreken|\bom te lachen (?:hoor|natuurlijk)",
    r"\b(?:spring|trap|klop|tril|ontplof)\w* uit (?:mijn|zijn|haar|hun|m'n) vel|\buit (?:mijn|haar|zijn) vel\s?spring\w*|\bspring\w* (?:een )?gat in de lucht|\bspring\w* (?:op|van) (?:de |het )?(?:trampoline|springkasteel|duikplank|bank|zetel|bed)|\btouwtje\s?spring\w*|\bspringkasteel|\bspringt? (?:\S+\s){0,2}?voor (?:haar|hem|een ander)\s?(?:in de bres)?|\bin de bres",
    r"\b(?:fortnite|minecraft|roblox|gta|call of duty|cod|fifa|brawl stars|clash royale|playstation|ps5|ps4|xbox|nintendo|switch|game|games|gamen|gamet|gamed|spelletje|videogame|spel|level|respawn\w*|zombies?|among us|valorant|counter\s?strike)\b.{0,60}\b(?:dood\w*|schiet\w*|sterf\w*|sterven|vermoord\w*|killen|kill|moord\w*|wapen\w*|pistool|geweer|mes|levens?|zelfmoord|gekilld|gun|opgehangen)\b",
    r"\b(?:dood\w*|schiet\w*|sterf\w*|sterven|sterft|vermoord\w*|kill\w*|moord\w*|wapen\w*|pistool|geweer|gun|mes|leven|levens)\b.{0,60}\b(?:fortnite|minecraft|roblox|gta|call of duty|cod|brawl stars|clash royale|playstation|ps5|xbox|nintendo|games?|gamen|spelletje|videogame|spel|among us|valorant|laser\s?game|paintball|nerf\w*|waterpistool|speelgoed\w*|lego\w*|carnaval|verkle\w*|toneel\w*|theater\w*|film|serie|boek|verhaal)\b",
    r"\b(?:opa|oma|bomma|bompa|grootvader|grootmoeder|overgroot\w*|hond|kat|poes|cavia|hamster|konijn|huisdier|vis|goudvis|tante|nonkel|buurvrouw|buurman|paard|pony|kanarie|papegaai|oma's|meme|pepe|moemoe|vava|peter|meter) (?:is |was |gaat |ging |ligt |net |vorige \S+ |gisteren |van \S+ |heel |erg |\S+ ){0,4}?(?:dood|gestorven|overleden|op sterven|sterven|doodgegaan|dood gegaan|begraven|aan het sterven)\b",
    r"\b(?:dood|overlijden|sterven|sterfte|begrafenis) van (?:(?:mijn|zijn|haar|onze|ons|de|een|hun) )?(?:opa|oma|bomma|bompa|grootvader|grootmoeder|papa|mama|vader|moeder|broer|zus|hond|kat|cavia|hamster|konijn|huisdier|juf|meester|vriend\w*|klasgeno\w*)",
    r"\bpolitie\s?(?:agent|man|vrouw|school|pakje|auto|kostuum|hond|uniform)\w*|\b(?:mes|messen|schaar|scharen)\b.{0,30}\b(?:kookles|koken|knutsel\w*|kamp|aardappel\w*|keuken|brood|boter|zakmes|scouts|eten|vork)|\b(?:kookles|knutsel\w*|keuken|techniekles)\b.{0,40}\b(?:mes|messen|gesneden|schaar|scharen)\b|\bzakmes\w*",
    r"\b(?:kras|krassen|gekrast|kerf\w*|kerven) (?:\S+\s){0,2}?(?:op|in) (?:de|het|een|mijn|onze|zijn|haar|nen|den) (?:auto|wagen|fiets|bank|lessenaar|tafel|deur|gsm|scherm|tablet|laptop|boom|muur|bril|boekentas|schoolbank|stoel)\w*|\b(?:auto|wagen|fiets|bank|tafel|gsm|scherm|boom)\w* (?:\S+\s){0,3}?(?:be)?(?:krast|krassen|gekerfd)",
    r"\b(?:jas|trui|brooddoos|boekentas|fiets|gsm|turnzak|turngerief|pennenzak|drinkbus|boek\w*|sjaal|muts|handschoen\w*|bril|spullen|gerief|knuffel|sleutel\w*|rekenmachine|etui|geld|petje|pet|zwemzak|schoen\w*|airpods|oortjes|laptop|tablet|step|kaarten)\b.{0,25}\b(?:verdwen\w*|weg|kwijt|vermist|zoek|spoorloos|gestolen|nergens|verloren)\b",
    r"\b(?:weg|kwijt|verdwen\w*|vermist|vermissing|zoek)\b.{0,15}\b(?:jas|trui|brooddoos|boekentas|fiets|gsm|turnzak|turngerief|pennenzak|drinkbus|boek\w*|sjaal|muts|bril|spullen|gerief|knuffel|sleutel\w*|rekenmachine|geld)\b",
    r"\b(?:welke|wat zijn|hoe herken|hoe zie|bestaat er|zijn er|hoeveel|waar vind) (?:\S+\s){0,6}?(?:signalen|tekenen|cijfers|info\w*|brochure|website|lijn|nummer|boek\w*|uitleg)\b.{0,60}\b(?:zelfmoord\w*|zelfdod\w*|suicid\w*|zelfverwond\w*|automutil\w*|misbruik|geweld|vermis\w*|wegloop\w*)",
    r"\blevensecht|\blevenslang|\bmillie brady|\bwie is er dood\b|\bdood of levend spel|\bleven en dood spel",
]

PATTERNS: Dict[str, List[str]] = {
    # In Dutch these only lower the bar: the topic model's suspicion says which kind it is.
    "noodsituatie_zelfdoding": SUICIDE,
    "noodsituatie_geweld": VIOLENCE,
    "noodsituatie_misbruik": ABUSE,
    "noodsituatie_vermist": MISSING,
    "noodsituatie_zelfverwonding": SELF_HARM,
    "noodsituatie_ouder": PARENT,
    "noodsituatie": DANGER,
}


def compiled(patterns: List[str]) -> Pattern[str]:
    """Return one regular expression for a list of patterns."""
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns))
