"""A stand-in for the assistant: the parent channel's contract, predictable answers, and failures on demand.

What a parent types decides what comes: see `ANSWERS`; "traag" and "leeg" make it slow or empty,
"ongerust" is a doubt about danger, a "verhaal" is answered with how it was read. It knows one name to hide: Lotte.
`python -m demo.stub_assistant 5999` runs it by hand.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

GENERAL = """Wat naar voor je kind, en voor jou. Je kind treft nooit schuld aan pesten.

**Vandaag** met je kind:
- Blijf rustig, luister en geloof wat je hoort.
- Zeg dat je blij bent dat het dit vertelde.
- Maak samen een **klein plan**: wie spreken jullie aan, en wat zeggen jullie?"""
GENERAL_MORE = """**Op school** kan je terecht bij:
- **Kim Voorbeeld**, zorgcoördinator: [03 000 00 00](tel:030000000), \
[zorg@voorbeeldboom.example](mailto:zorg@voorbeeldboom.example)

Lees samen verder op [allesoverpesten.be](https://www.allesoverpesten.be). Je kind kan zelf praten met \
[Awel](https://awel.be) ([102](tel:102))."""

EMERGENCY = """Is er nu direct gevaar? Bel het noodnummer ([112](tel:112)) en blijf bij je kind. Bel daarna de \
[Zelfmoordlijn](https://www.zelfmoord1813.be) ([1813](tel:1813)). Dat is gratis, anoniem en kan dag en nacht.

Dit is een automatisch antwoord van een machine. Er leest hier niemand live mee.

Wat moet dit zwaar zijn. Dit kan je nu doen:

- Laat je kind niet alleen.
- Neem het ernstig, ook als je twijfelt."""

SUGGESTIONS = (
    "Ik begrijp je vraag niet helemaal. Gaat het over een van deze onderwerpen?\n\nIs er nu gevaar? Bel [112](tel:112)."
)
SUGGESTED = [
    {"title": "Mijn kind wordt gepest: wat nu?", "choice": "kind_gepest_wat_doen"},
    {"title": "Hoe bereid ik een gesprek met de school voor?", "choice": "gesprek_met_school"},
    {"title": "Geen van deze", "choice": "geen_van_deze"},
]
HOSTILE = "<img src=x onerror=alert(1)> [klik](javascript:alert(1)) [data](data:text/html,x) **vet** [veilig](https://awel.be)"

NUMBERS_FIRST = """Eerst dit, want hier leest niemand live mee. Is er nu iemand in gevaar, bel dan het noodnummer \
([112](tel:112)). Bij gedachten aan de dood luistert dag en nacht de [Zelfmoordlijn](https://www.zelfmoord1813.be) \
([1813](tel:1813)).

Is dat bij jullie niet zo? Lees dan rustig verder."""
AS_IT_WAS_READ = """Ik lees in je verhaal vooral dit: **Mijn kind wordt gepest: wat nu?**

Wat ik er nog in lees, kan je onder het antwoord kiezen."""
ALSO_READ = [
    {"title": "De school doet niets", "choice": "school_doet_niets"},
    {"title": "Hoe bereid ik een gesprek met de school voor?", "choice": "gesprek_met_school"},
]

# a word in the message -> kind, text, what is folded behind it, buttons; the first that fits
ANSWERS: tuple[tuple[str, str, str, str, list[dict[str, str]]], ...] = (
    ("dood", "emergency", EMERGENCY, "", []),
    ("onduidelijk", "suggestions", SUGGESTIONS, "", SUGGESTED),
    ("aanval", "answer", HOSTILE, "", []),
    ("verhaal", "answer", GENERAL, GENERAL_MORE, ALSO_READ),
    ("", "answer", GENERAL, GENERAL_MORE, []),
)


def answer_to(text: str) -> dict:
    """Return the contract's 200 body for a text or a choice."""
    kind, said, more, buttons = next(answer[1:] for answer in ANSWERS if answer[0] in text.lower())
    worried = "ongerust" in text.lower()
    first = [_message(NUMBERS_FIRST, buttons=[{"title": "Ja, er is nu gevaar", "choice": "noodsituatie"}])] * worried
    first += [_message(AS_IT_WAS_READ)] * ("verhaal" in text.lower())
    itself = [] if "leeg" in text.lower() else [_message(said, more, buttons)]
    return {
        "messages": [*first, *itself],
        "understood": {
            "kind": kind,
            "topic": "kind_gepest_wat_doen",
            "confidence": 0.93,
            "worry": worried,
            "preceding": len(first),
            "writer": "",
            "alternatives": [],
        },
        "asked": text.replace("Lotte", "[NAAM]"),
    }


def _message(text: str, more: str = "", buttons: Sequence[dict[str, str]] = ()) -> dict:
    return {"text": text, "more": more, "buttons": [*buttons]}


class Server(ThreadingHTTPServer):
    """What a handler knows of the stand-in that it answers for."""

    received: list[str]
    delay: float
    health: Callable[[], dict[str, str]]


class Handler(BaseHTTPRequestHandler):
    server: Server

    def do_GET(self) -> None:
        self._reply({"status": "ready", "model": "stub", "failed": "", **self.server.health()})

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        if self.path.endswith("/danger"):
            return self._reply({"danger": ["emergency" if "dood" in text.lower() else "" for text in body["texts"]]})
        said = body.get("text") or body.get("choice") or ""
        self.server.received.append(said)
        if "traag" in said:
            time.sleep(self.server.delay)
        self._reply(answer_to(said))

    def _reply(self, body: dict) -> None:
        content = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        try:
            self.wfile.write(content)
        except (BrokenPipeError, ConnectionResetError):
            pass  # who asked did not wait

    def log_message(self, *_: object) -> None:
        """Say nothing: a test's own failure says enough."""


class StubAssistant:
    """Can be killed and come back at the same address."""

    def __init__(self, port: int = 0) -> None:
        self.port = port
        self.received: list[str] = []
        self.delay = 2.0
        self.health: Callable[[], dict[str, str]] = dict  # what it tells of itself beside the usual
        self.server: Server | None = None
        self.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}/webhooks/ouders"

    def start(self) -> None:
        if self.server:
            return
        self.server = Server(("127.0.0.1", self.port), Handler)
        self.server.daemon_threads = True
        self.server.received, self.server.delay = self.received, self.delay
        self.server.health = lambda: self.health()
        self.port = self.server.server_address[1]
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        if self.server:
            self.server.shutdown()
            self.server.server_close()
            self.server = None


if __name__ == "__main__":
    stub = StubAssistant(int(sys.argv[1]) if len(sys.argv) > 1 else 0)
    print(stub.url, flush=True)
    threading.Event().wait()
