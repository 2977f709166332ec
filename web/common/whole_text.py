"""Makes text whole that came in broken: half an emoji and a NUL can be stored by no database and sent to nobody."""

from __future__ import annotations

import re
from typing import Any

# One half of a character that UTF-16 writes as two: what is left of an emoji where a browser cut a text in two.
BROKEN = re.compile("[\ud800-\udfff\u0000]")


def whole(value: Any) -> Any:
    """Return text, or whatever JSON holds, without what is broken in its texts."""
    if isinstance(value, str):
        return BROKEN.sub("", value)
    if isinstance(value, list):
        return [whole(one) for one in value]
    if isinstance(value, dict):
        return {whole(key): whole(one) for key, one in value.items()}
    return value
