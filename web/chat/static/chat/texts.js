/** Everything a parent reads in the chat that does not come from the server. Flemish Dutch, je/jouw, B1. */

const plural = (count, one, many) => (count === 1 ? `1 ${one}` : `${count} ${many}`);

export const TEXTS = Object.freeze({
  pageTitle: "Stel je vraag over pesten",

  danger: "Nu gevaar?",
  call: (phone) => `Bel ${phone}`,
  human: "Praat met een mens",
  atSchool: "Op school",
  numbers: "Buiten de school",
  emergencyNumbers: [{ name: "noodnummer", phone: "112", for: "iedereen die nu in gevaar is" }],
  noContact: "Vraag op school naar de klasleerkracht, de zorgcoördinator of leerlingbegeleider, of de directie.",
  close: "Sluiten",

  log: "Gesprek met Pestwijzer",
  welcome: (school) =>
    `Dag, ik ben Pestwijzer. Ik denk met je mee over pesten, en zeg bij wie je terechtkan op ${school ? `**${school}**` : "school"}.`,
  privacy: "**Ik ben een machine, geen mens.** Niemand leest live mee, en ik kan me vergissen. Je berichten worden een tijd bewaard om de antwoorden te verbeteren. Typ daarom **geen namen**.",
  privacyLink: "Meer over je privacy",
  firstQuestion: "Waarover gaat het?",
  firstChoices: [
    { title: "Mijn kind wordt gepest", choice: "kind_gepest_wat_doen" },
    { title: "Mijn kind ziet pesten", choice: "kind_omstaander_wat_doen" },
    { title: "Mijn kind pest zelf", choice: "kind_pest_wat_doen" },
    { title: "Ik wil iets weten", choice: "themas" },
  ],

  youSaid: "Jij:",
  answer: "Pestwijzer:",
  emergency: "Dringend: bel eerst",
  choices: "Kies een antwoord",
  chosen: "gekozen",
  more: "Toon meer",
  less: "Toon minder",
  newTab: "opent in een nieuw venster",

  question: "Je vraag",
  hint: "(fouten zijn niet erg)",
  placeholder: "Typ hier je vraag",
  send: "Verstuur",
  left: (count) => `Nog ${plural(count, "teken", "tekens")}`,
  tooMany: (count) => `${plural(count, "teken", "tekens")} te veel. Maak je bericht wat korter.`,
  empty: "Typ eerst je vraag, in een paar woorden.",
  wait: "Even geduld, je vorige vraag is nog onderweg.",

  thinking: "Pestwijzer zoekt een antwoord",
  slow: "Dit duurt langer dan anders. Je vraag is onderweg, nog even geduld.",
  busy: (seconds) => `Het is nu druk. Ik probeer het zelf opnieuw over ${plural(seconds, "seconde", "seconden")}.`,
  noAnswer: "Nog geen antwoord",
  retry: "Opnieuw proberen",
  edit: "Tekst aanpassen",
  failures: {
    offline: "Je hebt geen internet. Je tekst blijft hier staan. Zodra je weer internet hebt, verstuur ik hem.",
    unreachable: "Ik kan Pestwijzer niet bereiken. Je tekst blijft hier staan. Probeer het zo meteen opnieuw.",
    timeout: "Het antwoord laat te lang op zich wachten. Je tekst blijft hier staan.",
    broken: "Er ging iets mis aan onze kant. Je tekst blijft hier staan. Probeer het opnieuw.",
    interrupted: "Deze vraag kreeg nog geen antwoord. Wil je ze opnieuw versturen?",
  },
  kept: "Je vraag is bewaard. Medewerkers van de school kunnen ze later nalezen. Je krijgt zo geen persoonlijk antwoord.",

  useful: "Hielp dit antwoord?",
  yes: "Ja",
  no: "Nee",
  thanks: "Bedankt om dat te laten weten.",
  thanksNo: "Bedankt. Jammer dat dit niet hielp. Typ je vraag eens anders, of praat met een mens.",
  notRated: "Dat kon ik nu niet bewaren. Probeer het later nog eens.",
  copy: "Kopieer",
  copied: "Gekopieerd",
  notCopied: "Kopiëren lukt niet op dit toestel. Selecteer de tekst met je vinger of muis.",
  mail: "Mail",
  mailSubject: "Antwoord van Pestwijzer",
  print: "Print",
  aboutAnswer: "dit antwoord",

  wipe: "Wis gesprek",
  wipeTitle: "Gesprek wissen?",
  wipeText: "Alles wat je typte en alle antwoorden verdwijnen, op dit toestel en bij Pestwijzer. Je kan dit niet ongedaan maken.",
  wipeYes: "Ja, wis alles",
  wipeNo: "Nee, behoud het",
  wiped: "Je gesprek is gewist.",
  wipedHere: "Op dit toestel is alles gewist. Bij Pestwijzer lukte het nog niet. Ik probeer het straks opnieuw.",
});
