"""A version that is asked what it makes of messages says what it would answer parents, and where it hears danger."""

from __future__ import annotations

import io
import json

from training import asked_again


def test_a_version_tells_what_it_makes_of_messages(live) -> None:
    texts = ["wat doet het clb", "mijn dochter zegt dat ze niet meer wil leven"]
    out = io.StringIO()
    asked_again.main(io.StringIO(json.dumps({"versions": [str(live.folder)], "texts": texts})), out)
    ((plain, cry),) = json.loads(out.getvalue())
    assert (plain["answered"], plain["first"], plain["doubt"]) == ("clb", "clb", False)
    assert plain["confidence"] > 0.5
    assert cry["answered"].startswith("noodsituatie")
