"""Asks versions what they make of messages, for the website: what parents asked before a version answered them.

A command for a program that has no Rasa. In, on a line: a JSON {"versions": [folder of the registry, ...], "texts":
[...]}; out, on a line: for each version a list with for each text {"answered": topic or "", "first": topic,
"confidence", "doubt"}.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Dict, List, Sequence, TextIO

from foundation.priority import let_others_go_first
from foundation.topics import kinds_of, load_topics
from foundation.versions.registry import Version
from training.understanding import Understanding


def asked(version: Version, texts: Sequence[str]) -> List[Dict[str, Any]]:
    """Return what a version makes of each text."""
    from training.assistants import understand_with

    understand = understand_with(version.model, kinds_of(load_topics(version.data)))
    return [_as_json(understand(text)) for text in texts]


def _as_json(seen: Understanding) -> Dict[str, Any]:
    return {
        "answered": seen.answered or "",
        "first": seen.ranking[0] if seen.ranking else "",
        "confidence": round(seen.confidence, 4),
        "doubt": seen.doubt,
    }


def main(told: TextIO = sys.stdin, out: TextIO = sys.stdout) -> None:
    for line in told:
        wanted = json.loads(line)
        versions = [Version(Path(folder)) for folder in wanted["versions"]]
        print(json.dumps([asked(version, wanted["texts"]) for version in versions]), file=out, flush=True)


if __name__ == "__main__":
    let_others_go_first()
    main()
