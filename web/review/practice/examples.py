"""The made-up questions that a newcomer practises on. Nobody asked them; each stands for a decision of every week."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Choice:
    """Something that one could do with the question, and what a patient colleague would say about it."""

    key: str
    label: str
    good: bool
    said: str


@dataclass(frozen=True)
class Example:
    """A question as the list shows it, with what the parent got and what one could do."""

    title: str
    reason: str
    asked: str
    got: str
    task: str
    choices: tuple[Choice, ...]

    def chosen(self, key: str) -> Choice | None:
        """Return the choice with this key, or None when nothing (or nonsense) was chosen."""
        return next((choice for choice in self.choices if choice.key == key), None)


EXAMPLES = (
    Example(
        "Een vraag die bij een antwoord hoort",
        "kreeg een keuze",
        "ze zetten haar altijd uit de klasgroep op haar gsm en dan lachen ze erom",
        "Pestwijzer twijfelde en toonde knoppen: ‘Mijn kind wordt online gepest’ en ‘Mijn kind heeft geen vrienden’.",
        "Wat doe je?",
        (
            Choice(
                "hoort",
                "De vraag bij ‘Mijn kind wordt online gepest’ zetten",
                True,
                "Precies. Het antwoord bestaat al, alleen de woorden waren nieuw. Nu leert Pestwijzer dat ouders het "
                "ook zo zeggen. De volgende ouder krijgt het antwoord meteen.",
            ),
            Choice(
                "nieuw",
                "Een nieuw antwoord schrijven",
                False,
                "Dat kan, maar het hoeft niet: over pesten op de gsm staat er al een goed antwoord. Twee antwoorden "
                "over hetzelfde maken Pestwijzer onzeker. Zoek dus eerst of er al een is.",
            ),
            Choice(
                "klaar",
                "Klaar, niets te doen",
                False,
                "De ouder moest zelf kiezen. Zet je de vraag bij een antwoord, dan hoeft de volgende ouder dat niet "
                "meer. Dat is één klik.",
            ),
        ),
    ),
    Example(
        "Hoe Pestwijzer een vraag het best leert",
        "weinig zeker",
        "hallo, mijn zoon [NAAM 1] van [KLAS 1] wordt uitgelachen om zijn bril door [NAAM 2], wat moeten we doen grtjs",
        "De ouder kreeg het juiste antwoord, maar Pestwijzer was niet zo zeker.",
        "Je zet de vraag bij het antwoord. Welke zin laat je Pestwijzer leren?",
        (
            Choice(
                "heel",
                "hallo, mijn zoon [NAAM 1] van [KLAS 1] wordt uitgelachen om zijn bril door [NAAM 2], wat moeten we "
                "doen grtjs",
                False,
                "Hier staan nog verborgen namen in. Die zegt een andere ouder nooit. Haal weg wat over één kind gaat.",
            ),
            Choice(
                "kort",
                "mijn zoon wordt uitgelachen om zijn bril wat moeten we doen",
                True,
                "Goed zo. Kort, zonder namen, en nog altijd zoals een ouder het zegt.",
            ),
            Choice(
                "net",
                "Welke stappen kan ik ondernemen wanneer mijn kind wordt uitgelachen?",
                False,
                "Mooi Nederlands, maar zo schrijven ouders niet. Laat hun woorden staan, ook dialect en schrijffouten.",
            ),
        ),
    ),
    Example(
        "Een noodbericht",
        "nood",
        "mijn dochter zei gisteren dat het beter zou zijn als ze er niet meer was, ze zit in het vijfde bij ons",
        "Pestwijzer hoorde gevaar. De ouder kreeg eerst de noodnummers.",
        "Wat doe je eerst?",
        (
            Choice(
                "spreek",
                "Er vandaag nog over spreken met de directie of het CLB, en dan op ‘Gezien’ klikken",
                True,
                "Juist. Je weet niet wie het is en je kan niet terugschrijven. Maar misschien herken je op school een "
                "situatie. Daarom spreek je er vandaag nog over, en niet volgende week.",
            ),
            Choice(
                "terug",
                "De ouder terugschrijven",
                False,
                "Dat kan niet: Pestwijzer weet niet wie de ouder is. Spreek er vandaag nog over met de directie of "
                "het CLB.",
            ),
            Choice(
                "later",
                "Opzij zetten voor de vergadering van volgende week",
                False,
                "Dat is te laat. Een noodbericht bekijk je eerst. Spreek er vandaag nog over met de directie of het "
                "CLB.",
            ),
        ),
    ),
    Example(
        "Vals alarm",
        "misschien nood",
        "hij was doodop na het kamp en wil nu niet meer naar de turnles waar ze hem uitlachen",
        "Pestwijzer twijfelde. De ouder kreeg een antwoord, met de noodnummers erboven.",
        "Er is geen gevaar. Wat doe je?",
        (
            Choice(
                "hoort",
                "De vraag bij het juiste antwoord zetten. Een tweede collega moet ja zeggen",
                True,
                "Ja. Omdat Pestwijzer hier nood hoorde, kan één persoon dat niet alleen veranderen. Je vraag wacht in "
                "het voorstel tot een collega ja zegt. Een gemist noodbericht is erger dan een vals alarm.",
            ),
            Choice(
                "niet",
                "Niet voor ons",
                False,
                "De ouder vroeg wel iets over pesten. Zo leert Pestwijzer dat zulke vragen er niet bij horen.",
            ),
            Choice(
                "gezien",
                "Op ‘Gezien’ klikken en verdergaan",
                False,
                "Dat mag, er gebeurt niets ergs. Maar dan schrikt de volgende ouder ook. Ben je zeker dat er geen "
                "gevaar is? Zet de vraag dan bij het juiste antwoord.",
            ),
        ),
    ),
    Example(
        "Een vraag die niet over pesten gaat",
        "buiten ons onderwerp",
        "hoe laat doet de opvang open op woensdag",
        "Pestwijzer zei dat het daar niets over weet, en naar wie de ouder kan bellen.",
        "Wat doe je?",
        (
            Choice(
                "niet",
                "Niet voor ons: een andere schoolvraag",
                True,
                "Goed. De vraag verdwijnt uit de lijst. Komt ze vaak? Dan kan je ook aankruisen dat Pestwijzer het "
                "leert.",
            ),
            Choice(
                "nieuw",
                "Een antwoord schrijven over de opvang",
                False,
                "Vriendelijk bedoeld. Maar Pestwijzer gaat over pesten. Uren veranderen elk jaar, en dan staat er iets "
                "fouts. Kies ‘Niet voor ons’.",
            ),
        ),
    ),
    Example(
        "Een duim omlaag",
        "duim omlaag",
        "de juf weet het al drie weken en er verandert niets",
        "De ouder kreeg ‘De school doet niets’, en miste: ‘hoelang moet ik wachten?’",
        "Wat doe je?",
        (
            Choice(
                "lees",
                "Het antwoord nalezen, en duidelijker maken wat een ouder mag verwachten",
                True,
                "Mooi. Het was het juiste antwoord, maar er ontbrak iets. Wat je wijzigt, komt eerst in het voorstel. "
                "Je ziet ernaast hoe een ouder het leest.",
            ),
            Choice(
                "ander",
                "De vraag bij een ander antwoord zetten",
                False,
                "Het antwoord ging wel over de vraag. De ouder miste alleen een stukje. Lees het antwoord eerst na.",
            ),
        ),
    ),
    Example(
        "Een vraag zonder antwoord",
        "koos ‘geen van deze’",
        "waarvoor dient die gevoelensmeter die in de klas hangt",
        "Pestwijzer toonde een keuze. De ouder koos ‘geen van deze’.",
        "Jullie school werkt met een gevoelensmeter. Er is nog geen antwoord over. Wat doe je?",
        (
            Choice(
                "nieuw",
                "Een nieuw antwoord schrijven, en het samen met een collega publiceren",
                True,
                "Ja. Je schrijft de titel, enkele voorbeeldvragen en het antwoord. Daarna laat je een proefmodel "
                "maken: je ziet wat er voor ouders verandert. Pas na ‘Publiceer’ lezen ouders het. En je kan terug met "
                "één klik.",
            ),
            Choice(
                "hoort",
                "Bij het antwoord zetten dat er het meest op lijkt",
                False,
                "Dan krijgt de volgende ouder een antwoord op een andere vraag. Past er geen? Schrijf er dan zelf een.",
            ),
        ),
    ),
)
