"""Everything that can go wrong between a parent and an answer: its code, its status, and what the parent reads."""

from __future__ import annotations

from typing import Any

from foundation.vocabulary import DANGER, ERRORS

ASK_SCHOOL = "Je kan je vraag ook aan de school stellen."
PROBLEMS: dict[str, tuple[int, str]] = {
    **ERRORS,
    "unknown_message": (400, "Dit antwoord hoort niet bij dit gesprek."),
    "other_origin": (403, "Pestwijzer antwoordt alleen op zijn eigen pagina’s."),
    "unknown_school": (404, "Deze school heeft hier geen Pestwijzer."),
    "unknown_conversation": (404, "Dit gesprek is afgelopen. Begin een nieuw gesprek."),
    "too_large": (413, f"Je bericht is te groot. Vertel in het kort wat er gebeurt. {DANGER}"),
    "too_many": (429, f"Je stuurt heel veel berichten na elkaar. Wacht even en probeer het dan opnieuw. {DANGER}"),
    "school_full": (429, f"Pestwijzer kreeg vandaag te veel vragen. Morgen kan het weer. {ASK_SCHOOL} {DANGER}"),
    "broken": (500, f"Er ging iets mis aan onze kant. Probeer het over enkele minuten opnieuw. {ASK_SCHOOL} {DANGER}"),
    "bad_answer": (502, f"Er ging iets mis, dus ik kan je vraag nu niet beantwoorden. {ASK_SCHOOL} {DANGER}"),
    "not_erased": (502, "Je gesprek kon nog niet helemaal gewist worden. Probeer het straks opnieuw."),
    "not_kept": (503, "Dat kon nu niet bewaard worden. Probeer het later nog eens."),
    "unreachable": (503, f"Pestwijzer kan nu even niet antwoorden. Probeer het straks opnieuw. {ASK_SCHOOL} {DANGER}"),
    "not_ready": (503, f"Pestwijzer is aan het opstarten. Probeer het over een minuutje opnieuw. {DANGER}"),
    "busy": (503, f"Het is nu heel druk. Probeer het over een minuutje opnieuw. {ASK_SCHOOL} {DANGER}"),
    "timeout": (504, f"Het antwoord laat te lang op zich wachten. Probeer het straks opnieuw. {ASK_SCHOOL} {DANGER}"),
}


class Problem(Exception):
    """Ends the handling of a message; becomes the contract's error body, or a sentence on the page without scripts."""

    def __init__(self, code: str, *, contact: str = "", kept: bool = False, retry_after: int = 0) -> None:
        super().__init__(code)
        self.code = code
        self.status, self.message = PROBLEMS[code]
        self.contact = contact
        self.kept = kept
        self.retry_after = retry_after

    def as_body(self) -> dict[str, Any]:
        body: dict[str, Any] = {"error": {"code": self.code, "message": self.message}}
        if self.contact:
            body["contact"] = self.contact
        if self.kept:
            body["kept"] = True
        return body
