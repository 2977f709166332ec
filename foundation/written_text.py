"""Says in Dutch what is wrong with a text that staff typed and that parents or colleagues will read.

Nothing of it would do harm, as every page escapes; but a parent would read `<b>`, `[[awel]]` or `{school_name}` as it
stands, and a link that a browser must not follow would be no link.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

HTML = re.compile(r"<\s*[/!]?\s*[a-zA-Z]|<!--")
UNSAFE_LINK = re.compile(r"(javascript|vbscript|data)\s*:(?=\S)", re.IGNORECASE)
HELPLINE = re.compile(r"\[\[|\]\]")
SLOT = re.compile(r"[{}]")
INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2064\ufeff\x00-\x08\x0b-\x1f]")


def problems_in(text: str, marks: bool = False) -> Iterator[str]:
    """Yield what has to be mended before a text may be kept.

    marks: whether it may hold `[[...]]` and `{...}`, as an answer does; whoever checks those says what they may be.
    """
    plain = unicodedata.normalize("NFKC", INVISIBLE.sub("", text))
    if HTML.search(plain):
        yield "Er staat HTML in, zoals <b>. Ouders zien die tekens gewoon staan. Typ alleen tekst; vet is **zo**."
    if UNSAFE_LINK.search(plain):
        yield "Er staat een link in die niet mag (javascript: of data:). Gebruik een adres dat met https:// begint."
    if not marks and HELPLINE.search(plain):
        yield "Een teken zoals [[awel]] werkt hier niet. Typ de naam en het nummer zelf."
    if not marks and SLOT.search(plain):
        yield "Een teken zoals {school_name} werkt hier niet. Typ de naam zelf, en gebruik geen { of }."
